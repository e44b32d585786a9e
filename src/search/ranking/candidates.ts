import type { Indexes } from '../gazetteer/indexes.ts'
import type { Alignment } from '../names/alignment.ts'
import type { Query } from '../query/query.ts'
import type { SearchRequest } from '../search-types.ts'
import type { Candidate } from './candidate.ts'
import { EntryCandidates } from './entry-candidates.ts'
import { MatchedAddressNames } from './matched-address-names.ts'
import { addPlaces } from './place-candidates.ts'
import type { Ranking } from './ranking.ts'
import { RequestFilter } from './request-filter.ts'
import { Shortlist } from './shortlist.ts'
import { addUnits } from './unit-candidates.ts'

/** The best candidates, best first, and the own names that an address found otherwise may have in the query too. */
export interface Ranked {
  readonly candidates: readonly Candidate[]
  /** The score of the best hit, but for what its number changes. */
  readonly best: number
  readonly addressNames: MatchedAddressNames
}

/**
 * The best readings of a query over all names, units and places, best first; of no use when none is better than `best`.
 * `fuzzy` also compares words that are known by sound and typing errors.
 */
export function candidates(
  query: Query,
  request: SearchRequest,
  indexes: Indexes,
  fuzzy: boolean,
  best = 0,
): Ranked {
  const { names, units, gazetteer } = indexes
  const ofUnits: Alignment[] = []
  const ofEntries: Alignment[] = []
  for (const one of names.match(query, fuzzy))
    (names.kinds[one.name] === 'unit' ? ofUnits : ofEntries).push(one)
  const ranking: Ranking = {
    query,
    indexes,
    matches: units.match(query, ofUnits),
    filter: new RequestFilter(request, indexes),
    focus: request.focus,
    last: query.unfinished ? 1 << (query.tokens.length - 1) : 0,
    wanted: request.limit + 1,
    shortlist: new Shortlist(request, gazetteer.texts, !query.repeats, best),
  }
  const entries = new EntryCandidates(ranking, ofEntries)
  entries.addFirst()
  addUnits(ranking)
  const found = addPlaces(ranking, fuzzy)
  entries.addRest()
  const addressNames = query.houses.length > 0 ? MatchedAddressNames.of(found) : MatchedAddressNames.none
  entries.addNumbered(addressNames)
  return { candidates: ranking.shortlist.sorted(), best: ranking.shortlist.top, addressNames }
}
