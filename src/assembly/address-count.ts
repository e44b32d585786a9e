import type { Follower } from '../store/following/follower.ts'
import type { ChangeRow } from '../store/record/rows.ts'
import type { RecordStore } from '../store/record-store.ts'

/**
 * How many addresses are served: of all rows those that somebody is told of. Counting rows takes a tenth of a second at millions,
 * which no request should wait for; the hidden ones, as reserved numbers, are few and have an index of their own.
 */
export class AddressCount implements Follower {
  readonly follows: ReadonlySet<string> = new Set(['address'])
  #prepared: Counted
  #counted: Counted

  constructor({ addresses }: RecordStore) {
    this.#counted = { rows: addresses.count(), hidden: addresses.countHidden() }
    this.#prepared = this.#counted
  }

  get count(): number {
    return this.#counted.rows - this.#counted.hidden
  }

  *prepare(changes: readonly ChangeRow[], { addresses }: RecordStore): Generator<void> {
    const rows = changes.some(({ row }) => row === null)
      ? yield* addresses.countInSlices()
      : changes.reduce((sum, { operation }) => sum + ADDED[operation], this.#counted.rows)
    this.#prepared = { rows, hidden: addresses.countHidden() }
  }

  commit(): void {
    this.#counted = this.#prepared
  }
}

interface Counted {
  readonly rows: number
  readonly hidden: number
}

/** Rows that a change adds. */
const ADDED: Readonly<Record<ChangeRow['operation'], number>> = { insert: 1, update: 0, delete: -1, bulk: 0 }
