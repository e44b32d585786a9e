import type { PlaceFinders } from '../../reading/place-finders.ts'
import { RowReader } from '../../reading/row-reader.ts'
import type { Batch, Source, SourceRow } from '../../reading/source-row.ts'
import { openKind } from '../kinds.ts'
import { AddressReader } from './address-reader.ts'
import type { CheckAddresses, CheckedAddress, CheckJob } from './checked-address.ts'
import { isFurtherPosition, withPosition } from './positions-together.ts'

/** Checks in this thread. */
export function checkWith(finders: PlaceFinders): CheckAddresses {
  return async (job) => checkedOnly(await readAddresses(finders, job))
}

/** A row as the file has it, and as it was read. */
export interface StatedRow {
  readonly stated: SourceRow
  readonly checked: CheckedAddress
  /** Whether it states another position of the address of the row before it, see {@link isFurtherPosition}. */
  readonly further: boolean
}

/** Opens a file of addresses, and reads and checks its rows as they are asked for; throws ImportError. */
export async function readAddresses(
  finders: PlaceFinders,
  { file, layer, source, comparing }: CheckJob,
): Promise<AsyncGenerator<Batch<StatedRow>>> {
  return statedRows(await openKind(file, 'addresses', layer), new AddressReader(finders, source, comparing))
}

async function* statedRows(source: Source, reader: AddressReader): AsyncGenerator<Batch<StatedRow>> {
  const row = new RowReader()
  let open: CheckedAddress | undefined
  const read = (stated: SourceRow): StatedRow => {
    const each = checked(stated, row, reader)
    const further = open !== undefined && isFurtherPosition(open, each)
    open = open !== undefined && further ? withPosition(open, each) : each
    return { stated, checked: each, further }
  }
  for await (const rows of source.rows) yield { rows: rows.map(read), ...source.progress() }
}

async function* checkedOnly(batches: AsyncIterable<Batch<StatedRow>>): AsyncGenerator<Batch<CheckedAddress>> {
  for await (const { rows, ...progress } of batches)
    yield { rows: rows.map((each) => each.checked), ...progress }
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
