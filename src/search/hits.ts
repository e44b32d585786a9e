import { decodePoint } from '../geo/geopackage-geometry.ts'
import type { RecordStore } from '../store/record-store.ts'
import type { AddressRow } from '../store/rows.ts'
import { fold } from '../text/syllable.ts'
import type { Candidate } from './candidate.ts'
import { hitMakers, type ScorelessHit } from './hit-makers.ts'
import { chooseHouse, type HouseChoice } from './house-choice.ts'
import type { Indexes } from './indexes.ts'
import { interpolationOf } from './interpolation.ts'
import type { Query } from './query.ts'
import { AGREEMENT, type Evidence, nearness, SHOWN, scoreOf } from './scoring.ts'
import type { SearchHit, SearchRequest } from './search-types.ts'

/** Hits whose scores are nearer than this, in different places, are told apart by chance only. */
const TIE = 0.004
const MAX_ROWS = 4
/** Puts an interpolated house before its street. */
const BEFORE_STREET = 0.001
/** Keeps unfinished numbers in the order of the street. */
const BEHIND = 0.0001

/** A hit before its row is read. */
interface Draft {
  readonly kind: SearchHit['kind']
  readonly score: number
  /** Equal for drafts that are one thing. */
  readonly identity: string
  /** Order among equal scores: of houses and places the commune's code and the row number, which are in memory. */
  readonly order: () => string
  readonly make: () => ScorelessHit | undefined
}

