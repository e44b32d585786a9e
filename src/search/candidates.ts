import type { Alignment } from './alignment.ts'
import type { Candidate } from './candidate.ts'
import { EntryCandidates } from './entry-candidates.ts'
import type { Indexes } from './indexes.ts'
import { addPlaces } from './place-candidates.ts'
import type { Query } from './query.ts'
import type { Ranking } from './ranking.ts'
import { RequestFilter } from './request-filter.ts'
import type { SearchRequest } from './search-types.ts'
import { Shortlist } from './shortlist.ts'
import { addUnits } from './unit-candidates.ts'

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
): Candidate[] {
  const { names, units, gazetteer } = indexes
  const ofUnits: Alignment[] = []
  const ofEntries: Alignment[] = []
  for (const one of names.match(query, fuzzy))
    (names.names[one.name]!.kind === 'unit' ? ofUnits : ofEntries).push(one)
  const ranking: Ranking = {
    query,
    indexes,
    matches: units.match(query, ofUnits),
    filter: new RequestFilter(request, indexes),
    focus: request.focus,
    last: query.unfinished ? 1 << (query.tokens.length - 1) : 0,
    shortlist: new Shortlist(request, gazetteer.texts, !query.repeats, best),
  }
  new EntryCandidates(ranking).add(ofEntries)
  addUnits(ranking)
  if (ranking.filter.kind('place')) addPlaces(ranking, fuzzy)
  return ranking.shortlist.sorted()
}
