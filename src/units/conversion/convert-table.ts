import { extendTableFile } from '../../tables/extend-file.ts'
import { columnAt, TableError, type TableExtension, type TableRow } from '../../tables/table.ts'
import { guardFormula } from '../../text/formula-guard.ts'
import type { AddressConverter } from './address-converter.ts'
import { CONVERTED_COLUMNS, convertedColumns } from './converted-columns.ts'

/** How a table was converted. */
export interface ConvertCounts {
  rows: number
  /** Rows by grade; a damaged row has none. */
  grades: Record<'A' | 'B' | 'C', number>
}

/** Longest cell that is read as an address (characters). */
const MAX_ADDRESS = 1000
const GRADE = CONVERTED_COLUMNS.indexOf('grade')
/** Added cells of a row that could not be read. */
const DAMAGED = CONVERTED_COLUMNS.map((column) =>
  column === 'warnings' ? 'row-damaged' : column === 'conversion_status' ? 'error' : '',
)

/**
 * Writes `to` as `from` with the converted columns added; all rows and columns stay. CSV in any usual encoding is
 * streamed in bounded memory; of a workbook the first sheet is converted. Throws `TableError`.
 *
 * @param column header of the address column; case does not matter. Columns `lon` and `lat`, if any, settle splits.
 */
export async function convertTable(
  converter: AddressConverter,
  from: string,
  to: string,
  column: string,
): Promise<ConvertCounts> {
  const grades = { A: 0, B: 0, C: 0 }
  const rows = await extendTableFile(from, to, (header) =>
    conversionOf(converter, header, column, (grade) => grades[grade]++),
  )
  return { rows, grades }
}

/** The columns that a conversion adds to a table; throws `TableError` when the address column is not there. */
export function conversionOf(
  converter: AddressConverter,
  header: readonly string[],
  column: string,
  graded: (grade: 'A' | 'B' | 'C') => void,
): TableExtension {
  const at = columnAt(header, column)
  if (at < 0) throw new TableError(`There is no column "${column}"; there are: ${header.join(', ')}.`)
  const [lonAt, latAt] = [columnAt(header, 'lon'), columnAt(header, 'lat')]
  return {
    columns: CONVERTED_COLUMNS,
    cells({ cells, damage }: TableRow) {
      if (damage) return DAMAGED
      const place = placeOf(cells[lonAt], cells[latAt])
      const added = convertedColumns(converter, (cells[at] ?? '').slice(0, MAX_ADDRESS), place)
      graded(added[GRADE] as 'A' | 'B' | 'C')
      return added.map(guardFormula)
    },
  }
}

function placeOf(lon: string | undefined, lat: string | undefined): { lon: number; lat: number } | undefined {
  if (!lon?.trim() || !lat?.trim()) return undefined
  const place = { lon: Number(lon), lat: Number(lat) }
  return Number.isFinite(place.lon) && Number.isFinite(place.lat) ? place : undefined
}
