import { distance } from '../../geo/distance.ts'
import { decodePoint } from '../../geo/geopackage-geometry.ts'
import type { HousePath } from '../../parsing/house-path.ts'
import type { PublicAddresses } from '../../store/record/public-addresses.ts'
import type { Entry } from '../gazetteer/entry.ts'
import type { HouseList } from '../houses/house-list.ts'
import type { HouseTexts } from '../houses/house-texts.ts'
import type { Interpolation } from '../search-types.ts'

type Position = readonly [lon: number, lat: number]

/** A number on the street itself, not in an alley off it; a span of one building counts by its first. */
const PLAIN = /^\d+[A-Z]{0,2}(?:-\w+)?$/
/** Neighbours further apart than this say little of what lies between (metres, numbers). */
const MAX_METRES = 1000
const MAX_NUMBERS = 60
const MIN_ERROR = 15
/** How often one number may stand on one street before it is not looked at further. */
const MAX_TWINS = 4

/** Where a number that is missing in a street would stand, as {@link interpolate} says. */
export function interpolationOf(
  entry: Entry,
  path: HousePath | undefined,
  texts: HouseTexts,
  addresses: Pick<PublicAddresses, 'byFid'>,
): Interpolation | undefined {
  if (entry.kind !== 'street' || !path) return undefined
  return interpolate(entry.houses, path, texts, (fid) => {
    const row = addresses.byFid(fid)
    return row && decodePoint(row.geom)
  })
}

/**
 * Puts a missing number between the nearest lower and higher ones of its own side of the street (same parity) by the
 * share of the numbers between them. Undefined in an alley, at the ends of a street, and where the neighbours are far
 * apart.
 */
export function interpolate(
  houses: HouseList,
  path: HousePath,
  texts: HouseTexts,
  positionOf: (fid: number) => Position | undefined,
): Interpolation | undefined {
  if (path.segments.length > 1 || !PLAIN.test(path.text)) return undefined
  const lower = neighbours(houses, path.first, -1, texts)
  const higher = neighbours(houses, path.first, 1, texts)
  if (!lower || !higher || higher.first - lower.first > MAX_NUMBERS) return undefined
  let best: Interpolation | undefined
  let shortest = MAX_METRES
  const share = (path.first - lower.first) / (higher.first - lower.first)
  for (const from of positionsOf(lower.fids))
    for (const to of positionsOf(higher.fids)) {
      const metres = distance(from[0], from[1], to[0], to[1])
      if (metres > shortest) continue
      shortest = metres
      best = {
        lon: from[0] + (to[0] - from[0]) * share,
        lat: from[1] + (to[1] - from[1]) * share,
        accuracy: Math.max(MIN_ERROR, Math.round(metres / 2)),
        between: [lower.text, higher.text],
      }
    }
  return best

  function positionsOf(fids: readonly number[]): Position[] {
    return fids.flatMap((fid) => {
      const position = positionOf(fid)
      return position ? [position] : []
    })
  }
}

/** The nearest number below or above of the same parity, with the rows that have it. */
function neighbours(
  houses: HouseList,
  number: number,
  step: 1 | -1,
  texts: HouseTexts,
): { first: number; text: string; fids: number[] } | undefined {
  let found: { first: number; text: string; fids: number[] } | undefined
  const middle = houses.lowerBound(step === 1 ? number + 1 : number, texts)
  for (let i = step === 1 ? middle : middle - 1; i >= 0 && i < houses.size; i += step) {
    const text = texts.texts[houses.ids[i]!]!
    const first = texts.first(houses.ids[i]!)
    if (found && first !== found.first) return found
    if (Math.abs(first - number) > MAX_NUMBERS) return found
    if (first % 2 !== number % 2 || !PLAIN.test(text)) continue
    if (!found) found = { first, text, fids: [] }
    if (found.fids.length < MAX_TWINS) found.fids.push(houses.fids[i]!)
  }
  return found
}
