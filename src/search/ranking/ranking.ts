import type { Indexes } from '../gazetteer/indexes.ts'
import type { QueryScratch } from '../gazetteer/query-scratch.ts'
import type { Query } from '../query/query.ts'
import type { EvidenceSum, Focus } from '../scoring.ts'
import type { UnitMatches } from '../units/unit-matches.ts'
import type { RequestFilter } from './request-filter.ts'
import type { Shortlist } from './shortlist.ts'

/** What ranking the candidates of one query needs. */
export interface Ranking {
  readonly query: Query
  readonly indexes: Indexes
  readonly scratch: QueryScratch
  /** Units that the query names. */
  readonly matches: UnitMatches
  readonly filter: RequestFilter
  readonly focus: Focus | undefined
  /** The token that may go on, as a mask; 0 in a finished query. */
  readonly last: number
  /** Hits asked for and one more, which tells of ties. */
  readonly wanted: number
  readonly shortlist: Shortlist
  /** For one candidate after another. */
  readonly sum: EvidenceSum
}
