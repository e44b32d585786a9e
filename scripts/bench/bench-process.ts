import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A process that worked so little in such a time is idle (milliseconds). */
const IDLE_MS = 20
const IDLE_EVERY_MS = 500

/** A server in a process of its own. */
export interface BenchProcess {
  /** `http://127.0.0.1:PORT`. */
  readonly base: string
  /** Resident memory now and at its highest, MB; undefined where the system does not tell. */
  memory(): { now: number; highest: number } | undefined
  /** Milliseconds that the processors have worked for it, as {@link processorTime} tells them. */
  worked(): number | undefined
  /** Waits until it does nothing more on its own: after its start it looks through the record. */
  settled(): Promise<void>
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
    worked: () => processorTime(child.pid!),
    async settled() {
      for (let before = -1, now = 0; now - before > IDLE_MS || before < 0; ) {
        before = processorTime(child.pid!) ?? 0
        await new Promise((resolve) => setTimeout(resolve, IDLE_EVERY_MS))
        now = processorTime(child.pid!) ?? 0
      }
    },
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
  const fields = statOf(pid)
  // utime and stime are fields 14 and 15, in hundredths of a second (proc(5))
  return fields && (Number(fields[11]) + Number(fields[12])) * 10
}

/** What proc(5) tells of a process, from its third field on: the second, its name, may have spaces. */
function statOf(pid: number | string): string[] | undefined {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return undefined
  return readFileSync(file, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
}

/** {@link processorTime} of the programs that this one has started and that have ended. */
export function processorTimeOfEnded(): number | undefined {
  const fields = statOf('self')
  // cutime and cstime are fields 16 and 17
  return fields && (Number(fields[13]) + Number(fields[14])) * 10
}

/** {@link processorTime} of a process and of those that it has started, which still run. */
export function processorTimeOfAll(pid: number): number | undefined {
  if (!existsSync('/proc')) return undefined
  let sum = processorTime(pid) ?? 0
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one)))
    try {
      const fields = statOf(name)
      if (Number(fields?.[1]) === pid) sum += processorTime(Number(name)) ?? 0
    } catch {
      // ended meanwhile
    }
  return sum
}

/** Resident memory of a process now and at its highest, MB; undefined where the system does not tell. */
export function memoryOf(pid: number): { now: number; highest: number } | undefined {
  const file = `/proc/${pid}/status`
  if (!existsSync(file)) return undefined
  const status = readFileSync(file, 'utf8')
  const kilobytes = (field: string) => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1])
  return { now: kilobytes('VmRSS') / 1000, highest: kilobytes('VmHWM') / 1000 }
}
