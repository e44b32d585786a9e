import { distance } from '../geo/distance.ts'
import { decodePoint } from '../geo/geopackage-geometry.ts'
import type { RecordStore } from '../store/record-store.ts'
import type { AddressRow } from '../store/rows.ts'
import { fold } from '../text/syllable.ts'
import type { Candidate, Indexes } from './candidates.ts'
import { gradeOf, understood } from './grade.ts'
import type { Mark } from './highlight.ts'
import { chooseHouse, type HouseChoice } from './house-choice.ts'
import { withInterpolated } from './interpolation.ts'
import { marksOf } from './marks.ts'
import type { Query } from './query.ts'
import { AGREEMENT, nearness, scoreOf, scoreParts } from './scoring.ts'
import type { FormerUnit, SearchHit, SearchRequest, SearchWarning } from './search-types.ts'
import type { UnitAlias } from './unit-index.ts'

/** Hits whose scores are nearer than this, in different places, are told apart by chance only. */
const TIE = 0.004
const MAX_ROWS = 4
/** Hits this far below the best are noise, and so are those below the least score. */
const FAR_BELOW = 0.35
const LEAST = 0.3
/** By how much a house that is found can raise its candidate, and where it stands by its nearness; with room for ties. */
const MOST_GAINED = 0.025
const MOST_GAINED_NEAR = 0.105

interface Draft extends SearchHit {
  readonly order: string
  /** Equal for hits that are one thing. */
  readonly identity: string
  readonly nearestOf?: () => readonly string[]
}

