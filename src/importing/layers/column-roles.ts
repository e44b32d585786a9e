import type { Text } from '../../errors.ts'
import { fold } from '../../text/syllable.ts'
import { type Column, recogniserOf } from '../reading/columns.ts'
import { ADDRESS_COLUMNS, ID_COLUMNS, positionColumn } from '../reading/known-columns.ts'
import { readOrdinate } from '../reading/ordinate.ts'
import type { Placing } from '../reading/placing.ts'
import { ImportError, problem } from '../reading/problem.ts'
import type { Recognise } from '../reading/source-row.ts'
import type { ColumnSurvey, SurveyedColumn } from './column-survey.ts'

/** What the columns of a file mean to a layer. */
export interface ColumnRoles {
  /** The role of a column: id, lon, lat, coordinates, wkt, address_id, address_code, address; undefined for an attribute. */
  readonly recognise: Recognise
  /** Columns with a role that are attributes as well. */
  readonly kept: ReadonlySet<string>
  /** Whether rows are known again by the number that the format gives them. */
  readonly byRowNumber: boolean
  /** Whether lon holds what lies north: x on Vietnamese plans. */
  readonly swapped: boolean
  /** The column that holds an id, a code or the text of an address. */
  readonly address: string | undefined
  /** Columns that together say an address, where there are no positions. */
  readonly addressed: readonly string[]
  readonly notes: readonly Text[]
}

/** Share of the rows that must have an id of their own for a column to hold ids; below it the values are classes. */
const MOST = 0.9
/** Ids that mean nothing to people: they are no attributes beside. */
const COUNTED = new Set(['id', 'objectid', 'fid'])
/** Parts of an address in columns beside it, in the order in which they are written. */
const PARTS: readonly Column[] = [
  { name: 'hamlet', aliases: ['ap', 'khupho', 'apkhupho', 'thon'] },
  { name: 'commune', aliases: ['xa', 'phuong', 'xaphuong', 'phuongxa', 'tenxa', 'xaphuongthitran', 'ward'] },
  { name: 'district', aliases: ['huyen', 'quan', 'quanhuyen', 'tenhuyen', 'huyenthixa', 'huyenthanhpho'] },
  { name: 'province', aliases: ['tinh', 'tinhthanh', 'tentinh', 'tinhthanhpho'] },
]
const ids = recogniserOf(ID_COLUMNS)
const addresses = recogniserOf(ADDRESS_COLUMNS)
const part = recogniserOf(PARTS)

/** Whether a row may say where it is; a total, a heading of a group and a signature below a table do not. */
export function saysPlace(geometry: unknown, values: Readonly<Record<string, unknown>>): boolean {
  if (geometry !== undefined && geometry !== null) return true
  return Object.entries(values).some(
    ([name, value]) =>
      String(value ?? '').trim() !== '' &&
      (positionColumn(name) !== undefined || addresses(name) !== undefined),
  )
}

/** Also "Phường/Xã", "Xã, phường". */
function parts(name: string): string | undefined {
  return part(name.replace(/[/,]/g, ' '))
}

/** Whether a column may hold ids, so that its repeated values are to be counted. */
export function mayHoldIds(name: string): boolean {
  return ids(name) !== undefined
}

/** What is known of a file beside its columns. */
interface Known {
  /** Whether every row has the same columns. */
  isTable: boolean
  /** The column that whoever imports names for ids. */
  id: string | undefined
  /** Turns coordinates as they stand into degrees, to tell x from y. */
  place: Placing
  /** Other sheets of the workbook. */
  sheets: readonly string[]
}

/**
 * Decides what columns mean, by their names and by what they hold. Throws {@link ImportError} when the column that is named for
 * ids is not there, or a table says no position and no address.
 */
export function columnRoles(survey: ColumnSurvey, { isTable, id, place, sheets }: Known): ColumnRoles {
  const roles = new Map<string, string>()
  const kept = new Set<string>()
  const notes: Text[] = []
  const columns = [...survey.columns.values()]
  const idColumn = idOf(survey, id)
  if (idColumn) {
    roles.set(idColumn.name, 'id')
    if (!COUNTED.has(ids(idColumn.name) ?? '')) kept.add(idColumn.name)
  }
  for (const { name } of columns) {
    const role = addresses(name)
    if (role && !roles.has(name) && ![...roles.values()].includes(role)) roles.set(name, role)
  }
  const position = survey.geometries > 0 ? [] : positionOf(columns)
  for (const [name, role] of position) roles.set(name, role)
  const swapped = position.some(([, , plain]) => plain) && isSwapped(survey, position, place)
  if (swapped) notes.push(swappedNote(position))
  const address = [...roles].find(([, role]) => role === 'address')?.[0]
  const hasPlace = survey.geometries > 0 || position.length > 0
  if (isTable && !hasPlace && ![...roles.values()].some((role) => role.startsWith('address')))
    throw new ImportError(missing(columns, sheets))
  return {
    recognise: (column) => roles.get(column),
    kept,
    byRowNumber: !idColumn && survey.numbered > 0 && survey.identified === 0,
    swapped,
    address,
    addressed: hasPlace || address === undefined ? [] : [address, ...partsBeside(columns)],
    notes,
  }
}

