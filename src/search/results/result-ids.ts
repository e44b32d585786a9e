import type { Entry } from '../gazetteer/entry.ts'
import { nameSlug } from '../names/gazetteer-name-index.ts'
import type { EntryCandidate, UnitCandidate } from '../ranking/candidate.ts'
import type { UnitIndex } from '../units/unit-index.ts'
import { versionId } from '../units/unit-source.ts'
import type { ScoredResult } from './scored-result.ts'
import { unitOf } from './unit-of.ts'

/** Kinds of things that are told apart by a number. */
const NUMBERED = 3
/** Before the number of a house that is not recorded. */
export const NUMBER_MARK = '#'

/** Id of a street or hamlet: its row's uid, or the kind, commune, name and what tells it from others of that name. */
export function entryId({ uid, kind, area, text, former }: Entry, units: UnitIndex): string {
  if (uid !== undefined) return uid
  const id = `${kind}:${units.areas[area]!.unit.code}:${nameSlug(text)}`
  return former === '' ? id : `${id}:${former}`
}

/** Id of a house that is not recorded. */
export function interpolatedId({ entry, house }: EntryCandidate, units: UnitIndex): string {
  return `${entryId(entry, units)}${NUMBER_MARK}${house!.path.text}`
}

/** Id of a unit: its code and first day. */
export function unitId(candidate: UnitCandidate, units: UnitIndex): string {
  return versionId(unitOf(units, candidate))
}

/** Equal for results that are one thing. */
export function identityOf(result: ScoredResult, units: UnitIndex): number | string {
  switch (result.type) {
    case 'house':
    case 'address':
      return result.fid * NUMBERED
    case 'interpolated':
      return interpolatedId(result.candidate, units)
    case 'entry':
      return result.candidate.entry.id * NUMBERED + 1
    case 'place':
      return result.candidate.place.fid * NUMBERED + 2
    case 'unit': {
      // A province that took another in keeps its name under a new code: it is one thing to those who look for it.
      const { code, fullName } = unitOf(units, result.candidate)
      return result.candidate.type === 'province' ? fullName : `${result.kind} ${code}`
    }
  }
}

/** Sorts results with equal scores: houses and places by the commune's code and the row number, which are in memory; others by id. */
export function orderOf(result: ScoredResult, units: UnitIndex): string {
  switch (result.type) {
    case 'house':
      return rowOrder(result.place, result.candidate.entry.area, result.fid, units)
    case 'address':
      return rowOrder(0, result.candidate.place.area, result.fid, units)
    case 'interpolated':
      return `${entryId(result.candidate.entry, units)}${NUMBER_MARK}`
    case 'entry':
      return entryId(result.candidate.entry, units)
    case 'place': {
      const { area, fid } = result.candidate.place
      return `${codeOf(area, units)} ${padded(fid)}`
    }
    case 'unit':
      return unitId(result.candidate, units)
  }
}

function rowOrder(place: number, area: number | undefined, fid: number, units: UnitIndex): string {
  return `${String(place).padStart(2, '0')} ${codeOf(area, units)} ${padded(fid)}`
}

/** The commune's code, '' where it is not known. */
function codeOf(area: number | undefined, units: UnitIndex): string {
  return area === undefined ? '' : units.areas[area]!.unit.code
}

/** A row number as text in the order of the numbers. */
function padded(fid: number): string {
  return String(fid).padStart(12, '0')
}
