export interface SuggesterParts<Reply> {
  ask: (text: string, signal: AbortSignal) => Promise<Reply>
  show: (reply: Reply, text: string) => void
  fail: (error: unknown) => void
  /** Runs something later; returns how to call it off. */
  later?: (run: () => void, ms: number) => () => void
}

/** Quiet time after a key before the server is asked, in milliseconds. */
const QUIET = 80
const KEPT = 60

/** Asks while someone types: waits for a pause, drops stale requests, remembers the last answers. */
export class Suggester<Reply> {
  readonly #parts: Required<SuggesterParts<Reply>>
  readonly #kept = new Map<string, Reply>()
  #cancel: (() => void) | undefined
  #running: AbortController | undefined

  constructor(parts: SuggesterParts<Reply>) {
    this.#parts = { later: afterTimeout, ...parts }
  }

  /** Asks for `text` after a pause, at once when it was asked before. */
  type(text: string): void {
    this.stop()
    const known = this.#kept.get(text)
    if (known !== undefined) this.#parts.show(known, text)
    else this.#cancel = this.#parts.later(() => void this.#ask(text), QUIET)
  }

  /** Forgets what is under way; nothing is shown for it any more. */
  stop(): void {
    this.#cancel?.()
    this.#running?.abort()
    this.#running = undefined
  }

  /** Forgets the answers, for they are in another language now. */
  clear(): void {
    this.#kept.clear()
  }

  async #ask(text: string): Promise<void> {
    const running = new AbortController()
    this.#running = running
    try {
      const reply = await this.#parts.ask(text, running.signal)
      if (running.signal.aborted) return
      this.#keep(text, reply)
      this.#parts.show(reply, text)
    } catch (error) {
      if (!running.signal.aborted) this.#parts.fail(error)
    }
  }

  #keep(text: string, reply: Reply): void {
    const oldest = this.#kept.keys().next()
    if (this.#kept.size >= KEPT && !oldest.done) this.#kept.delete(oldest.value)
    this.#kept.set(text, reply)
  }
}

function afterTimeout(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}
