import { distance } from '../geo/distance.ts'
import { decodePoint } from '../geo/geopackage-geometry.ts'
import type { RecordStore } from '../store/record-store.ts'
import type { AddressRow } from '../store/rows.ts'
import { fold } from '../text/syllable.ts'
import type { Candidate } from './candidate.ts'
import { gradeOf, understood } from './grade.ts'
import type { HouseChoice } from './house-choice.ts'
import type { Indexes } from './indexes.ts'
import type { Interpolation } from './interpolation.ts'
import { marksOf } from './marks.ts'
import type { Query } from './query.ts'
import { type Evidence, scoreParts } from './scoring.ts'
import type { FormerUnit, SearchHit, SearchRequest, SearchWarning } from './search-types.ts'
import type { UnitAlias } from './unit-index.ts'

/** A hit but for its score. */
export type ScorelessHit = Omit<SearchHit, 'score'>

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/** Makes hits of what was chosen to be answered: here rows are read, and only here. */
export function hitMakers(query: Query, request: SearchRequest, indexes: Indexes, record: RecordStore) {
  return { house, entry, interpolated, place, unit, centreOf }

  /** Undefined when the row is gone from the record. */
  function house(
    candidate: Candidate,
    evidence: Evidence,
    choice: HouseChoice,
    row: AddressRow | undefined,
  ): ScorelessHit | undefined {
    if (!row) return undefined
    const [lon, lat] = decodePoint(row.geom) ?? []
    const base = baseOf(candidate, evidence, lon, lat)
    const path = candidate.house
    const marks =
      row.house_number && path
        ? [
            { text: row.house_number, words: [{ folded: fold(path.path.text), open: path.open }] },
            ...base.marks,
          ]
        : base.marks
    const hit = { ...base, kind: 'house' as const, id: row.uid, address: row, marks }
    return choice.state === 'parent' ? unfound(hit, choice) : hit
  }

  function entry(candidate: Candidate, evidence: Evidence, id: string, choice: HouseChoice): ScorelessHit {
    const { kind, text, area } = candidate.entry!
    const [lon, lat] = indexes.gazetteer.position(candidate.entry!) ?? []
    const hit = { ...baseOf(candidate, evidence, lon, lat), kind, id, name: text }
    if (choice.state === 'missing') return unfound(hit, choice)
    return kind === 'street' && !candidate.house ? { ...hit, complete: completion(text, area) } : hit
  }

  /** A house that nobody recorded, between its neighbours. */
  function interpolated(
    candidate: Candidate,
    evidence: Evidence,
    id: string,
    place: Interpolation,
  ): ScorelessHit {
    const base = baseOf(candidate, evidence, place.lon, place.lat)
    return {
      ...base,
      kind: 'house',
      id,
      name: candidate.entry!.text,
      grade: 'C',
      interpolated: { ...place, houseNumber: candidate.house!.path.text },
      warnings: [...base.warnings, 'interpolated'],
    }
  }

  function place(candidate: Candidate, evidence: Evidence): ScorelessHit | undefined {
    const row = record.gazetteer.place(candidate.place!.fid)
    if (!row) return undefined
    const [lon, lat] = candidate.place!.position ?? []
    const base = baseOf(candidate, evidence, lon, lat, row.name)
    return { ...base, kind: 'place', id: row.uid, place: row, name: row.name }
  }

  function unit(candidate: Candidate, evidence: Evidence, id: string): ScorelessHit {
    const { kind, area, alias } = candidate
    const own = area === undefined ? alias!.unit : indexes.units.areas[area]!.unit
    const centre = own.centre ?? centreOf(area, alias)
    return {
      ...baseOf(candidate, evidence, centre?.[0], centre?.[1]),
      kind,
      id,
      unit: own,
      name: own.fullName,
    }
  }

  function unfound(hit: ScorelessHit, { nearest }: HouseChoice): ScorelessHit {
    const warnings = [...hit.warnings, 'house-number-not-found' as const]
    return { ...hit, grade: 'C', warnings, nearest: nearest() }
  }

  /** Staged typing as in the Danish register: the street's text with the caret where the number goes. */
  function completion(street: string, area: number): { text: string; caret: number } {
    return { text: ` ${street}, ${indexes.units.areas[area]!.unit.fullName}`, caret: 0 }
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
    evidence: Evidence,
    lon: number | undefined,
    lat: number | undefined,
    placeName?: string,
  ) {
    const { units, mask, how } = candidate
    const areaOf = candidate.entry?.area ?? candidate.place?.area ?? candidate.area
    const former = formerOf(candidate)
    const warnings: SearchWarning[] = []
    if (former)
      warnings.push(units?.commune?.split && candidate.area !== undefined ? 'split-unit' : 'former-unit')
    if (how === 'typo' || how === 'sound') warnings.push('typo-corrected')
    if (!understood(query, mask)) warnings.push('words-not-understood')
    if (query.relation) warnings.push('near-landmark')
    const base: Mutable<Omit<ScorelessHit, 'kind' | 'id'>> = {
      grade: gradeOf(candidate, query, warnings),
      marks: marksOf(candidate, query, indexes.units, placeName),
      warnings,
      parts: scoreParts(evidence),
    }
    if (areaOf !== undefined) base.within = indexes.units.areas[areaOf]!.unit
    if (former) base.former = former
    if (lon === undefined || lat === undefined) return base
    base.lon = lon
    base.lat = lat
    const { focus } = request
    if (focus) base.distance = Math.round(distance(focus.lon, focus.lat, lon, lat))
    return base
  }
}

/** The unit named that is no longer in force. */
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
