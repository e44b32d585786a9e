import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { createTracing } from 'node:trace_events'

/** How long something took, ms: by the clock, and of that with the processor. */
export interface Taken {
  readonly clock: number
  readonly processor: number
}

/** One turn of the main thread's event loop. */
export interface LoopStep {
  /** When it began and ended, µs of `process.hrtime`. */
  readonly from: number
  readonly to: number
  readonly all: Taken
  /** What of it V8's collector took on this thread. */
  readonly collector: Taken
}

interface Scope {
  readonly name: string
  /** Of the clock and of the thread's processor time, µs. */
  readonly at: readonly [clock: number, processor: number]
  readonly took: readonly [clock: number, processor: number]
}

/** Turns of the loop, and every scope in which the collector works: marking in steps and sweeping for an allocation too. */
const CATEGORIES = ['node.environment', 'v8', 'disabled-by-default-v8.gc']
const TURNS: ReadonlySet<string> = new Set(['CheckImmediate', 'RunTimers'])
const COLLECTOR = /^V8\.GC/
/** An event as Node writes it; names have no quotes. Those of scopes that have ended are of the kind `X`. */
const EVENT =
  /\{"pid":\d+,"tid":(\d+),"ts":(\d+),"tts":(\d+),"ph":"(.)","cat":"[^"]*","name":"([^"]*)","dur":(\d+),"tdur":(\d+),"args":(\{[^}]*)/g
const MAIN_THREAD = '"JavaScriptMainThread"'

/** When a work was watched, µs of `process.hrtime`. */
interface Watched {
  readonly from: number
  readonly to: number
}

/**
 * Watches the main thread's event loop through Node's trace events. `perf_hooks` tells of the collector's pauses alone, not of
 * its steps of marking, nor of the sweeping that an allocation waits for; a trace has all of its scopes, each with the
 * thread's processor time, which does not grow when other programs have the processors.
 */
export class LoopTrace {
  readonly #folder = mkdtempSync(join(tmpdir(), 'diachiso-trace-'))
  readonly #tracing = createTracing({ categories: CATEGORIES })
  readonly #watched: Watched[] = []

  /** Watches the loop while `work` is done, in another working folder: Node writes the trace there. */
  async watch(work: () => Promise<void>): Promise<void> {
    const home = process.cwd()
    process.chdir(this.#folder)
    this.#tracing.enable()
    // A turn begins at least so often, also while other threads are waited for.
    const timer = setInterval(() => undefined, 1)
    const from = now()
    try {
      await setImmediate()
      await work()
      // What was done last ends with the turn after it, which is in the trace when it has ended itself.
      await setImmediate()
      await setImmediate()
    } finally {
      clearInterval(timer)
      this.#watched.push({ from, to: now() })
      this.#tracing.disable()
      process.chdir(home)
    }
  }

  /** The turns of each work that was watched. */
  end(): LoopStep[][] {
    const files = readdirSync(this.#folder).map((file) => readFileSync(join(this.#folder, file), 'utf8'))
    rmSync(this.#folder, { recursive: true })
    const steps = stepsOf(files)
    return this.#watched.map(({ from, to }) => steps.filter((step) => step.from >= from && step.to <= to))
  }
}

function now(): number {
  return Number(process.hrtime.bigint() / 1000n)
}

/** The turns of the main thread's loop in files of a trace, which may end in the middle. */
export function stepsOf(files: readonly string[]): LoopStep[] {
  const scopes = mainThreadScopes(files)
  const turns = scopes.filter(({ name }) => TURNS.has(name))
  const collector = outermost(scopes.filter(({ name }) => COLLECTOR.test(name)))
  const steps: LoopStep[] = []
  let next = 0
  for (const [i, { at: to }] of turns.entries()) {
    const taken = [0, 0]
    for (; next < collector.length && collector[next]!.at[0] < to[0]; next++)
      for (const k of [0, 1]) taken[k]! += collector[next]!.took[k]! / 1000
    const from = turns[i - 1]?.at
    if (!from) continue
    steps.push({
      from: from[0],
      to: to[0],
      all: { clock: (to[0] - from[0]) / 1000, processor: (to[1] - from[1]) / 1000 },
      collector: { clock: taken[0]!, processor: taken[1]! },
    })
  }
  return steps
}

/** The scopes of the main thread, in the order in which they begin. */
function mainThreadScopes(files: readonly string[]): Scope[] {
  let main: string | undefined
  const scopes: (Scope & { thread: string })[] = []
  for (const file of files)
    for (const [, thread, ts, tts, kind, name, dur, tdur, args] of file.matchAll(EVENT)) {
      if (kind === 'M' && name === 'thread_name' && args!.includes(MAIN_THREAD)) main = thread
      if (kind !== 'X' || !(TURNS.has(name!) || COLLECTOR.test(name!))) continue
      scopes.push({
        thread: thread!,
        name: name!,
        at: [Number(ts), Number(tts)],
        took: [Number(dur), Number(tdur)],
      })
    }
  return scopes
    .filter(({ thread }) => thread === main)
    .sort((a, b) => a.at[0] - b.at[0] || b.took[0] - a.took[0])
}

/** Scopes that lie in no other one. */
function outermost(scopes: readonly Scope[]): Scope[] {
  let end = Number.NEGATIVE_INFINITY
  return scopes.filter(({ at, took }) => {
    if (at[0] + took[0] <= end) return false
    end = at[0] + took[0]
    return true
  })
}
