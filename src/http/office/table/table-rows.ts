import type { Text } from '../../../errors.ts'
import type { AddressDraft } from '../../../registry/actions/create-address.ts'
import type { UnitRegister } from '../../../units/unit-register.ts'

/** Most rows of one table. */
export const MOST_ROWS = 500

/** Columns of a table, each with the names that people give it; the first is that of the report's own table. */
const COLUMNS = {
  class: ['class', 'loại', 'loai', 'loại đối tượng'],
  house_number: ['house_number', 'số nhà', 'so nha', 'sonha'],
  street: ['street', 'đường', 'duong', 'đường, hẻm', 'tên đường'],
  hamlet: ['hamlet', 'ấp', 'ap', 'khu phố', 'khu pho', 'ấp, khu phố'],
  group: ['group', 'tổ', 'to'],
  name: ['name', 'tên', 'ten', 'tên đối tượng'],
  commune_code: ['commune_code', 'mã xã', 'ma xa', 'maxa', 'mã xã, phường'],
  lat: ['lat', 'latitude', 'vĩ độ', 'vi do'],
  lon: ['lon', 'lng', 'longitude', 'kinh độ', 'kinh do'],
  text: ['text', 'ghi chú', 'ghi chu'],
} as const satisfies Record<string, readonly string[]>

export type Column = keyof typeof COLUMNS
export const COLUMN_NAMES = Object.keys(COLUMNS) as readonly Column[]
/** Columns without which nothing can be declared. */
export const NEEDED: readonly Column[] = ['lat', 'lon']
const LONGEST: Readonly<Partial<Record<Column, number>>> = {
  ...{ house_number: 50, street: 200, hamlet: 200, group: 100, name: 200, text: 2000 },
}

/** A row of a table by the names of {@link COLUMN_NAMES}, as it was written. */
export type WrittenRow = Readonly<Partial<Record<Column, string>>>

/** What a row declares, or what is wrong with it. */
export type ReadRow =
  | { readonly draft: AddressDraft; readonly text: string | undefined }
  | { readonly problems: readonly Text[] }

/** Where each known column stands in a header, whatever its case; those that are not there are left out. */
export function columnsOf(header: readonly string[]): Map<Column, number> {
  const names = header.map((name) => name.normalize('NFC').trim().toLowerCase())
  const found = COLUMN_NAMES.map((column): [Column, number] => [
    column,
    names.findIndex((name) => (COLUMNS[column] as readonly string[]).includes(name)),
  ])
  return new Map(found.filter(([, at]) => at >= 0))
}

/** Reads a row: a class that is not said is 1, a commune that is not said is the one around the point. */
export function readRow(row: WrittenRow, register: Pick<UnitRegister, 'containing'>): ReadRow {
  const problems: Text[] = []
  const wrong = (column: Column, vi: string, en: string) => {
    const value = (row[column] ?? '').slice(0, 60)
    problems.push({ vi: `${column} = "${value}": ${vi}`, en: `${column} = "${value}" ${en}` })
  }
  for (const [column, most] of Object.entries(LONGEST) as [Column, number][])
    if ((row[column]?.trim().length ?? 0) > most)
      wrong(column, `dài quá ${most} ký tự.`, `is longer than ${most} characters.`)
  const objectClass = row.class?.trim() || '1'
  if (!/^[1-5]$/.test(objectClass)) wrong('class', 'phải là số từ 1 đến 5.', 'must be a number from 1 to 5.')
  const lat = degreesOf(row.lat, 90)
  const lon = degreesOf(row.lon, 180)
  if (lat === undefined)
    wrong('lat', 'phải là vĩ độ bằng độ thập phân.', 'must be a latitude in decimal degrees.')
  if (lon === undefined)
    wrong('lon', 'phải là kinh độ bằng độ thập phân.', 'must be a longitude in decimal degrees.')
  const around =
    lat !== undefined && lon !== undefined ? register.containing(lon, lat)?.commune.code : undefined
  const commune = row.commune_code?.trim() || around
  if (commune === undefined || !/^\d{5}$/.test(commune))
    wrong(
      'commune_code',
      'cần mã 5 chữ số của xã, phường hiện nay; vị trí không nằm trong xã nào đã biết.',
      'must be the code of a commune of today; the position lies in none that is known.',
    )
  if (problems.length > 0 || lat === undefined || lon === undefined || commune === undefined)
    return { problems }
  const said = (column: Column) => row[column]?.trim() || null
  const text = said('text') ?? undefined
  return {
    text,
    draft: {
      ...{ class: Number(objectClass), lon, lat, commune_code: commune },
      ...{ house_number: said('house_number'), street: said('street'), hamlet: said('hamlet') },
      ...{ group_name: said('group'), name: said('name'), former_commune_code: null, postcode: null },
      ...{ position: null, raw_text: null, source: null, ndas: null, attributes: null },
    },
  }
}

function degreesOf(text: string | undefined, most: number): number | undefined {
  const written = text?.trim().replace(',', '.') ?? ''
  if (!/^-?\d{1,3}(?:\.\d{1,15})?$/.test(written)) return undefined
  const degrees = Number(written)
  return Math.abs(degrees) <= most ? degrees : undefined
}
