import type { Follower } from '../../store/following/follower.ts'
import type { HamletRow } from '../../store/record/rows.ts'
import { HamletIndex } from './hamlet-index.ts'

/** Where hamlets lie; read at the first question, and again after a hamlet has changed. */
export class CurrentHamlets implements Follower {
  readonly follows: ReadonlySet<string> = new Set(['hamlet'])
  readonly #table: { hamlets(): Iterable<HamletRow> }
  #index: HamletIndex | undefined

  constructor(table: { hamlets(): Iterable<HamletRow> }) {
    this.#table = table
  }

  get index(): HamletIndex {
    this.#index ??= new HamletIndex(this.#table.hamlets())
    return this.#index
  }

  prepare(): Iterable<void> {
    return []
  }

  commit(): void {
    this.#index = undefined
  }
}
