import { distance } from '../../../geo/distance.ts'

/** A hamlet as far as it is told apart from others of its name. */
export interface HamletPlace {
  readonly uid: string
  readonly name: string
  readonly former_commune_code: string | null
  readonly lon: number | null
  readonly lat: number | null
}

/** How far a hamlet's point may lie from an address that it is found by, in metres. */
const NEAR = 2000
/** How many times farther the next one of its name must be. */
const CLEARLY = 2

/**
 * The hamlet of an address among those of its name in its commune of today: by the former commune where the address names
 * one, else the nearest within 2 km, if the next is twice as far. Undefined where that leaves none or several.
 */
export function hamletOf<Hamlet extends HamletPlace>(
  named: readonly Hamlet[],
  former: string | null,
  lon: number | null,
  lat: number | null,
): Hamlet | undefined {
  const same = former === null ? [] : named.filter((hamlet) => hamlet.former_commune_code === former)
  if (same.length > 0) return same.length === 1 ? same[0] : undefined
  // One whose former commune nobody wrote down may lie in any.
  const possible = former === null ? named : named.filter((hamlet) => hamlet.former_commune_code === null)
  if (lon === null || lat === null) return undefined
  const [first, second] = possible
    .map((hamlet) => ({
      hamlet,
      metres:
        hamlet.lon === null || hamlet.lat === null
          ? Number.POSITIVE_INFINITY
          : distance(lon, lat, hamlet.lon, hamlet.lat),
    }))
    .sort((a, b) => a.metres - b.metres)
  if (first === undefined || first.metres > NEAR) return undefined
  return second === undefined || second.metres >= CLEARLY * first.metres ? first.hamlet : undefined
}
