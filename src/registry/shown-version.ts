import { encodePoint } from '../geo/geopackage-geometry.ts'
import { type PublicAddressRow, publicAddress } from '../store/public-address.ts'
import { type AddressVersion, fieldsOf } from '../store/registry/address-version.ts'

/** A version as anybody may see it. */
export function shownVersion(version: AddressVersion): Omit<PublicAddressRow, 'fid'> {
  const { lon, lat } = version
  const geom = lon === null || lat === null ? Buffer.alloc(0) : encodePoint(lon, lat)
  return publicAddress({ ...fieldsOf(version), geom })
}
