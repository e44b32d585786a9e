import type { Entry } from '../gazetteer/entry.ts'
import type { PlaceEntry } from '../gazetteer/place-index.ts'
import type { HouseTexts } from '../houses/house-texts.ts'
import type { Alignment } from '../names/alignment.ts'
import { type Evidence, scoreOf } from '../scoring.ts'
import type { UnitAlias } from '../units/unit-alias.ts'
import type { UnitMatch } from '../units/unit-match.ts'
import type { HouseSpan } from '../words/spans.ts'

/** Something the query may mean, before its houses and rows are looked up. */
export type Candidate = EntryCandidate | PlaceCandidate | UnitCandidate

/** What every candidate has. */
export interface Scored {
  /** Units that the query names: those of a unit candidate, or those beside another. */
  readonly units: UnitMatch | undefined
  /** Tokens that it explains. */
  readonly mask: number
  readonly evidence: Evidence
  score: number
  readonly how: Alignment['how']
}

/** A street or hamlet, maybe with a house number. */
export interface EntryCandidate extends Scored {
  readonly type: 'entry'
  readonly entry: Entry
  readonly alignment: Alignment
  readonly hamlet: NamedHamlet | undefined
  readonly house: HouseSpan | undefined
  /** Rows of this very number, once {@link exactRows} has looked them up. */
  exact: readonly number[] | undefined
}

/** A place, or an address by its own name. */
export interface PlaceCandidate extends Scored {
  readonly type: PlaceEntry['kind']
  readonly place: PlaceEntry
  readonly alignment: Alignment
}

export type UnitCandidate = AreaCandidate | ProvinceCandidate

/** A commune of today or a former district. */
export interface AreaCandidate extends Scored {
  readonly type: 'commune' | 'district'
  readonly units: UnitMatch
  readonly area: number
}

export interface ProvinceCandidate extends Scored {
  readonly type: 'province'
  readonly units: UnitMatch
  readonly alias: UnitAlias
}

/** A hamlet that the query names beside something else. */
export interface NamedHamlet {
  readonly entry: Entry
  readonly alignment: Alignment
}

/** Rows of a candidate's very house number in its street or hamlet; looked up once. */
export function exactRows(candidate: EntryCandidate, texts: HouseTexts): readonly number[] {
  candidate.exact ??= candidate.entry.houses.exact(candidate.house!.path, texts)
  return candidate.exact
}

/**
 * Lowers the score of all but the best of the streets, hamlets and addresses that have one name, unless a unit or number tells them
 * apart. Sorted by score, equal ones by their areas, whichever was found first.
 */
export function withRepetition(found: readonly Candidate[]): Candidate[] {
  const seen = new Map<unknown, number>()
  let isChanged = false
  const candidates = [...found].sort((a, b) => b.score - a.score || areaOf(a) - areaOf(b))
  for (const candidate of candidates) {
    const name = nameOf(candidate)
    if (name === undefined || candidate.units || (candidate.type === 'entry' && candidate.house)) continue
    const repeats = seen.get(name) ?? 0
    seen.set(name, repeats + 1)
    if (repeats === 0) continue
    candidate.evidence.repeats = repeats
    candidate.score = scoreOf(candidate.evidence)
    isChanged = true
  }
  return isChanged ? candidates.sort((a, b) => b.score - a.score) : candidates
}

/** What is equal for candidates of one name; undefined for places and units, which are told apart otherwise. */
function nameOf(candidate: Candidate): unknown {
  if (candidate.type === 'entry') return candidate.entry.name
  return candidate.type === 'address' ? candidate.place.names : undefined
}

function areaOf(candidate: Candidate): number {
  if (candidate.type === 'entry') return candidate.entry.area
  return candidate.type === 'address' ? candidate.place.area! : -1
}
