import type { PlaceFinders } from '../../reading/place-finders.ts'
import type { ImportProblem } from '../../reading/problem.ts'
import { RowReader } from '../../reading/row-reader.ts'
import type { Batch, Source, SourceRow } from '../../reading/source-row.ts'
import { openKind } from '../kind-plans.ts'
import { AddressReader, type ReadAddress } from './address-reader.ts'

/** A row of a file of addresses after its check: taken, refused, or not to be read at all. */
export type CheckedAddress =
  | { line: number; problem: ImportProblem }
  | ({ line: number; problem?: undefined; source: string } & (TakenAddress | RefusedAddress))

type TakenAddress = ReadAddress & { refused?: undefined }
interface RefusedAddress {
  refused: readonly ImportProblem[]
  warning: ReadAddress['warning']
}

/** What a file of addresses is checked with, beside the units. */
export interface CheckJob {
  file: string
  /** Layer of a GeoPackage. */
  layer?: string | undefined
  /** What `source` becomes in rows that name none. */
  source: string
  /** Whether the record holds addresses, with which rows will be compared. */
  comparing: boolean
}

/** Opens a file of addresses, and reads and checks its rows as they are asked for; throws {@link ImportError}. */
export type CheckAddresses = (job: CheckJob) => Promise<AsyncIterable<Batch<CheckedAddress>>>

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
