import type { Entry } from '../gazetteer/entry.ts'
import type { Alignment } from '../names/alignment.ts'
import type { NamedHamlet } from './candidate.ts'
import type { Ranking } from './ranking.ts'
import { introduced } from './unit-fit.ts'

const NO_ENTRIES: readonly Entry[] = []
/** Prefers the hamlet that has houses of the street, then one of the former commune named. */
const SHARED = 0.01
const OF_FORMER = 0.005

/** Hamlets that a query names and that may stand beside a street. */
export class NamedHamlets {
  /** Where they stand in the query, with the type word before them. */
  readonly alignments: Alignment[] = []
  readonly #byArea = new Map<number, NamedHamlet[]>()
  readonly #ranking: Pick<Ranking, 'query' | 'indexes'>

  constructor(ranking: Pick<Ranking, 'query' | 'indexes'>) {
    this.#ranking = ranking
  }

  /** Adds the hamlets of a name. */
  add(named: Alignment): void {
    const { query, indexes } = this.#ranking
    const { alignment } = introduced(query, named, 'hamlet')
    this.alignments.push(alignment)
    for (const entry of indexes.gazetteer.entries.byName[named.name]?.entries ?? NO_ENTRIES) {
      const list = this.#byArea.get(entry.area)
      if (list) list.push({ entry, alignment })
      else this.#byArea.set(entry.area, [{ entry, alignment }])
    }
  }

  /** Whether there is one in an area. */
  isIn(area: number): boolean {
    return this.#byArea.has(area)
  }

  /** The best one beside a street that takes no `taken` token; `former` is the code of the former commune named. */
  beside(street: Entry, taken: number, former: string | undefined): NamedHamlet | undefined {
    const list = this.#byArea.get(street.area)
    if (!list) return undefined
    let found: NamedHamlet | undefined
    let max = 0
    for (const one of list) {
      const { mask, coverage, accents } = one.alignment
      if (mask & taken) continue
      const worth =
        coverage -
        accents +
        (street.hamlets.has(one.entry.id) ? SHARED : 0) +
        (former !== undefined && this.#ranking.indexes.units.isOrBecame(former, one.entry.formers)
          ? OF_FORMER
          : 0)
      if (worth > max) {
        max = worth
        found = one
      }
    }
    return found
  }
}
