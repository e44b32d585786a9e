import type { HashedSupplements } from '../chains/supplements-hash.ts'
import { encodePoint } from '../geo/geopackage-geometry.ts'
import { type PublicAddressRow, publicAddress } from '../store/record/public-address.ts'
import { type PublicSupplements, publicSupplements, UNITS_SHOWN } from '../store/record/public-supplements.ts'
import { type AddressVersion, fieldsOf } from '../store/registry/address-version.ts'

/** A version as anybody may see it. */
export function shownVersion(version: AddressVersion): Omit<PublicAddressRow, 'fid'> {
  const { lon, lat } = version
  const geom = lon === null || lat === null ? Buffer.alloc(0) : encodePoint(lon, lat)
  return publicAddress({ ...fieldsOf(version), geom })
}

/** What an address has beside its columns, as anybody may see it: of its units the first. */
export function shownSupplements(
  { class: objectClass }: AddressVersion,
  { positions, names, units }: HashedSupplements,
): PublicSupplements {
  const current = units
    .filter(({ state, designation }) => state === 'current' && designation.text !== null)
    .map(({ designation, ...rest }) => ({ ...rest, designation: designation.text ?? '' }))
    .sort((a, b) => byDesignation(a.designation, b.designation))
  return publicSupplements(objectClass, {
    positions,
    names: names.map(({ name, ...rest }) => ({ ...rest, name: name.text })),
    units: current.slice(0, UNITS_SHOWN),
    unitCount: current.length,
  })
}

function byDesignation(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}
