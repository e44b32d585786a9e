import { leadingNumber, parseHousePath } from '../../../parsing/house-path.ts'
import type { ReverseIndex } from '../../../reverse/reverse-index.ts'
import type { PublicAddressRow } from '../../../store/record/public-address.ts'
import type { PublicAddresses } from '../../../store/record/public-addresses.ts'

/** How far from a place what stands there is shown, and how near houses must be to say the street, in metres. */
const AROUND = 60
const BESIDE = 40
const SHOWN = 6
/** Between two houses of one side: one number may be missing. */
const GAP = 4

/** What stands around a place that is being declared. */
export interface Surroundings {
  readonly houses: readonly { readonly row: PublicAddressRow; readonly metres: number }[]
  readonly streets: readonly string[]
  readonly hamlets: readonly string[]
  /** Street and hamlet that all houses beside the place have in common; absent where they differ or there are none. */
  readonly street?: string
  readonly hamlet?: string
  /** The number that is missing between the two nearest houses of a street; nobody says that it is the right one. */
  readonly number?: string
}

export interface SurroundingParts {
  readonly reverse: Pick<ReverseIndex, 'nearest'>
  readonly addresses: Pick<PublicAddresses, 'byFid'>
}

/** Addresses within 60 m of a place in degrees, the nearest first, and what they say of it. */
export function surroundingsOf(
  lon: number,
  lat: number,
  { reverse, addresses }: SurroundingParts,
): Surroundings {
  const houses = reverse.nearest(lon, lat, ['house'], SHOWN, AROUND).flatMap(({ fid, metres }) => {
    const row = addresses.byFid(fid)
    return row ? [{ row, metres }] : []
  })
  const beside = houses.filter(({ metres }) => metres <= BESIDE).map(({ row }) => row)
  const street = common(beside.map((row) => row.street))
  const hamlet = common(beside.map((row) => row.hamlet))
  const number = street === undefined ? undefined : between(beside)
  return {
    houses,
    streets: distinct(houses.map(({ row }) => row.street)),
    hamlets: distinct(houses.map(({ row }) => row.hamlet)),
    ...(street !== undefined && { street }),
    ...(hamlet !== undefined && { hamlet }),
    ...(number !== undefined && { number }),
  }
}

function distinct(texts: readonly (string | null)[]): string[] {
  return [...new Set(texts.filter((text) => text !== null))]
}

function common(texts: readonly (string | null)[]): string | undefined {
  const [only, ...others] = [...new Set(texts)]
  return others.length === 0 ? (only ?? undefined) : undefined
}

/** 14 between 12 and 16: plain numbers of one side with room for one. */
function between(rows: readonly PublicAddressRow[]): string | undefined {
  const [first, second] = rows.map(({ house_number: number }) => plainNumber(number))
  if (first === undefined || second === undefined || Math.abs(first - second) !== GAP) return undefined
  const middle = (first + second) / 2
  return rows.some(({ house_number: number }) => plainNumber(number) === middle) ? undefined : String(middle)
}

function plainNumber(text: string | null): number | undefined {
  if (text === null || parseHousePath(text) === undefined || !/^\d+$/.test(text)) return undefined
  return leadingNumber(text)
}
