import type { Entry } from './entry.ts'

const NONE: readonly Entry[] = []

/** The entries of one name, those with the most addresses first. */
export class EntryList {
  readonly #entries: Entry[] = []
  readonly #byArea = new Map<number, Entry[]>()
  // Columns in the order of the entries: bounds drop most entries by these alone.
  readonly #areas: number[] = []
  readonly #importances: number[] = []

  get entries(): readonly Entry[] {
    return this.#entries
  }

  get areas(): readonly number[] {
    return this.#areas
  }

  get importances(): readonly number[] {
    return this.#importances
  }

  /** Those in an area, in the order in which they were added: one street, or hamlets of former communes. */
  in(area: number): readonly Entry[] {
    return this.#byArea.get(area) ?? NONE
  }

  /** Adds an entry, last until {@link settle} or {@link moved}. */
  add(entry: Entry): void {
    this.#entries.push(entry)
    const others = this.#byArea.get(entry.area)
    if (others) others.push(entry)
    else this.#byArea.set(entry.area, [entry])
    this.#areas.push(entry.area)
    this.#importances.push(entry.importance)
  }

  remove(entry: Entry): void {
    this.#entries.splice(this.#entries.indexOf(entry), 1)
    const left = this.in(entry.area).filter((other) => other !== entry)
    if (left.length > 0) this.#byArea.set(entry.area, left)
    else this.#byArea.delete(entry.area)
    this.#note()
  }

  /** Puts all in order. */
  settle(): void {
    this.#entries.sort(byCount)
    this.#note()
  }

  /** Puts one in order whose addresses became more or fewer; nothing for one that is not here any more. */
  moved(entry: Entry): void {
    const entries = this.#entries
    let at = entries.indexOf(entry)
    if (at < 0) return
    for (; at > 0 && byCount(entry, entries[at - 1]!) < 0; at--) entries[at] = entries[at - 1]!
    for (; at + 1 < entries.length && byCount(entry, entries[at + 1]!) > 0; at++)
      entries[at] = entries[at + 1]!
    entries[at] = entry
    this.#note()
  }

  #note(): void {
    const entries = this.#entries
    this.#areas.length = this.#importances.length = entries.length
    for (let i = 0; i < entries.length; i++) {
      this.#areas[i] = entries[i]!.area
      this.#importances[i] = entries[i]!.importance
    }
  }
}

function byCount(a: Entry, b: Entry): number {
  return b.count - a.count || a.id - b.id
}
