import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A server in a process of its own. */
export interface BenchProcess {
  /** `http://127.0.0.1:PORT`. */
  readonly base: string
  /** Resident memory now and at its highest, MB; undefined where the system does not tell. */
  memory(): { now: number; highest: number } | undefined
  stop(): Promise<void>
}

/** Starts a script of this folder, from source or bundled like this one, and waits for the port that it prints. */
export async function startProcess(
  name: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<BenchProcess> {
  const child = spawn(process.execPath, [...programOf(name), ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [first] = (await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error(`${name} ended before it listened`))),
  ])) as [Buffer]
  return {
    base: `http://127.0.0.1:${Number(first.toString())}`,
    memory: () => memoryOf(child.pid!),
    async stop() {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}

/** What Node is given to run a script of this folder, from source or bundled like this one. */
export function programOf(name: string): string[] {
  for (const extension of ['js', 'mjs']) {
    const file = fileURLToPath(new URL(`${name}.${extension}`, import.meta.url))
    if (existsSync(file)) return [file]
  }
  const folder = name.includes('postgis') ? 'tiles/' : ''
  return ['--import', 'tsx', fileURLToPath(new URL(`${folder}${name}.ts`, import.meta.url))]
}

function memoryOf(pid: number): { now: number; highest: number } | undefined {
  const file = `/proc/${pid}/status`
  if (!existsSync(file)) return undefined
  const status = readFileSync(file, 'utf8')
  const kilobytes = (field: string) => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1])
  return { now: kilobytes('VmRSS') / 1000, highest: kilobytes('VmHWM') / 1000 }
}
