import {
  attributesOf,
  attributesText,
  positionFacts,
  profileAttributes,
} from '../../../parsing/address-attributes.ts'
import type { StatedPosition } from '../../../store/registry/loads/loaded-positions.ts'
import type { Batch } from '../../reading/source-row.ts'
import type { ReadAddress } from './address-reader.ts'
import type { CheckedAddress, TakenAddress } from './checked-address.ts'

/** Positions of one address at most: the main one, and those that the registry takes beside it. */
const MOST_POSITIONS = 21

/** A row that nothing is wrong with. */
type Taken = CheckedAddress & TakenAddress

/**
 * Rows of one id that follow one another and differ in their position alone become one address with further positions, as in
 * a Base Adresse Locale; the first is the main one. Rows that repeat the same position, or say something else, stay as they are.
 */
export async function* positionsTogether(
  batches: AsyncIterable<Batch<CheckedAddress>>,
): AsyncGenerator<Batch<CheckedAddress>> {
  // The last row of a batch may go on in the next one.
  let open: CheckedAddress | undefined
  let last: Omit<Batch<CheckedAddress>, 'rows'> = { done: 0, total: 0 }
  for await (const { rows, ...progress } of batches) {
    const whole: CheckedAddress[] = []
    for (const row of rows)
      if (open !== undefined && isFurtherPosition(open, row)) open = withPosition(open, row)
      else {
        if (open !== undefined) whole.push(open)
        open = row
      }
    last = progress
    yield { rows: whole, ...progress }
  }
  if (open !== undefined) yield { rows: [open], ...last }
}

/** Whether a row states another position of the address of the row before it, and nothing else of it. */
export function isFurtherPosition(first: CheckedAddress, row: CheckedAddress): boolean {
  if (!isTaken(first) || !isTaken(row) || !first.hasId || first.address.uid !== row.address.uid) return false
  const further = first.further ?? []
  if (further.length + 2 > MOST_POSITIONS) return false
  if ([positionOf(first), ...further].some((one) => same(one, positionOf(row)))) return false
  return (
    first.noHouseNumber === row.noHouseNumber &&
    (Object.keys(first.address) as (keyof ReadAddress['address'])[]).every(
      (column) =>
        column === 'position' ||
        column === 'updated_at' ||
        (column === 'attributes'
          ? sameFields(first.address.attributes, row.address.attributes)
          : first.address[column] === row.address[column]),
    )
  )
}

/** A row with the position of another. */
export function withPosition(first: CheckedAddress, row: CheckedAddress): CheckedAddress {
  if (!isTaken(first) || !isTaken(row)) return first
  const joined: Taken = { ...first, further: [...(first.further ?? []), positionOf(row)] }
  return joined
}

function isTaken(row: CheckedAddress): row is Taken {
  return 'address' in row
}

function positionOf({ address, lon, lat }: ReadAddress) {
  return { type: address.position ?? 'unknown', lon, lat, ...positionFacts(attributesOf(address.attributes)) }
}

/** Whether two rows say the same of all but how their positions were found. */
function sameFields(a: string | null, b: string | null): boolean {
  return a === b || attributesText(profileAttributes(a)) === attributesText(profileAttributes(b))
}

function same(a: StatedPosition, b: StatedPosition): boolean {
  return a.type === b.type && a.lon === b.lon && a.lat === b.lat
}
