import type { Indexes } from '../gazetteer/indexes.ts'
import type { QueryScratch } from '../gazetteer/query-scratch.ts'
import type { Query } from '../query/query.ts'
import type { EvidenceSum, Focus } from '../scoring.ts'
import { liesElsewhere, type NamedAreas } from '../units/named-areas.ts'
import type { UnitMatches } from '../units/unit-matches.ts'
import type { RequestFilter } from './request-filter.ts'
import type { Shortlist } from './shortlist.ts'

/** Points lost by lying in another area than the commune or district that the query names; `mask` is what the candidate takes. */
export function elsewhereCost({ named }: Ranking, area: number | undefined, mask: number): number {
  return named && liesElsewhere(named, area, mask) ? named.elsewhere : 0
}

/** What ranking the candidates of one query needs. */
export interface Ranking {
  readonly query: Query
  readonly indexes: Indexes
  readonly scratch: QueryScratch
  /** Units that the query names. */
  readonly matches: UnitMatches
  /** Where what is sought must lie, if the query says. */
  readonly named: NamedAreas | undefined
  readonly filter: RequestFilter
  readonly focus: Focus | undefined
  /** Hits asked for and one more, which tells of ties. */
  readonly wanted: number
  readonly shortlist: Shortlist
  /** For one candidate after another. */
  readonly sum: EvidenceSum
}
