import type { SupplementReader } from '../../store/record/public-supplements.ts'
import type { AddressRow } from '../../store/record/rows.ts'
import { supplementsJson } from '../features/supplements-json.ts'

/** What ties a version to its supplements. */
interface Supplemented {
  readonly revision: number | null
  readonly supplements: string | null
}

/**
 * Members of `vn` for what an address has beside its columns in a version. Nothing is read for one that has nothing.
 *
 * @param table of the address; undefined where no version has any
 * @param until when the version ended; null for the present one
 */
export function shownSupplements(
  table: SupplementReader | undefined,
  row: Omit<AddressRow, 'fid'>,
  version: Supplemented | undefined,
  until: string | null,
) {
  if (table === undefined || version === undefined || version.supplements === null)
    return supplementsJson(row, undefined)
  return supplementsJson(row, table.of(row, until === null ? null : (version.revision ?? 0)))
}
