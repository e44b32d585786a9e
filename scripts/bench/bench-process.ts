import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A server in a process of its own. */
export interface BenchProcess {
  /** `http://127.0.0.1:PORT`. */
  readonly base: string
  /** Resident memory now and at its highest, MB; undefined where the system does not tell. */
  memory(): { now: number; highest: number } | undefined
  stop(): Promise<void>
}

/** Starts a script, named as for {@link programOf}, and waits for the port that it prints. */
export async function startProcess(
  script: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<BenchProcess> {
  const child = spawn(process.execPath, [...programOf(script), ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [first] = (await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error(`${script} ended before it listened`))),
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

/**
 * What Node is given to run a script, named by its path in `scripts/` without the ending: the bundled one where this one is bundled,
 * else the source.
 */
export function programOf(script: string): string[] {
  const bundled = fileURLToPath(new URL(`${basename(script)}.js`, import.meta.url))
  if (existsSync(bundled)) return [bundled]
  return ['--import', 'tsx', fileURLToPath(new URL(`../${script}.ts`, import.meta.url))]
}

/** Milliseconds that all threads of a process have worked, to ten; undefined where the system does not tell. */
export function processorTime(pid: number): number | undefined {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return undefined
  // behind the name, which may have spaces: utime and stime are fields 14 and 15, in hundredths of a second (proc(5))
  const fields = readFileSync(file, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** Resident memory of a process now and at its highest, MB; undefined where the system does not tell. */
export function memoryOf(pid: number): { now: number; highest: number } | undefined {
  const file = `/proc/${pid}/status`
  if (!existsSync(file)) return undefined
  const status = readFileSync(file, 'utf8')
  const kilobytes = (field: string) => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1])
  return { now: kilobytes('VmRSS') / 1000, highest: kilobytes('VmHWM') / 1000 }
}
