import type { SearchHit } from '../search-types.ts'

/** A hit while it is being built. */
export type MutableHit = { -readonly [Key in keyof SearchHit]: SearchHit[Key] }

/** A hit of grade A without anything but its kind, id and score. All fields stand here, so that all hits have one hidden class. */
export function emptyHit(kind: SearchHit['kind'], id: string, score: number): MutableHit {
  return {
    kind,
    id,
    score,
    grade: 'A',
    lon: undefined,
    lat: undefined,
    address: undefined,
    place: undefined,
    name: undefined,
    unit: undefined,
    code: undefined,
    basemap: undefined,
    system: undefined,
    within: undefined,
    former: undefined,
    formerCommune: undefined,
    hasNamesake: false,
    matchedParts: [],
    warnings: [],
    notFound: undefined,
    nearest: undefined,
    interpolated: undefined,
    distance: undefined,
    evidence: undefined,
    doubt: undefined,
    complete: undefined,
  }
}