/** The column of ids: the one named, else the first of the usual ones in which nearly every row has one of its own. */
function idOf(survey: ColumnSurvey, named: string | undefined): SurveyedColumn | undefined {
  const columns = [...survey.columns.values()]
  if (named !== undefined) {
    const found = columns.find(({ name }) => name.normalize('NFC') === named.normalize('NFC'))
    if (found) return found
    throw new ImportError(problem('missing-column', named, '', columns.map(({ name }) => name).join(', ')))
  }
  for (const { name: kind } of ID_COLUMNS)
    for (const column of columns) {
      if (ids(column.name) !== kind || column.filled === 0) continue
      const own = column.filled - column.repeated
      // what is called id is one where it stands; other columns must tell nearly all rows apart
      if (kind === 'id' ? own * 2 >= column.filled : own >= MOST * survey.rows && survey.identified === 0)
        return column
    }
  return undefined
}

type Placed = [column: string, role: 'lon' | 'lat' | 'coordinates' | 'wkt', plain: boolean]

/** The columns that say where a row is: well-known text, else longitude and latitude, else x and y, else both in one. */
function positionOf(columns: readonly SurveyedColumn[]): Placed[] {
  const of = (role: string) =>
    columns.find(({ name, filled }) => filled > 0 && positionColumn(name) === role) ??
    columns.find(({ name }) => positionColumn(name) === role)
  const [wkt, lon, lat, x, y, both] = ['wkt', 'lon', 'lat', 'x', 'y', 'coordinates'].map(of)
  const found: Placed[] = []
  if (wkt) found.push([wkt.name, 'wkt', false])
  if (lon && lat) found.push([lon.name, 'lon', false], [lat.name, 'lat', false])
  else if (x && y) found.push([x.name, 'lon', true], [y.name, 'lat', true])
  else if (both?.sample.some((text) => /\d/.test(text))) found.push([both.name, 'coordinates', false])
  return found
}

/** Whether more of the first rows lie where the layer's do when x is north. */
function isSwapped(survey: ColumnSurvey, position: readonly Placed[], place: Placing): boolean {
  const [xs, ys] = (['lon', 'lat'] as const).map((role) => {
    const name = position.find((one) => one[1] === role)?.[0]
    return survey.columns.get(name ?? '')?.sample.map((text) => readOrdinate(text)?.value) ?? []
  })
  let straight = 0
  let turned = 0
  for (const [i, x] of xs!.entries()) {
    const y = ys![i]
    if (x === undefined || y === undefined) continue
    if (Array.isArray(place(x, y))) straight++
    else if (Array.isArray(place(y, x))) turned++
  }
  return turned > straight
}

function swappedNote(position: readonly Placed[]): Text {
  const [x, y] = ['lon', 'lat'].map((role) => position.find((one) => one[1] === role)?.[0])
  return {
    vi: `Cột "${x}" là hướng bắc, "${y}" là hướng đông, theo giá trị của chúng.`,
    en: `The column "${x}" is north and "${y}" east, by what they hold.`,
  }
}

function partsBeside(columns: readonly SurveyedColumn[]): string[] {
  return PARTS.flatMap(({ name: kind }) =>
    columns.filter(({ name }) => parts(name) === kind).map(({ name }) => name),
  )
}

/** Names the columns that are there, those that look like what is missing, and the other sheets, where it may be. */
function missing(columns: readonly SurveyedColumn[], sheets: readonly string[]) {
  const likely = (['lon', 'lat'] as const).flatMap((role) => {
    const column = columns.find((one) => looksLike(one, role))
    return column ? [`${role}: "${column.name}"`] : []
  })
  const names = columns.map(({ name }) => name).join(', ')
  const vi = ['lon, lat | x, y | wkt | địa chỉ']
  const en = ['lon, lat | x, y | wkt | address']
  if (likely.length > 0) {
    vi.push(`có lẽ là ${likely.join(', ')} – hãy đổi tên cột`)
    en.push(`perhaps ${likely.join(', ')} – rename the columns`)
  }
  if (sheets.length > 0) {
    const named = sheets.map((sheet) => `"${sheet}"`).join(', ')
    vi.push(`tệp còn có trang ${named} (--layer)`)
    en.push(`there are also the sheets ${named} (--layer)`)
  }
  return problem('missing-position', 'lon, lat', names, { vi: vi.join('; '), en: en.join('; ') })
}

/** Degrees of Vietnam on one axis, in most of the values; or a name that holds the word. */
function looksLike({ name, sample }: SurveyedColumn, role: 'lon' | 'lat'): boolean {
  const [min, max] = role === 'lon' ? [102, 118] : [8, 24]
  const decimals = sample.filter((text) => {
    const value = /\d[.,]\d{2}|°/.test(text) ? readOrdinate(text)?.value : undefined
    return value !== undefined && value >= min && value <= max
  })
  if (sample.length > 0 && decimals.length > sample.length / 2) return true
  if (sample.some((text) => Math.abs(readOrdinate(text)?.value ?? 999) > 180)) return false
  const words = fold(name)
  return role === 'lon' ? /kinh|lon/.test(words) : /vi ?_?do|lat/.test(words)
}
