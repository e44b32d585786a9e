import { keyOf, type Opened, type QueueItem } from '../desk-types.ts'
import type { Line } from '../line.ts'
import { openItem } from './open-item.ts'

/** Milliseconds for which what was asked of an item beforehand holds. */
const FRESH = 15_000

/** The next item is asked for while the one before is looked at, so that it is there at once. */
export class ItemsAhead {
  readonly #line: Line
  #ahead: { readonly key: string; readonly at: number; readonly opened: Promise<Opened> } | undefined

  constructor(line: Line) {
    this.#line = line
  }

  look(item: QueueItem | undefined): void {
    if (!item) return
    const opened = openItem(this.#line, item, new AbortController().signal)
    // Whoever opens it asks again, and is told.
    opened.catch(() => {})
    this.#ahead = { key: keyOf(item), at: performance.now(), opened }
  }

  /** What was asked of an item beforehand, else asked now. Throws as {@link Line.ask}. */
  take(item: QueueItem, signal: AbortSignal): Promise<Opened> {
    const ahead = this.#ahead
    this.#ahead = undefined
    const ask = () => openItem(this.#line, item, signal)
    const isThere = ahead?.key === keyOf(item) && performance.now() - ahead.at < FRESH
    return isThere ? ahead.opened.catch(ask) : ask()
  }
}
