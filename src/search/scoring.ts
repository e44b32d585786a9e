import { distance } from '../geo/distance.ts'

/** What speaks for and against a candidate; shares are of the query's words by rarity, 0..1. */
export interface Evidence {
  /** Share that the candidate explains, by how well the letters agree. */
  coverage: number
  /** Share whose accents disagree, by how much. */
  accents: number
  /** How much of its name was typed. */
  completeness: number
  /** Points lost for words passed over and for a context that fits badly. */
  context: number
  /** How likely people mean it, 0..1: units, then streets and hamlets by their addresses. */
  importance: number
  /** 0 without a place to be near to, 1 at that place. */
  nearness: number
  /** What became of the house number, if the query has one. */
  house: 'none' | 'found' | 'begun' | 'parent' | 'missing'
}

export interface ScorePart {
  readonly name: string
  readonly value: number
}

const WEIGHTS = { coverage: 0.74, accents: 0.74, completeness: 0.18, importance: 0.08, nearness: 0.08 }
/** House numbers refine; a wrong one costs less than a wrong street. */
const HOUSE = { none: 0, found: 0.02, begun: 0.01, parent: -0.04, missing: -0.05 }

/** The parts whose sum is the score; 1 is a name typed whole, with its accents, and nothing left over. */
export function scoreParts(evidence: Evidence): ScorePart[] {
  return [
    { name: 'coverage', value: WEIGHTS.coverage * evidence.coverage },
    { name: 'accents', value: -WEIGHTS.accents * evidence.accents },
    { name: 'completeness', value: WEIGHTS.completeness * evidence.completeness },
    { name: 'context', value: -evidence.context },
    { name: 'importance', value: WEIGHTS.importance * evidence.importance },
    { name: 'nearness', value: WEIGHTS.nearness * evidence.nearness },
    { name: 'house', value: HOUSE[evidence.house] },
  ]
}

/** The sum of {@link scoreParts}, without making the list. */
export function scoreOf(evidence: Evidence): number {
  return (
    WEIGHTS.coverage * evidence.coverage -
    WEIGHTS.accents * evidence.accents +
    WEIGHTS.completeness * evidence.completeness -
    evidence.context +
    WEIGHTS.importance * evidence.importance +
    WEIGHTS.nearness * evidence.nearness +
    HOUSE[evidence.house]
  )
}

/** A place to prefer. */
export interface Focus {
  readonly lon: number
  readonly lat: number
  /** Web map zoom, 0–20: how far "near" reaches. */
  readonly zoom: number
}

/** Nearness of a position: 1 / (1 + d / r), r = 20,000 km / 2^zoom (1.2 km at zoom 14, 20 km at zoom 10). */
export function nearness(focus: Focus | undefined, position: readonly [number, number] | undefined): number {
  if (!focus || !position) return 0
  const reach = 20_000_000 / 2 ** focus.zoom
  return 1 / (1 + distance(focus.lon, focus.lat, position[0], position[1]) / reach)
}

/** Importance of a street or hamlet by its number of addresses: 0.1 for none, 0.6 from ten thousand on. */
export function importanceByCount(count: number): number {
  return 0.1 + Math.min(0.5, Math.log10(count + 1) / 8)
}

export const UNIT_IMPORTANCE = { province: 0.95, commune: 0.9, district: 0.8, former: 0.7 } as const
