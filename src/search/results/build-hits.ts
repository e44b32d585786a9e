import type { RecordStore } from '../../store/record-store.ts'
import type { Indexes } from '../gazetteer/indexes.ts'
import type { Query } from '../query/query.ts'
import type { Ranked } from '../ranking/candidates.ts'
import { minShown } from '../scoring.ts'
import type { SearchHit, SearchRequest } from '../search-types.ts'
import type { AddressRows } from './address-rows.ts'
import type { MutableHit } from './empty-hit.ts'
import { ResultBuilder } from './result-builder.ts'
import { type ScoredResult, ScoredResults } from './scored-results.ts'

/** Hits whose scores are nearer than this, in different places, are told apart by chance only. */
const TIE = 0.004

/** Turns candidates into at most `limit` hits: houses looked up, rows read, graded, none twice, in a stable order. */
export function buildHits(
  { candidates, addressNames }: Ranked,
  query: Query,
  request: SearchRequest,
  indexes: Indexes,
  record: RecordStore,
  rows: AddressRows,
): SearchHit[] {
  const { limit } = request
  const results = new ScoredResults(request, indexes, rows, addressNames)
  const distinct = inOrder(results.of(candidates), limit, results)
  const least = minShown(distinct[0]?.score ?? 0)
  let shown = 0
  while (shown < distinct.length && distinct[shown]!.score >= least) shown++
  const maker = new ResultBuilder(query, request, indexes, record)
  const hits: SearchHit[] = []
  for (let i = 0; i < shown && hits.length < limit; i++) {
    const hit = made(distinct[i]!)
    if (!hit) continue
    hit.score = Math.round(Math.max(0, Math.min(1, distinct[i]!.score)) * 1000) / 1000
    if (!request.unfinished && isTied(distinct, i)) {
      hit.grade = 'C'
      hit.warnings = [...hit.warnings, 'ambiguous']
    }
    hits.push(hit)
  }
  return hits

  /** Undefined when its row is gone from the record. */
  function made({ candidate, evidence, choice, fid, own, between }: ScoredResult): MutableHit | undefined {
    if (fid !== undefined) {
      const row = rows.byFid(fid)
      if (!row) return undefined
      return choice
        ? maker.house(candidate, evidence, choice, row, own)
        : maker.object(candidate, evidence, row)
    }
    if (between) return maker.interpolated(candidate, evidence, results.interpolatedId(candidate), between)
    if (choice) return maker.entry(candidate, evidence, results.entryId(candidate), choice)
    if (candidate.place) return maker.place(candidate, evidence)
    return maker.unit(candidate, evidence, results.unitId(candidate))
  }
}

/** Whether another thing of its kind is as likely. */
function isTied(all: readonly ScoredResult[], i: number): boolean {
  const { kind, score } = all[i]!
  if (kind === 'place') return false
  for (let step = -1; step <= 1; step += 2)
    for (let j = i + step; j >= 0 && j < all.length && Math.abs(all[j]!.score - score) < TIE; j += step)
      if (all[j]!.kind === kind) return true
  return false
}

/** Puts results in order, equal scores by their order, which is only made as far as the first `limit` go. */
function inOrder(all: ScoredResult[], limit: number, results: ScoredResults): ScoredResult[] {
  all.sort((a, b) => b.score - a.score)
  for (let from = 0; from < limit && from < all.length; ) {
    let to = from + 1
    while (to < all.length && all[to]!.score === all[from]!.score) to++
    if (to > from + 1) {
      const equal = all
        .slice(from, to)
        .map((result) => ({ result, order: results.order(result) }))
        .sort((a, b) => (a.order < b.order ? -1 : 1))
      for (let i = 0; i < equal.length; i++) all[from + i] = equal[i]!.result
    }
    from = to
  }
  return all
}
