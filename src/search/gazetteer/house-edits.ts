import type { HouseList } from '../houses/house-list.ts'
import type { HouseTexts } from '../houses/house-texts.ts'
import type { AddressGroup, Entry } from './entry.ts'

/** Lists made between two moments at which others may have the processor: well below a millisecond. */
const LISTS_A_SLICE = 8

interface EntryEdits {
  readonly gone: Set<number>
  /** The number of each row that is new or stays. */
  readonly added: Map<number, number>
}

/** What edits of addresses make of the lists of houses: each list is made once, however many of its houses are edited. */
export class HouseEdits {
  readonly #texts: HouseTexts
  readonly #edits = new Map<Entry, EntryEdits>()
  #lists = new Map<Entry, HouseList>()

  constructor(texts: HouseTexts) {
    this.#texts = texts
  }

  /** Notes where an address was and where it is now. An entry that it is the first address of is not known yet. */
  note(
    fid: number,
    before: AddressGroup | undefined,
    after: AddressGroup | undefined,
    number: string | null,
  ): void {
    for (const entry of entriesOf(before)) {
      const edits = this.#of(entry)
      edits.gone.add(fid)
      edits.added.delete(fid)
    }
    if (number === null) return
    const id = this.#texts.add(number)
    for (const entry of entriesOf(after)) this.#of(entry).added.set(fid, id)
  }

  /** Makes the lists, in slices; those in use stay as they are. */
  *prepare(): Generator<void, void> {
    for (const [entry, { gone, added }] of this.#edits) {
      this.#lists.set(entry, entry.houses.edited(gone, added, this.#texts))
      if (this.#lists.size % LISTS_A_SLICE === 0) yield
    }
  }

  has(entry: Entry): boolean {
    return this.#lists.has(entry)
  }

  /** Gives the entries the lists that were made. */
  commit(): void {
    for (const [entry, houses] of this.#lists) entry.houses = houses
  }

  #of(entry: Entry): EntryEdits {
    const edits = this.#edits.get(entry) ?? { gone: new Set(), added: new Map() }
    this.#edits.set(entry, edits)
    return edits
  }
}

function entriesOf(group: AddressGroup | undefined): Entry[] {
  return [group?.street, group?.hamlet].filter((entry) => entry !== undefined)
}
