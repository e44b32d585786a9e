import type { StatedAddress } from '../../importing/kinds/addresses/address-reader.ts'
import { numberKey, placeKey } from '../../registry/findings/place-key.ts'
import type { AddressNeighbours, FoundNeighbour } from '../../store/reading/address-neighbours.ts'
import { normalizeText } from '../../text/normalize.ts'
import { nameKey } from '../../text/syllable.ts'

/** Metres within which one of several addresses with a natural key is the one meant. */
const SAME_PLACE = 2
const DEGREE = 1 / 111_000

/** Several addresses of the record that a row may be about. */
export interface Ambiguous {
  readonly uids: readonly string[]
}

/**
 * The address of the record with the natural key of a row: commune, hamlet, street and house number, and the former commune,
 * as far as both name them. Of several the one at the same place.
 *
 * @param known whether an id is that of an address of the record
 */
export function naturalMatch(
  neighbours: AddressNeighbours,
  { address, lon, lat }: { readonly address: StatedAddress; readonly lon: number; readonly lat: number },
  known: (found: FoundNeighbour) => boolean,
): string | Ambiguous | undefined {
  const place = placeKey(address)
  const number = numberKey(address.house_number)
  if (place === undefined || number === undefined) return undefined
  const found = neighbours
    .numbered(place, number)
    .filter((each) => known(each) && each.class === address.class && agree(each, address))
  if (found.length <= 1) return found[0]?.uid
  const here = found.filter(
    (each) =>
      Math.abs(each.lat - lat) < SAME_PLACE * DEGREE && Math.abs(each.lon - lon) < SAME_PLACE * DEGREE,
  )
  return here.length === 1 ? here[0]?.uid : { uids: found.map(({ uid }) => uid) }
}

type Parts = Pick<FoundNeighbour, 'hamlet' | 'former_commune_code'>

/** What one of them leaves out says nothing. */
function agree(a: Parts, b: Parts): boolean {
  const former = a.former_commune_code ?? b.former_commune_code
  if (former !== (b.former_commune_code ?? a.former_commune_code)) return false
  return !a.hamlet || !b.hamlet || key(a.hamlet) === key(b.hamlet)
}

function key(name: string): string {
  return nameKey(normalizeText(name))
}
