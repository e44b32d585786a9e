import type { RecordStore } from '../../store/record-store.ts'
import type { Indexes } from '../gazetteer/indexes.ts'
import { splitsKind } from '../query/place-kinds.ts'
import type { Query } from '../query/query.ts'
import type { Candidate } from '../ranking/candidate.ts'
import type { Ranked } from '../ranking/rank.ts'
import { AGREEMENT, DOUBT, minShown, saidScore } from '../scoring.ts'
import type { SearchRequest } from '../search-types.ts'
import type { UnitIndex } from '../units/unit-index.ts'
import type { AddressRows } from './address-rows.ts'
import type { MutableHit } from './empty-hit.ts'
import { ResultBuilder } from './result-builder.ts'
import { orderOf } from './result-ids.ts'
import type { ScoredResult } from './scored-result.ts'
import { ScoredResults } from './scored-results.ts'

/** Of results nearer than this by what the text says, it says as much of both. */
const TIE = 0.004

/** Turns candidates into at most `limit` hits: houses looked up, rows read, graded, none twice, in a stable order. */
export function buildHits(
  ranked: Ranked,
  query: Query,
  request: SearchRequest,
  indexes: Indexes,
  record: RecordStore,
  rows: AddressRows,
): MutableHit[] {
  const { limit } = request
  const { candidates, addressNames, named } = ranked
  const all = new ScoredResults(request, indexes, rows, addressNames).of(candidates)
  const results =
    query.kinds.length === 0 ? all : all.filter(({ candidate }) => !takesPartOfKind(candidate, query))
  sortResults(results, limit, indexes.units)
  const shown = shownOf(results)
  const builder = new ResultBuilder({ query, request, named, indexes, record, rows })
  const hits: MutableHit[] = []
  const said = request.unfinished ? undefined : results.map(({ evidence }) => saidScore(evidence))
  for (let i = 0; i < shown && hits.length < limit; i++) {
    const hit = builder.hit(results[i]!)
    if (!hit) continue
    hit.score = Math.round(Math.max(0, Math.min(1, results[i]!.score)) * 1000) / 1000
    if (said && (isTied(results, said, i) || namesAlley(results[i]!))) {
      hit.warnings = [...hit.warnings, 'ambiguous']
      hit.grade = 'C'
    }
    hits.push(hit)
  }
  if (hits[0]?.grade === 'C' && hits[0].warnings.includes('ambiguous'))
    for (const hit of hits) lowerScore(hit)
  return hits
}

/** Whether the name or the units of a candidate are found by some words of a kind of place and not all. */
function takesPartOfKind(candidate: Candidate, { kinds }: Query): boolean {
  const name = 'alignment' in candidate ? candidate.alignment.mask : 0
  return splitsKind(kinds, name) || splitsKind(kinds, candidate.units?.naming.mask ?? 0)
}

/** Lowers the score of a hit that is one of several of which the text says as much, or stands behind such a one. */
export function lowerScore(hit: MutableHit): void {
  const doubt = hit.score * DOUBT
  hit.score = Math.round((hit.score - doubt) * 1000) / 1000
  hit.doubt = doubt
}

/** How many of sorted results are not too far below the best one. */
export function shownOf(results: ReadonlyArray<Pick<ScoredResult, 'score'>>): number {
  const min = minShown(results[0]?.score ?? 0)
  let shown = 0
  while (shown < results.length && results[shown]!.score >= min) shown++
  return shown
}

/**
 * Whether the text says as much (`said`, the {@link saidScore} of each) of another of sorted results, or more of one that is only less
 * important or less near; or what the other was called before is what this one is called today.
 */
export function isTied(results: readonly ScoredResult[], said: readonly number[], i: number): boolean {
  const result = results[i]!
  for (let j = 0; j < results.length; j++) {
    const more = said[j]! - said[i]!
    if (j === i || more <= -TIE - AGREEMENT.formerUnit) continue
    if (more > -TIE) {
      if (j > i || more < TIE) return true
    } else if (j > i && isOfFormer(results[j]!) && !isOfFormer(result)) return true
  }
  return false
}

/** Whether the house is at the mouth of an alley that the text names without a number in it. */
function namesAlley(result: ScoredResult): boolean {
  return result.type === 'house' && result.choice.state !== 'parent' && result.candidate.house?.alley === true
}

/** Whether the commune that the text names is one that ended. */
function isOfFormer({ candidate }: ScoredResult): boolean {
  return candidate.units?.commune?.current === false
}

/** Sorts results by score, equal ones by {@link orderOf}, which is only made as far as the first `limit` go. */
export function sortResults(results: ScoredResult[], limit: number, units: UnitIndex): void {
  results.sort((a, b) => b.score - a.score)
  for (let from = 0; from < limit && from < results.length; ) {
    let to = from + 1
    while (to < results.length && results[to]!.score === results[from]!.score) to++
    if (to > from + 1) {
      const equal = results
        .slice(from, to)
        .map((result) => ({ result, order: orderOf(result, units) }))
        .sort((a, b) => (a.order < b.order ? -1 : 1))
      for (let i = 0; i < equal.length; i++) results[from + i] = equal[i]!.result
    }
    from = to
  }
}