/** Turns candidates into at most `limit` hits: houses and rows looked up, graded, none twice, in a stable order. */
export function hitsOf(
  found: readonly Candidate[],
  query: Query,
  request: SearchRequest,
  indexes: Indexes,
  record: RecordStore,
): SearchHit[] {
  const allowed = drafts()
  allowed.sort((a, b) => b.score - a.score || (a.order < b.order ? -1 : 1))
  const least = Math.max(LEAST, (allowed[0]?.score ?? 0) - FAR_BELOW)
  const seen = new Set<string>()
  const distinct = allowed.filter(
    ({ identity, score }) => score >= least && !seen.has(identity) && seen.add(identity),
  )
  return distinct.slice(0, request.limit).map(({ order, identity, nearestOf, ...hit }, i) => {
    const rival = distinct.some(
      (other, j) =>
        j !== i &&
        Math.abs(other.score - hit.score) < TIE &&
        other.kind === hit.kind &&
        other.kind !== 'place',
    )
    const tied = rival && !request.unfinished
    return {
      ...hit,
      score: Math.round(Math.max(0, Math.min(1, hit.score)) * 1000) / 1000,
      ...(nearestOf ? { nearest: nearestOf() } : {}),
      ...(tied ? { grade: 'C' as const, warnings: [...hit.warnings, 'ambiguous' as const] } : {}),
    }
  })

  /** Drafts of the candidates that can still be among the hits: reading the rows of all would cost more than finding them. */
  function drafts(): Draft[] {
    const made: Draft[] = []
    const seen = new Set<string>()
    const scores: number[] = []
    const gain = request.focus ? MOST_GAINED_NEAR : MOST_GAINED
    for (const candidate of found) {
      const last = scores[request.limit]
      const most = candidate.score + gain
      if ((last !== undefined && most < last) || most < (scores[0] ?? 0) - FAR_BELOW) break
      const more = candidate.entry
        ? entryHits(candidate)
        : candidate.place
          ? placeHits(candidate)
          : unitHits(candidate)
      for (const draft of more) {
        if (request.kinds && !(request.kinds as ReadonlySet<string>).has(draft.kind)) continue
        made.push(draft)
        if (seen.has(draft.identity)) continue
        seen.add(draft.identity)
        scores.push(draft.score)
      }
      scores.sort((a, b) => b - a)
    }
    return made
  }

  function entryHits(candidate: Candidate): Draft[] {
    return chooseHouse(candidate, indexes.gazetteer).flatMap((choice) => {
      const rows = rowsOf(candidate, choice)
      if (rows.length > 0) return rows.map((row, i) => houseHit(candidate, choice, row, i))
      const hit = entryHit(candidate, choice)
      const asked = request.interpolate && choice.state === 'missing'
      return asked ? withInterpolated(hit, candidate, indexes.gazetteer.texts, record.addresses) : [hit]
    })
  }

  /** The addresses of a choice; where a number stands twice, those of the former commune and hamlet named. */
  function rowsOf({ entry, units, hamlet }: Candidate, choice: HouseChoice): AddressRow[] {
    const rows = choice.fids.slice(0, MAX_ROWS * 4).flatMap((fid) => record.addresses.byFid(fid) ?? [])
    if (choice.state === 'begun') return rows.slice(0, MAX_ROWS * 2)
    const former = units?.commune && !units.commune.current ? units.commune.unit.code : undefined
    const fits = (row: AddressRow) =>
      2 * Number(former !== undefined && row.former_commune_code === former) +
      // A house in a street is numbered along it, not within its hamlet.
      Number(entry!.kind === 'hamlet' && row.street === null) +
      2 * Number(hamlet !== undefined && row.hamlet === hamlet.entry.text)
    const most = Math.max(0, ...rows.map(fits))
    return rows.filter((row) => fits(row) === most).slice(0, MAX_ROWS)
  }

  function houseHit(candidate: Candidate, choice: HouseChoice, row: AddressRow, i: number): Draft {
    const [lon, lat] = decodePoint(row.geom) ?? []
    const base = baseOf(formerChecked(candidate, row), choice.state, lon, lat)
    const unsafe = choice.state === 'parent'
    return {
      ...base,
      kind: 'house',
      id: row.uid,
      identity: `house ${row.uid}`,
      order: `${String(choice.state === 'begun' ? i : 0).padStart(2, '0')} ${row.uid}`,
      score: base.score - (choice.state === 'begun' ? i * 0.0001 : 0),
      address: row,
      ...(row.house_number
        ? { marks: [{ text: row.house_number, words: houseWords(candidate) }, ...base.marks] }
        : {}),
      grade: unsafe ? 'C' : base.grade,
      warnings: unsafe ? [...base.warnings, 'house-number-not-found'] : base.warnings,
      ...(unsafe ? { nearestOf: choice.nearest } : {}),
    }
  }

  /** An address in the right area whose own former commune is not the one named. */
  function formerChecked(candidate: Candidate, row: AddressRow): Candidate {
    const { evidence, entry, units } = candidate
    const named = units?.commune && !units.commune.current ? units.commune.unit.code : undefined
    if (named === undefined || !entry!.formers.has(named) || row.former_commune_code === named)
      return candidate
    return {
      ...candidate,
      evidence: { ...evidence, agreement: evidence.agreement + AGREEMENT.otherFormer },
    }
  }

  function houseWords({ house }: Candidate): Mark['words'] {
    return house ? [{ folded: fold(house.path.text), open: house.open }] : []
  }

  function entryHit(candidate: Candidate, choice: HouseChoice): Draft {
    const entry = candidate.entry!
    const [lon, lat] = indexes.gazetteer.position(entry) ?? []
    const base = baseOf(candidate, choice.state, lon, lat)
    const missing = choice.state === 'missing'
    const id =
      entry.uid ??
      `${entry.kind}:${indexes.units.areas[entry.area]!.unit.code}:${fold(entry.text).replaceAll(' ', '-')}`
    return {
      ...base,
      kind: entry.kind,
      id,
      identity: `${entry.kind} ${entry.id}`,
      order: id,
      name: entry.text,
      grade: missing ? 'C' : base.grade,
      warnings: missing ? [...base.warnings, 'house-number-not-found'] : base.warnings,
      ...(missing ? { nearestOf: choice.nearest } : {}),
      ...(entry.kind === 'street' && !candidate.house
        ? { complete: completion(entry.text, entry.area) }
        : {}),
    }
  }

  /** Staged typing as in the Danish register: the street's text with the caret where the number goes. */
  function completion(street: string, area: number): { text: string; caret: number } {
    return { text: ` ${street}, ${indexes.units.areas[area]!.unit.fullName}`, caret: 0 }
  }

  function placeHits(candidate: Candidate): Draft[] {
    const place = record.gazetteer.place(candidate.place!.fid)
    if (!place) return []
    const [lon, lat] = candidate.place!.position ?? []
    const base = baseOf(candidate, 'none', lon, lat, place.name)
    return [
      {
        ...base,
        kind: 'place',
        id: place.uid,
        identity: `place ${place.uid}`,
        order: place.uid,
        place,
        name: place.name,
      },
    ]
  }

  function unitHits(candidate: Candidate): Draft[] {
    const { kind, area, alias } = candidate
    const unit = area === undefined ? alias!.unit : indexes.units.areas[area]!.unit
    const centre = unit.centre ?? centreOf(area, alias)
    const base = baseOf(candidate, 'none', centre?.[0], centre?.[1])
    const id = `${unit.code}@${unit.validFrom}`
    // A province that took another in keeps its name under a new code: one to those who look for it.
    const identity = kind === 'province' ? unit.fullName : `${kind} ${unit.code}`
    return [{ ...base, kind, id, identity, order: id, unit, name: unit.fullName }]
  }

  /** Middle of the communes that a unit without a centre of its own stands for. */
  function centreOf(area: number | undefined, alias: UnitAlias | undefined): [number, number] | undefined {
    const members = area === undefined ? (alias?.areas ?? []) : indexes.units.communesOf(area)
    const centres = members.flatMap((member) => {
      const { centre } = indexes.units.areas[member]!.unit
      return centre ? [centre] : []
    })
    if (centres.length === 0) return undefined
    const mean = (axis: 0 | 1) => centres.reduce((sum, centre) => sum + centre[axis], 0) / centres.length
    return [mean(0), mean(1)]
  }

  function baseOf(
    candidate: Candidate,
    house: HouseChoice['state'],
    lon?: number,
    lat?: number,
    placeName?: string,
  ) {
    const { units, mask, how } = candidate
    const areaOf = candidate.entry?.area ?? candidate.place?.area ?? candidate.area
    const near = lon === undefined || lat === undefined ? undefined : ([lon, lat] as const)
    const evidence = {
      ...candidate.evidence,
      house,
      ...(request.focus ? { nearness: nearness(request.focus, near) } : {}),
    }
    const former = formerOf(candidate)
    const warnings: SearchWarning[] = []
    if (former)
      warnings.push(units?.commune?.split && candidate.area !== undefined ? 'split-unit' : 'former-unit')
    if (how === 'typo' || how === 'sound') warnings.push('typo-corrected')
    if (!understood(query, mask)) warnings.push('words-not-understood')
    if (query.relation) warnings.push('near-landmark')
    return {
      score: scoreOf(evidence),
      grade: gradeOf(candidate, query, warnings),
      ...(lon === undefined || lat === undefined ? {} : { lon, lat }),
      ...(areaOf === undefined ? {} : { within: indexes.units.areas[areaOf]!.unit }),
      ...(former ? { former } : {}),
      marks: marksOf(candidate, query, indexes.units, placeName),
      warnings,
      ...(request.focus && near
        ? { distance: Math.round(distance(request.focus.lon, request.focus.lat, near[0], near[1])) }
        : {}),
      parts: scoreParts(evidence),
    }
  }

  function formerOf({ units, area, kind }: Candidate): FormerUnit | undefined {
    const alias = units?.commune && !units.commune.current ? units.commune : undefined
    const district = kind === 'commune' && area !== undefined && !units?.commune ? units?.district : undefined
    const named =
      alias ?? district ?? (kind === 'province' && !units?.province?.current ? units?.province : undefined)
    if (!named) return undefined
    return {
      unit: named.unit,
      ...(named.district ? { district: named.district } : {}),
      ...(named.province ? { province: named.province } : {}),
      ...(named.basis ? { basis: named.basis } : {}),
    }
  }
}
