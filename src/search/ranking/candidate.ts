import type { Entry } from '../gazetteer/entry.ts'
import type { HouseTexts } from '../gazetteer/house-texts.ts'
import type { PlaceEntry } from '../gazetteer/place-index.ts'
import type { Alignment } from '../names/alignment.ts'
import { type Evidence, scoreOf } from '../scoring.ts'
import type { SearchKind } from '../search-types.ts'
import type { UnitAlias } from '../units/unit-alias.ts'
import type { UnitMatch } from '../units/unit-match.ts'
import type { HouseSpan } from '../words/spans.ts'

/** Something the query may mean, before its houses and rows are looked up. */
export interface Candidate {
  readonly kind: Exclude<SearchKind, 'house'>
  readonly entry: Entry | undefined
  readonly place: PlaceEntry | undefined
  /** Commune or former district of a unit candidate. */
  readonly area: number | undefined
  /** Province of a unit candidate. */
  readonly alias: UnitAlias | undefined
  readonly alignment: Alignment | undefined
  readonly units: UnitMatch | undefined
  readonly hamlet: NamedHamlet | undefined
  readonly house: HouseSpan | undefined
  /** Rows of this very number, once {@link exactRows} has looked them up. */
  exact: readonly number[] | undefined
  /** Tokens that it explains. */
  readonly mask: number
  readonly evidence: Evidence
  readonly score: number
  readonly how: Alignment['how']
}

/** Rows of a candidate's very house number in its street or hamlet; looked up once. */
export function exactRows(candidate: Candidate, texts: HouseTexts): readonly number[] {
  candidate.exact ??= candidate.entry!.houses.exact(candidate.house!.path, texts)
  return candidate.exact
}

/** A hamlet that the query names beside something else. */
export interface NamedHamlet {
  readonly entry: Entry
  readonly alignment: Alignment
}

/** The evidence for a candidate before its house number is looked up. */
export function evidenceOf(
  coverage: number,
  accents: number,
  completeness: number,
  order: number,
  agreement: number,
  importance: number,
  near: number,
): Evidence {
  return {
    coverage,
    accents,
    completeness,
    order,
    agreement,
    importance,
    nearness: near,
    repeats: 0,
    house: 'none',
  }
}

/**
 * Streets, hamlets and addresses of one name behind one another, those that have a unit or number named apart; equal ones in the
 * order of their areas, whichever was met first.
 */
export function withRepetition(found: readonly Candidate[]): Candidate[] {
  const seen = new Map<unknown, number>()
  return [...found]
    .sort((a, b) => b.score - a.score || areaOf(a) - areaOf(b))
    .map((candidate) => {
      const { entry, place, units, house, evidence } = candidate
      const name = entry ? entry.name : place?.kind === 'address' ? place.names : undefined
      if (name === undefined || units || house) return candidate
      const repeats = seen.get(name) ?? 0
      seen.set(name, repeats + 1)
      const repeated = { ...evidence, repeats }
      return repeats === 0 ? candidate : { ...candidate, evidence: repeated, score: scoreOf(repeated) }
    })
    .sort((a, b) => b.score - a.score)
}

function areaOf({ entry, place }: Candidate): number {
  return entry ? entry.area : place?.kind === 'address' ? place.area! : -1
}
