import { BOUNDARY_DOUBT } from './boundary-doubt.ts'

/** Metres outside the area that it names from which on a point is wrong, whatever the boundary's accuracy. */
export const FAR_OUTSIDE = 500

/** The area around a point; `approximate` while it is no real boundary. */
export interface AreaAround {
  readonly code: string
  readonly metresToBoundary: () => number
  readonly approximate: boolean
}

/** How a point lies to the area that it should lie in; `unknown` where only approximate areas could tell. */
export type PlaceInArea = 'inside' | 'near-boundary' | 'outside' | 'far-outside' | 'beyond-all' | 'unknown'

/**
 * How a point lies to the area `named`.
 *
 * @param here the area around the point
 * @param approximate whether some areas are no real boundaries: then their outer edge says nothing
 * @param metresToNamed metres to the boundary of `named`; undefined where no real one is known
 */
export function placeInArea(
  named: string,
  here: AreaAround | undefined,
  approximate: boolean,
  metresToNamed: () => number | undefined,
): PlaceInArea {
  if (here?.approximate) return 'unknown'
  if (here?.code === named) return here.metresToBoundary() <= BOUNDARY_DOUBT ? 'near-boundary' : 'inside'
  const metres = metresToNamed()
  if (metres !== undefined && metres <= BOUNDARY_DOUBT) return 'near-boundary'
  if (here === undefined) return approximate ? 'unknown' : 'beyond-all'
  if (metres !== undefined) return metres < FAR_OUTSIDE ? 'outside' : 'far-outside'
  return here.metresToBoundary() <= BOUNDARY_DOUBT ? 'near-boundary' : 'outside'
}

/** Which of several areas is meant: the only one, else the one around the point; null where neither tells. */
export function settledArea(candidates: readonly string[], here: AreaAround | undefined): string | null {
  if (candidates.length === 1) return candidates[0] as string
  return here !== undefined && candidates.includes(here.code) ? here.code : null
}
