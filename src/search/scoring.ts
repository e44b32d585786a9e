import { distance } from '../geo/distance.ts'

/** What adds up to the score of a candidate before its house number is looked up; shares are of the query's words by rarity, 0..1. */
export interface PlainEvidence {
  /** Share that the candidate explains, by how well the letters agree. */
  coverage: number
  /** Share whose accents disagree, by how much. */
  accents: number
  /** How much of its name was typed. */
  completeness: number
  /** Points lost for words passed over or out of order; see {@link ORDER}. */
  order: number
  /** Points lost where units, kinds and hamlets named do not fit; see {@link AGREEMENT}. */
  agreement: number
  /** How likely people mean it, 0..1: units, then streets and hamlets by their addresses. */
  importance: number
  /** 0 without a place to be near to, 1 at that place. */
  nearness: number
}

/** What speaks for and against a candidate or hit. */
export interface Evidence extends PlainEvidence {
  /** How many better candidates have the same name. */
  repeats: number
  /** What became of the house number, if the query has one. */
  house: 'none' | 'found' | 'begun' | 'parent' | 'missing'
}

export interface ScorePart {
  readonly name: string
  readonly value: number
}

/** Score of what only the base map names, all of the text explained: never above a hit of the record. */
export const BASEMAP = { least: 0.5, completeness: 0.2 } as const

/** Points lost by the order of the words. */
export const ORDER = {
  /** Each word of the query or the name passed over inside a name. */
  gap: 0.01,
  /** The name was not typed from its first word. */
  headless: 0.04,
  /** The house number stands apart from the street or hamlet. */
  houseApart: 0.02,
  /** A district or province before the smaller unit. */
  unitsReversed: 0.02,
} as const

/** Points lost where the words around a name do not fit it. */
export const AGREEMENT = {
  /** "ấp" before a street or "đường" before a hamlet. */
  otherKind: 0.03,
  /** "xã" or "huyện" before a street or hamlet. */
  unitWord: 0.15,
  /** The hamlet named is in the commune, but none of the street's addresses is in it. */
  otherHamlet: 0.03,
  /** A finished text has only part of the name, and says something else too: another street is meant, which is not there. */
  otherName: 0.3,
  /** "xã" before a phường. */
  otherType: 0.02,
  /** "huyện" before a commune. */
  otherLevel: 0.15,
  /** "đường" or "ấp" before a unit. */
  unintroduced: 0.12,
  /** A commune of today with a district of before. */
  legacyDistrict: 0.02,
  /** A commune of today with a province of before, or the reverse. */
  mixedEras: 0.005,
  /** A former commune named without its district: names of today are meant first. */
  formerUnit: 0.02,
  /** A former commune that none of the addresses was in. */
  otherFormer: 0.01,
  /** A former commune that the hamlet is known not to have been in. */
  hamletOfOtherFormer: 0.04,
  /** A number in a hamlet that a house of one of its streets has: that is numbered along the street. */
  numberOfStreet: 0.02,
  /** Only the former district is named, and the addresses were in it. */
  districtOnly: 0.015,
  /** Only a former district is named, and the addresses were in another. */
  otherDistrict: 0.06,
  /** Only the province is named. */
  provinceOnly: 0.03,
  /** A commune found by its former district. */
  wholeDistrict: 0.08,
  /** A unit beside a name, for the share of its own name that was not typed. */
  partOfUnit: 0.25,
  /** The same while the unit is being typed. */
  begunUnit: 0.03,
} as const

export const WEIGHTS = { coverage: 0.74, accents: 0.74, completeness: 0.18, importance: 0.08, nearness: 0.08 }
/** Hits with a lower score are noise. */
const MIN_SHOWN = 0.3
/** So are hits this far below the best one, the second number where the best is {@link GOOD}. */
const FAR_BELOW = 0.25
const FAR_BELOW_GOOD = 0.15
/** From this score on a query is understood as it stands. */
export const GOOD = 0.84

/** The lowest score that is shown, by the best one. */
export function minShown(best: number): number {
  return Math.max(MIN_SHOWN, best - (best < GOOD ? FAR_BELOW : FAR_BELOW_GOOD))
}

/** Share of every score that is lost where the first hit is one of several of which the text says as much. */
export const DOUBT = 0.2

/** House numbers refine; a wrong one costs less than a wrong street. */
const HOUSE = { none: 0, found: 0.02, begun: 0.01, parent: -0.04, missing: -0.05 }
/** Lower bound of what a candidate's house number, found or not, changes in its score. */
export const MIN_HOUSE = HOUSE.missing - AGREEMENT.otherFormer - AGREEMENT.numberOfStreet
/** Upper bounds of what a number changes: one that may be found, and one that is not there. */
export const MAX_HOUSE = HOUSE.found
export const MAX_WITHOUT = HOUSE.parent
/** Lower bound of what a found number changes. */
export const MIN_FOUND = HOUSE.found - AGREEMENT.otherFormer - AGREEMENT.numberOfStreet

/**
 * What is so little behind the last hit is still looked at: the text may say as much of it though it is less important, and the hit is
 * ambiguous then. Nothing is said to be ambiguous while it is being typed.
 */
const ROOM_FOR_TIES = { finished: 0.02, unfinished: 0.005 }

