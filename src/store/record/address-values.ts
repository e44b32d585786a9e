import { ADDRESS_COLUMNS } from '../layout/layers.ts'
import type { AddressRow } from './rows.ts'

/** The columns of a whole address, as {@link addressRow} takes them. */
export const ADDRESS_SELECT = `fid, geom, ${ADDRESS_COLUMNS.join(', ')}`

/** Their values as SQLite gives them. */
export type AddressValues = Array<number | string | Buffer | null>

/** A row from its values: read as an array and named here, it comes twice as fast as named by the driver. */
export function addressRow(values: AddressValues | undefined): AddressRow | undefined {
  if (!values) return undefined
  const [fid, geom, uid, code, ndas, objectClass, name, house_number, street, hamlet, group_name] = values
  const [commune_code, former_commune_code, postcode, position, status, source, updated_at] = values.slice(11)
  const [raw_text, successor, attributes, hamlet_uid] = values.slice(18)
  return {
    fid,
    uid,
    code,
    ndas,
    class: objectClass,
    name,
    house_number,
    street,
    hamlet,
    group_name,
    commune_code,
    former_commune_code,
    postcode,
    position,
    status,
    source,
    updated_at,
    raw_text,
    successor,
    attributes,
    hamlet_uid,
    geom,
  } as AddressRow
}
