import type { Indexes } from '../gazetteer/indexes.ts'
import type { NameMatches } from '../gazetteer/name-matches.ts'
import type { QueryScratch } from '../gazetteer/query-scratch.ts'
import type { Query } from '../query/query.ts'
import { EvidenceSum } from '../scoring.ts'
import type { SearchRequest } from '../search-types.ts'
import { type NamedAreas, namedAreas } from '../units/named-areas.ts'
import type { Candidate } from './candidate.ts'
import { EntryCandidates } from './entry-candidates.ts'
import { MatchedAddressNames } from './matched-address-names.ts'
import { addPlaces } from './place-candidates.ts'
import type { Ranking } from './ranking.ts'
import { RequestFilter } from './request-filter.ts'
import { Shortlist } from './shortlist.ts'
import { addUnits } from './unit-candidates.ts'

/** The best candidates, best first, and the names of addresses that the query has and that may belong to a house among them. */
export interface Ranked {
  readonly candidates: readonly Candidate[]
  /** The best score, but for what a house number changes. */
  readonly maxScore: number
  readonly addressNames: MatchedAddressNames
  /** Where what is sought must lie, if the query says. */
  readonly named: NamedAreas | undefined
}

/**
 * Ranks the candidates that matched names and places give. Each kind of candidate raises the floor for the next: first the few names
 * with the highest bounds, then units and places, then the other names. Of no use when no candidate is better than `best`.
 */
export function rank(
  { entries: alignments, units, fuzzy }: NameMatches,
  query: Query,
  request: SearchRequest,
  indexes: Indexes,
  scratch: QueryScratch,
  best = 0,
): Ranked {
  const shortlist = new Shortlist(request, indexes.gazetteer.texts, !query.repeats, best)
  const ranking: Ranking = {
    query,
    indexes,
    scratch,
    matches: units,
    named: namedAreas(units, query),
    filter: new RequestFilter(request, indexes),
    focus: request.focus,
    wanted: request.limit + 1,
    shortlist,
    sum: new EvidenceSum(),
  }
  const entries = new EntryCandidates(ranking, alignments)
  entries.addFirst()
  addUnits(ranking)
  const found = addPlaces(ranking, fuzzy)
  entries.addRest()
  const addressNames = query.houses.length > 0 ? MatchedAddressNames.of(found) : MatchedAddressNames.none
  entries.addNumbered(addressNames)
  return { candidates: shortlist.sorted(), maxScore: shortlist.maxScore, addressNames, named: ranking.named }
}