/** Upper bound of what a hit can score above its candidate: by its position, and by its house number; with room for ties. */
export function maxGain(
  { focus, unfinished }: { readonly focus?: Focus | undefined; readonly unfinished: boolean },
  numbered: boolean,
): number {
  return (
    ROOM_FOR_TIES[unfinished ? 'unfinished' : 'finished'] +
    (focus ? WEIGHTS.nearness : 0) +
    (numbered ? HOUSE.found : 0)
  )
}

/**
 * The parts whose sum is the score; 1 is a name typed whole, with its accents, and nothing left over. `doubt` is lost by an answer of
 * which the text says as much of several things.
 */
export function scoreParts(evidence: Evidence, doubt?: number): ScorePart[] {
  return [
    { name: 'coverage', value: WEIGHTS.coverage * evidence.coverage },
    { name: 'accents', value: -WEIGHTS.accents * evidence.accents },
    { name: 'completeness', value: WEIGHTS.completeness * evidence.completeness },
    { name: 'order', value: -evidence.order },
    { name: 'agreement', value: -evidence.agreement },
    { name: 'importance', value: WEIGHTS.importance * evidence.importance },
    { name: 'nearness', value: WEIGHTS.nearness * evidence.nearness },
    { name: 'repetition', value: -repetition(evidence) },
    { name: 'house', value: HOUSE[evidence.house] },
    ...(doubt === undefined ? [] : [{ name: 'doubt', value: -doubt }]),
  ]
}

/** The sum of {@link scoreParts}, without making the list. */
export function scoreOf(evidence: Evidence): number {
  const { coverage, accents, completeness, order, agreement, importance, nearness: near } = evidence
  const plain = plainScore(coverage, accents, completeness, order, agreement, importance, near)
  return plain - repetition(evidence) + HOUSE[evidence.house]
}

/** The score without repetition and house. Numbers and no object: evidence of many hidden classes makes this hot loop slow. */
function plainScore(
  coverage: number,
  accents: number,
  completeness: number,
  order: number,
  agreement: number,
  importance: number,
  near: number,
): number {
  return (
    WEIGHTS.coverage * coverage -
    WEIGHTS.accents * accents +
    WEIGHTS.completeness * completeness -
    order -
    agreement +
    WEIGHTS.importance * importance +
    WEIGHTS.nearness * near
  )
}

/**
 * Adds up the evidence for a candidate, or an upper bound of it. A query uses one for all its candidates: most are dropped by their
 * score, and evidence is only written down for the others.
 */
export class EvidenceSum implements PlainEvidence {
  coverage = 0
  accents = 0
  completeness = 0
  order = 0
  agreement = 0
  importance = 0
  nearness = 0

  /** Begins anew with what does not add up. */
  begin(completeness: number, importance: number, nearness: number): this {
    this.coverage = 0
    this.accents = 0
    this.completeness = completeness
    this.order = 0
    this.agreement = 0
    this.importance = importance
    this.nearness = nearness
    return this
  }

  /** Adds the share of the query that a name or unit takes. */
  add({ coverage, accents }: Pick<PlainEvidence, 'coverage' | 'accents'>): this {
    this.coverage += coverage
    this.accents += accents
    return this
  }

  /** The score without repetition and house. */
  score(): number {
    return plainScore(
      this.coverage,
      this.accents,
      this.completeness,
      this.order,
      this.agreement,
      this.importance,
      this.nearness,
    )
  }

  /** The evidence before the house number is looked up. */
  written(): Evidence {
    const { coverage, accents, completeness, order, agreement, importance, nearness } = this
    return {
      coverage,
      accents,
      completeness,
      order,
      agreement,
      importance,
      nearness,
      repeats: 0,
      house: 'none',
    }
  }
}

/** The score that the text alone gives: without what is preferred among things that it says as much of. */
export function saidScore(evidence: Evidence): number {
  const { importance, nearness: near } = evidence
  return scoreOf(evidence) + repetition(evidence) - WEIGHTS.importance * importance - WEIGHTS.nearness * near
}

function repetition({ repeats }: Evidence): number {
  return Math.min(MAX_REPETITION, REPETITION * repeats)
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

/** Lost per better candidate of the same name while a text is being typed, so that one name does not fill the list. */
const REPETITION = 0.015
export const MAX_REPETITION = 0.06

/** What is not typed yet of an unfinished name counts so much as what is missing from a finished one. */
const STILL_TO_COME = 0.4

/** Completeness of a name; `unfinished` when the query may go on inside it. */
export function completenessOf(typed: number, unfinished: boolean): number {
  return unfinished ? 1 - STILL_TO_COME * (1 - typed) : typed
}

/** Importance of a street or hamlet by its number of addresses: 0.1 for none, 0.6 from ten thousand on. */
export function importanceByCount(count: number): number {
  return 0.1 + Math.min(0.5, Math.log10(count + 1) / 8)
}

/** Importance of a unit by its level, and by its number of addresses where it is in force: up to 0.15 from 100,000 on. */
export function unitImportance(level: keyof typeof UNIT_IMPORTANCE, addresses = 0): number {
  const inForce = level === 'commune' ? 0.15 * Math.min(1, Math.log10(addresses + 1) / 5) : 0
  return UNIT_IMPORTANCE[level] + inForce
}

const UNIT_IMPORTANCE = {
  province: 0.95,
  formerProvince: 0.93,
  commune: 0.8,
  district: 0.78,
  former: 0.65,
} as const
