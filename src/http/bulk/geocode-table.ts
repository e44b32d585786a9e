import { ERRORS, Problem, refuse, type Text } from '../../errors.ts'
import { columnAt, type Extend, type TableRow } from '../../tables/table.ts'
import type { Language } from '../edge/language.ts'
import type { reverseAnswers } from '../read/reverse-answers.ts'
import type { searchAnswers } from '../read/search-answers.ts'
import { MAX_QUERY, type SearchQuery } from '../read/search-query.ts'
import { errorCells, MOST_CANDIDATES, RESULT_COLUMNS, resultCells } from './result-columns.ts'

/** Fields of a structured search, each of which a column may hold. */
export const TABLE_FIELDS = [
  'house_number',
  'street',
  'hamlet',
  'commune',
  'district',
  'province',
  'postcode',
] as const
type Field = (typeof TABLE_FIELDS)[number]

/** Names of the columns with the parts of an address. */
export interface SearchColumns extends Partial<Record<Field, string>> {
  /** Columns whose cells make up the address, in order. */
  readonly columns?: readonly string[]
  /** Columns of a position near which results are preferred. */
  readonly lat?: string
  readonly lon?: string
}

/** Columns that are taken for the address, or for a position, when none is named. */
const ADDRESS_NAMES = ['address', 'q', 'query', 'địa chỉ', 'dia chi', 'dia_chi', 'diachi']
const LAT_NAMES = ['lat', 'latitude', 'vĩ độ', 'vi do', 'vi_do']
const LON_NAMES = ['lon', 'lng', 'long', 'longitude', 'kinh độ', 'kinh do', 'kinh_do']
const DEGREES = /^\s*-?\d{1,3}(?:[.,]\d+)?\s*$/

/** Searches for the addresses of a table, each row as `/v1/search` does with `limit=1`. */
export function searchTable(
  { meant }: Pick<ReturnType<typeof searchAnswers>, 'meant'>,
  named: SearchColumns,
  language: Language,
): Extend {
  return (header) => {
    const fields = TABLE_FIELDS.flatMap((field) => {
      const name = named[field]
      return name === undefined ? [] : [{ field, at: placeOf(header, field, name) }]
    })
    const wanted = named.columns ?? []
    const columns = wanted.length > 0 ? wanted.map((name) => placeOf(header, 'columns', name)) : []
    if (columns.length === 0 && fields.length === 0) columns.push(guessed(header, 'columns', ADDRESS_NAMES))
    const lat = named.lat === undefined ? -1 : placeOf(header, 'lat', named.lat)
    const lon = named.lon === undefined ? -1 : placeOf(header, 'lon', named.lon)
    return rows(language, ({ cells }) => {
      const text = columns
        .map((at) => cells[at]!.trim())
        .filter((cell) => cell !== '')
        .join(', ')
      const query: SearchQuery = {}
      if (columns.length > 0) query.q = checked(text)
      for (const { field, at } of fields) {
        const cell = cells[at]!.trim()
        if (cell !== '') query[field] = checked(cell)
      }
      const [y, x] = [degreesOf(cells[lat]), degreesOf(cells[lon])]
      if (y !== undefined && x !== undefined && Math.abs(y) <= 90 && Math.abs(x) <= 180)
        Object.assign(query, { lat: y, lon: x })
      if (query.q !== undefined && fields.length > 0) joinFields(query, fields)
      return meant(query, MOST_CANDIDATES + 1)
    })
  }
}

/** Finds the addresses at the positions of a table, each row as `/v1/reverse` does. */
export function reverseTable(
  { near }: Pick<ReturnType<typeof reverseAnswers>, 'near'>,
  { lat, lon, radius }: { lat?: string; lon?: string; radius?: number },
  language: Language,
): Extend {
  return (header) => {
    const latAt = lat === undefined ? guessed(header, 'lat', LAT_NAMES) : placeOf(header, 'lat', lat)
    const lonAt = lon === undefined ? guessed(header, 'lon', LON_NAMES) : placeOf(header, 'lon', lon)
    return rows(language, ({ cells }) => {
      const position = {
        lat: required(header[latAt]!, cells[latAt]!, 90),
        lon: required(header[lonAt]!, cells[lonAt]!, 180),
      }
      return near({ ...position, ...(radius === undefined ? {} : { radius }) }).features.slice(0, 1)
    })
  }
}

/** An extension that answers row by row; a row with an error gets it as its status. */
function rows(language: Language, look: (row: TableRow) => Parameters<typeof resultCells>[0]) {
  return {
    columns: RESULT_COLUMNS,
    cells(row: TableRow): string[] {
      if (row.damage) return errorCells(DAMAGE[row.damage][language])
      try {
        return resultCells(look(row))
      } catch (error) {
        const detail = error instanceof Problem ? error.more.detail : undefined
        return errorCells((detail ?? ERRORS['internal-error'].title)[language])
      }
    },
  }
}

const DAMAGE: Readonly<Record<NonNullable<TableRow['damage']>, Text>> = {
  quote: { vi: 'Dấu ngoặc kép mở mà không đóng.', en: 'A quote is opened and not closed.' },
  'too-long': { vi: 'Dòng quá dài.', en: 'The row is too long.' },
  columns: { vi: 'Dòng có nhiều ô hơn số cột.', en: 'The row has more cells than there are columns.' },
}

/** Appends the fields to the text where a row has both: `commune` and the like then narrow it down. */
function joinFields(query: SearchQuery, fields: ReadonlyArray<{ field: Field }>): void {
  const parts = fields.flatMap(({ field }) => query[field] ?? [])
  query.q = checked([query.q, ...parts].filter((part) => part).join(', '))
  for (const { field } of fields) delete query[field]
}

function placeOf(header: readonly string[], parameter: string, name: string): number {
  const at = columnAt(header, name)
  if (at >= 0) return at
  const columns = header.join(', ').slice(0, 500)
  throw refuse(
    parameter,
    'unknown-column',
    `${parameter} = "${name}": bảng không có cột này; có: ${columns}.`,
    `${parameter} = "${name}": the table has no such column; it has: ${columns}.`,
  )
}

function guessed(header: readonly string[], parameter: string, names: readonly string[]): number {
  const at = names.map((name) => columnAt(header, name)).find((place) => place >= 0)
  if (at !== undefined) return at
  const columns = header.join(', ').slice(0, 500)
  throw refuse(
    parameter,
    'missing',
    `Thiếu ${parameter}: cần tên cột. Bảng có: ${columns}.`,
    `${parameter} is missing: it names a column. The table has: ${columns}.`,
  )
}

function checked(text: string): string {
  if (text === '') throw refuse('columns', 'empty', 'Ô địa chỉ trống.', 'There is no address in the row.')
  if (text.length <= MAX_QUERY) return text
  throw refuse(
    'columns',
    'too-long',
    `Địa chỉ dài quá ${MAX_QUERY} ký tự.`,
    `The address is longer than ${MAX_QUERY} characters.`,
  )
}

/** Degrees with a decimal point or comma; undefined when it is something else. */
function degreesOf(cell: string | undefined): number | undefined {
  return cell !== undefined && DEGREES.test(cell) ? Number(cell.replace(',', '.')) : undefined
}

function required(column: string, cell: string, max: number): number {
  const value = degreesOf(cell)
  if (value !== undefined && Math.abs(value) <= max) return value
  const shown = JSON.stringify(cell.slice(0, 40))
  throw refuse(
    column,
    'out-of-range',
    `${column} = ${shown}: cần số độ từ -${max} đến ${max}.`,
    `${column} = ${shown}: needs degrees from -${max} to ${max}.`,
  )
}
