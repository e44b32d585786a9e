import type { Line } from './line.ts'

/** Somebody else who is in the open item. */
export interface Other {
  readonly office: string
  /** Told within one's own office alone. */
  readonly name: string | null
  readonly since: string
}

/** Milliseconds between two signs of life; the server forgets who gives none for 30 s. */
const AGAIN = 10_000

/** Says that one is in an item, and is told who else is. */
export class Presence {
  readonly #line: Line
  readonly #told: (others: readonly Other[]) => void
  #path: string | undefined
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(line: Line, told: (others: readonly Other[]) => void) {
    this.#line = line
    this.#told = told
    addEventListener('pagehide', () => this.leave())
  }

  enter(kind: 'proposal' | 'address', id: string): void {
    this.leave()
    this.#path = `/v1/items/${kind}/${encodeURIComponent(id)}/presence`
    this.#timer = setInterval(() => void this.#say(), AGAIN)
    void this.#say()
  }

  leave(): void {
    clearInterval(this.#timer)
    if (this.#path !== undefined) this.#line.tell(this.#path, 'DELETE')
    this.#path = undefined
  }

  async #say(): Promise<void> {
    const path = this.#path
    // Who is only looking is not told of others; a broken line is mended by what the officer does.
    if (path === undefined || document.hidden || this.#line.isBroken) return
    try {
      const { body } = await this.#line.ask<{ others: readonly Other[] }>(path, { method: 'PUT' })
      if (path === this.#path) this.#told(body.others)
    } catch {
      if (path === this.#path) this.#told([])
    }
  }
}
