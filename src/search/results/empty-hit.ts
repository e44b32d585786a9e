import type { SearchHit } from '../search-types.ts'

/** A hit while it is being made. */
export type MutableHit = { -readonly [Key in keyof SearchHit]: SearchHit[Key] }

/** A safe hit with nothing but what it is: all its fields stand here, or hits would differ in memory and be slow to read. */
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
    within: undefined,
    former: undefined,
    marks: [],
    warnings: [],
    nearest: undefined,
    interpolated: undefined,
    distance: undefined,
    evidence: undefined,
    complete: undefined,
  }
}
