import type { PlaceFinders } from '../../reading/place-finders.ts'
import { RowReader } from '../../reading/row-reader.ts'
import type { Batch, Source, SourceRow } from '../../reading/source-row.ts'
import { openKind } from '../kinds.ts'
import { AddressReader } from './address-reader.ts'
import type { CheckAddresses, CheckedAddress } from './checked-address.ts'

/** Checks in this thread. */
export function checkWith(finders: PlaceFinders): CheckAddresses {
  return async ({ file, layer, source, comparing }) =>
    checkedAddresses(await openKind(file, 'addresses', layer), new AddressReader(finders, source, comparing))
}

async function* checkedAddresses(
  source: Source,
  reader: AddressReader,
): AsyncGenerator<Batch<CheckedAddress>> {
  const row = new RowReader()
  for await (const rows of source.rows)
    yield { rows: rows.map((each) => checked(each, row, reader)), ...source.progress() }
}

function checked(each: SourceRow, row: RowReader, reader: AddressReader): CheckedAddress {
  if (each.problem) return { line: each.line, problem: each.problem }
  const { line, fields, geometry } = each
  row.open(fields, geometry)
  const read = reader.read(row)
  const source = fields.source ?? ''
  return read === null
    ? { line, source, refused: row.problems, warning: reader.warning }
    : { line, source, ...read }
}
