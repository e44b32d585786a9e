import type { Entry } from '../gazetteer/entry.ts'
import type { EntryList } from '../gazetteer/entry-list.ts'
import type { Alignment } from '../names/alignment.ts'
import type { NamedHamlet } from './candidate.ts'
import type { Ranking } from './ranking.ts'
import { introduced } from './unit-fit.ts'

/** Prefers the hamlet that has houses of the street, then one of the former commune named. */
const SHARED = 0.01
const OF_FORMER = 0.005

/** Hamlets that a query names and that may stand beside a street. */
export class NamedHamlets {
  /** Where they stand in the query, with the type word before them. */
  readonly alignments: Alignment[] = []
  /** The hamlets of each, which may be very many. */
  readonly #lists: EntryList[] = []
  readonly #ranking: Pick<Ranking, 'query' | 'indexes'>

  constructor(ranking: Pick<Ranking, 'query' | 'indexes'>) {
    this.#ranking = ranking
  }

  /** Adds the hamlets of a name. */
  add(named: Alignment): void {
    const { query, indexes } = this.#ranking
    const { alignment } = introduced(query, named, 'hamlet')
    const list = indexes.gazetteer.entries.byName[named.name]
    if (!list) return
    this.alignments.push(alignment)
    this.#lists.push(list)
  }

  /** Whether there is one in an area. */
  isIn(area: number): boolean {
    for (let i = 0; i < this.#lists.length; i++) if (this.#lists[i]!.in(area).length > 0) return true
    return false
  }

  /** The best one beside a street that takes no `taken` token; `former` is the code of the former commune named. */
  beside(street: Entry, taken: number, former: string | undefined): NamedHamlet | undefined {
    let found: NamedHamlet | undefined
    let max = 0
    for (let i = 0; i < this.#lists.length; i++) {
      const alignment = this.alignments[i]!
      if (alignment.mask & taken) continue
      for (const entry of this.#lists[i]!.in(street.area)) {
        const worth =
          alignment.coverage -
          alignment.accents +
          (street.hamlets.has(entry.id) ? SHARED : 0) +
          (former !== undefined && this.#ranking.indexes.units.isOrBecame(former, entry.formers)
            ? OF_FORMER
            : 0)
        // of several as good that with the most houses, whichever was added first
        if (worth > max || (worth === max && found && entry.count > found.entry.count)) {
          max = worth
          found = { entry, alignment }
        }
      }
    }
    return found
  }
}
