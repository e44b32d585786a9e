import type { Follower } from '../store/following/follower.ts'
import type { ChangeRow } from '../store/record/rows.ts'
import type { RecordStore } from '../store/record-store.ts'

/** How many addresses are served: counting them takes a tenth of a second at millions, which no request should wait for. */
export class AddressCount implements Follower {
  readonly follows: ReadonlySet<string> = new Set(['address'])
  #prepared: number
  #count: number

  constructor({ addresses }: RecordStore) {
    this.#count = addresses.count()
    this.#prepared = this.#count
  }

  get count(): number {
    return this.#count
  }

  *prepare(changes: readonly ChangeRow[], { addresses }: RecordStore): Generator<void> {
    if (changes.some(({ row }) => row === null)) {
      this.#prepared = yield* addresses.countInSlices()
      return
    }
    this.#prepared = this.#count
    for (const { operation } of changes)
      if (operation !== 'update') this.#prepared += operation === 'insert' ? 1 : -1
  }

  commit(): void {
    this.#count = this.#prepared
  }
}
