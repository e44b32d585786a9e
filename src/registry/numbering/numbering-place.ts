import { decodeGeometry } from '../../geo/geopackage-geometry.ts'
import type { StoredVersion } from '../../store/registry/address-version.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import { placeKey } from '../findings/place-key.ts'
import { Refusal } from '../refusal.ts'
import type { Position } from './street-course.ts'

/** What is numbered: a street of a commune by its name or id, or a hamlet's houses that are on no street. */
export type NumberedPlace =
  | { readonly commune_code: string; readonly street: string }
  | { readonly street_id: string }
  | { readonly hamlet_id: string }

/** The addresses of a place, with the line of its street as far as it is drawn. */
export interface PlaceAddresses {
  readonly addresses: readonly StoredVersion[]
  readonly line: readonly (readonly Position[])[]
}

/** What is found at a place. Throws {@link Refusal} `unknown-street` or `unknown-hamlet`. */
export async function placeAddresses(tx: RegistryTransaction, place: NumberedPlace): Promise<PlaceAddresses> {
  if ('hamlet_id' in place) {
    if ((await tx.components.inForce('hamlet', place.hamlet_id)) === undefined)
      throw unknownPlace('unknown-hamlet', place.hamlet_id)
    return { addresses: await tx.sets.inPlace({ hamlet: place.hamlet_id }), line: [] }
  }
  const { commune_code, street, uid } = await streetOf(tx, place)
  const key = placeKey({ commune_code, street, hamlet: null })
  const streets = (await tx.sets.streetsOf(commune_code)).filter(
    (name) => placeKey({ commune_code, street: name, hamlet: null }) === key,
  )
  const line = uid === undefined ? null : await tx.components.lineOf(uid)
  const geometry = line === null ? undefined : decodeGeometry(line)
  const parts =
    geometry?.type === 'LineString'
      ? [geometry.coordinates]
      : geometry?.type === 'MultiLineString'
        ? geometry.coordinates
        : []
  return {
    addresses: await tx.sets.inPlace({ commune: commune_code, streets }),
    line: parts as unknown as readonly (readonly Position[])[],
  }
}

async function streetOf(
  { components }: RegistryTransaction,
  place: Exclude<NumberedPlace, { hamlet_id: string }>,
): Promise<{ commune_code: string; street: string; uid: string | undefined }> {
  if ('street_id' in place) {
    const found = await components.inForce('street', place.street_id)
    if (!found?.commune_code) throw unknownPlace('unknown-street', place.street_id)
    return { commune_code: found.commune_code, street: found.name, uid: found.uid }
  }
  const { commune_code, street } = place
  const key = placeKey({ commune_code, street, hamlet: null })
  const named = (await components.inCommune('street', commune_code)).filter(
    ({ name }) => placeKey({ commune_code, street: name, hamlet: null }) === key,
  )
  // Of several of one name nobody knows which line is meant.
  return { commune_code, street, uid: named.length === 1 ? named[0]?.uid : undefined }
}

function unknownPlace(code: 'unknown-hamlet' | 'unknown-street', id: string): Refusal {
  const [vi, en] =
    code === 'unknown-hamlet' ? ['ấp, khu phố', 'hamlet'] : ['đường của xã, phường', 'street of a commune']
  return new Refusal(code, {
    vi: `Không có ${vi} nào mang id "${id}".`,
    en: `No ${en} has the id "${id}".`,
  })
}