/** Turns candidates into at most `limit` hits: houses looked up, rows read, graded, none twice, in a stable order. */
export function hitsOf(
  found: readonly Candidate[],
  query: Query,
  request: SearchRequest,
  indexes: Indexes,
  record: RecordStore,
): SearchHit[] {
  const { gazetteer } = indexes
  const rows = new Map<number, AddressRow | undefined>()
  const makers = hitMakers(query, request, indexes, record)
  const distinct = inOrder([...drafts().values()], request.limit)
  const least = Math.max(SHOWN.least, (distinct[0]?.score ?? 0) - SHOWN.farBelow)
  const hits: SearchHit[] = []
  for (let i = 0; i < distinct.length && hits.length < request.limit; i++) {
    const draft = distinct[i]!
    if (draft.score < least) break
    const hit = draft.make()
    if (!hit) continue
    const score = Math.round(Math.max(0, Math.min(1, draft.score)) * 1000) / 1000
    hits.push(
      isTied(distinct, i)
        ? { ...hit, score, grade: 'C', warnings: [...hit.warnings, 'ambiguous'] }
        : { ...hit, score },
    )
  }
  return hits

  function rowOf(fid: number): AddressRow | undefined {
    if (!rows.has(fid)) rows.set(fid, record.addresses.byFid(fid))
    return rows.get(fid)
  }

  /** Whether another thing of its kind is as likely, in a text that is finished. */
  function isTied(all: readonly Draft[], i: number): boolean {
    const { kind, score } = all[i]!
    if (request.unfinished || kind === 'place') return false
    for (const step of [-1, 1])
      for (let j = i + step; j >= 0 && j < all.length && Math.abs(all[j]!.score - score) < TIE; j += step)
        if (all[j]!.kind === kind) return true
    return false
  }

  /** Drafts of the candidates that can still be among the hits, the best one of each thing. */
  function drafts(): Map<string, Draft> {
    const made = new Map<string, Draft>()
    const scores: number[] = []
    const gain = request.focus ? SHOWN.mostGainedNear : SHOWN.mostGained
    for (const candidate of found) {
      const last = scores[request.limit]
      const most = candidate.score + gain
      if ((last !== undefined && most < last) || most < (scores[0] ?? 0) - SHOWN.farBelow) break
      for (const draft of draftsOf(candidate)) {
        if (request.kinds && !(request.kinds as ReadonlySet<string>).has(draft.kind)) continue
        const known = made.get(draft.identity)
        if (known && known.score >= draft.score) continue
        made.set(draft.identity, draft)
        if (!known) insert(scores, draft.score)
      }
    }
    return made
  }

  function draftsOf(candidate: Candidate): Draft[] {
    if (candidate.entry) {
      const choices = chooseHouse(candidate, gazetteer)
      if (choices.length === 1) return entryDrafts(candidate, choices[0]!)
      return choices.flatMap((choice) => entryDrafts(candidate, choice))
    }
    return [candidate.place ? placeDraft(candidate) : unitDraft(candidate)]
  }

  function entryDrafts(candidate: Candidate, choice: HouseChoice): Draft[] {
    const rows = rowsOf(candidate, choice)
    if (rows.length > 0) return rows.map((fid, i) => houseDraft(candidate, choice, fid, i))
    const draft = entryDraft(candidate, choice)
    if (!request.interpolate || choice.state !== 'missing') return [draft]
    const between = interpolationOf(candidate, gazetteer.texts, record.addresses)
    if (!between) return [draft]
    const id = `${draft.order()}#${candidate.house!.path.text}`
    return [
      {
        kind: 'house',
        score: draft.score + BEFORE_STREET,
        identity: `interpolated ${id}`,
        order: () => `${draft.order()}#`,
        make: () =>
          makers.interpolated(
            candidate,
            evidenceOf(candidate, 'missing', [between.lon, between.lat]),
            id,
            between,
          ),
      },
      draft,
    ]
  }

  /** The addresses of a choice; where a number stands twice, those of the former commune and hamlet named. */
  function rowsOf({ entry, units, hamlet }: Candidate, choice: HouseChoice): readonly number[] {
    if (choice.fids.length < 2) return choice.fids
    if (choice.state === 'begun') return choice.fids.slice(0, MAX_ROWS * 2)
    const former = units?.commune && !units.commune.current ? units.commune.unit.code : undefined
    const fits = choice.fids.slice(0, MAX_ROWS * 4).map((fid) => {
      const group = gazetteer.groupOf(fid)
      return (
        2 * Number(former !== undefined && group?.former === former) +
        // A house in a street is numbered along it, not within its hamlet.
        Number(entry!.kind === 'hamlet' && !group?.street) +
        2 * Number(hamlet !== undefined && group?.hamlet === hamlet.entry)
      )
    })
    const most = Math.max(...fits)
    return choice.fids.filter((_, i) => fits[i] === most).slice(0, MAX_ROWS)
  }

  function houseDraft(candidate: Candidate, choice: HouseChoice, fid: number, i: number): Draft {
    // Only nearness asks where the house stands before it is known to be a hit.
    const row = request.focus && rowOf(fid)
    const evidence = evidenceOf(
      formerChecked(candidate, fid),
      choice.state,
      row ? decodePoint(row.geom) : undefined,
    )
    const place = choice.state === 'begun' ? i : 0
    return {
      kind: 'house',
      score: scoreOf(evidence) - place * BEHIND,
      identity: `house ${fid}`,
      order: () => `${String(place).padStart(2, '0')} ${areaCode(candidate)} ${rowOrder(fid)}`,
      make: () => makers.house(candidate, evidence, choice, rowOf(fid)),
    }
  }

  /** An address in the right area whose own former commune is not the one named. */
  function formerChecked(candidate: Candidate, fid: number): Candidate {
    const { evidence, entry, units } = candidate
    const named = units?.commune && !units.commune.current ? units.commune.unit.code : undefined
    if (named === undefined || !entry!.formers.has(named) || gazetteer.groupOf(fid)?.former === named)
      return candidate
    return {
      ...candidate,
      evidence: { ...evidence, agreement: evidence.agreement + AGREEMENT.otherFormer },
    }
  }

  /** The commune that a street, hamlet, house or place lies in. */
  function areaCode({ entry, place }: Candidate): string {
    const area = entry ? entry.area : place!.area
    return area === undefined ? '' : indexes.units.areas[area]!.unit.code
  }

  function entryDraft(candidate: Candidate, choice: HouseChoice): Draft {
    const entry = candidate.entry!
    const evidence = evidenceOf(candidate, choice.state, request.focus && gazetteer.position(entry))
    const order = () =>
      entry.uid ??
      `${entry.kind}:${indexes.units.areas[entry.area]!.unit.code}:${fold(entry.text).replaceAll(' ', '-')}`
    return {
      kind: entry.kind,
      score: scoreOf(evidence),
      identity: `${entry.kind} ${entry.id}`,
      order,
      make: () => makers.entry(candidate, evidence, order(), choice),
    }
  }

  function placeDraft(candidate: Candidate): Draft {
    const { fid, position } = candidate.place!
    const evidence = evidenceOf(candidate, 'none', position)
    return {
      kind: 'place',
      score: scoreOf(evidence),
      identity: `place ${fid}`,
      order: () => `${areaCode(candidate)} ${rowOrder(fid)}`,
      make: () => makers.place(candidate, evidence),
    }
  }

  function unitDraft(candidate: Candidate): Draft {
    const { kind, area, alias } = candidate
    const unit = area === undefined ? alias!.unit : indexes.units.areas[area]!.unit
    const evidence = evidenceOf(
      candidate,
      'none',
      request.focus && (unit.centre ?? makers.centreOf(area, alias)),
    )
    const id = `${unit.code}@${unit.validFrom}`
    return {
      kind,
      score: scoreOf(evidence),
      // A province that took another in keeps its name under a new code: one to those who look for it.
      identity: kind === 'province' ? unit.fullName : `${kind} ${unit.code}`,
      order: () => id,
      make: () => makers.unit(candidate, evidence, id),
    }
  }

  /** The candidate's evidence, with what became of its number and, where nearness counts, how near it is. */
  function evidenceOf(
    { evidence }: Candidate,
    house: HouseChoice['state'],
    position: readonly [number, number] | undefined,
  ): Evidence {
    if (request.focus) return { ...evidence, house, nearness: nearness(request.focus, position) }
    return house === evidence.house ? evidence : { ...evidence, house }
  }
}

/** A row number as text in the order of the numbers. */
function rowOrder(fid: number): string {
  return String(fid).padStart(12, '0')
}

/** Puts a score where it belongs in a descending list. */
function insert(scores: number[], score: number): void {
  let at = scores.length
  for (; at > 0 && scores[at - 1]! < score; at--) scores[at] = scores[at - 1]!
  scores[at] = score
}

/** Puts drafts in order, equal scores by `order`, which is only made as far as the first `limit` go. */
function inOrder(drafts: Draft[], limit: number): Draft[] {
  drafts.sort((a, b) => b.score - a.score)
  for (let from = 0; from < limit && from < drafts.length; ) {
    let to = from + 1
    while (to < drafts.length && drafts[to]!.score === drafts[from]!.score) to++
    if (to > from + 1) {
      const equal = drafts.slice(from, to).sort((a, b) => (a.order() < b.order() ? -1 : 1))
      drafts.splice(from, equal.length, ...equal)
    }
    from = to
  }
  return drafts
}
