import { readCoordinates } from '../../parsing/coordinates/written-coordinates.ts'
import { readOrdinate } from '../reading/ordinate.ts'
import type { Placing } from '../reading/placing.ts'
import { problem } from '../reading/problem.ts'
import type { RowReader } from '../reading/row-reader.ts'
import type { Fields } from '../reading/source-row.ts'

/** What a row without geometry may say its place by. */
const PLACE = 'geometry | lon, lat | address_id'
const EXAMPLE = `106.4113 | 106,4113 | 106°24'40.7"E`
const PAIR = '10.536, 106.4113'
const NUMBERS = /[-+]?\d+(?:[.,]\d+)?/g

/**
 * The position that the columns of a row say, in degrees: longitude and latitude, or both in one cell; undefined when the reader
 * holds problems.
 *
 * @param swapped whether `lon` holds what lies north
 */
export function positionOfRow(
  reader: RowReader,
  fields: Fields,
  place: Placing,
  swapped: boolean,
): [lon: number, lat: number] | undefined {
  const both = (fields.coordinates ?? '').trim()
  const placed = both === '' ? ofTwo(reader, fields, place, swapped) : ofOne(both, place)
  if (placed === undefined || Array.isArray(placed)) return placed
  reader.problems.push(placed)
  return undefined
}

function ofTwo(
  reader: RowReader,
  fields: Fields,
  place: Placing,
  swapped: boolean,
): ReturnType<Placing> | undefined {
  const [x, y] = (['lon', 'lat'] as const).map((field) => {
    const text = (fields[field] ?? '').trim()
    if (text === '') return undefined
    const ordinate = readOrdinate(text)
    if (!ordinate) reader.refuse('number', field, text, EXAMPLE)
    else if (ordinate.axis !== undefined && ordinate.axis !== (swapped ? other(field) : field))
      reader.refuse('swapped-coordinates', field, text, 'lon, lat')
    return ordinate?.value
  })
  if (reader.problems.length > 0) return undefined
  if (x === undefined || y === undefined) {
    reader.refuse('required', 'geometry', '', PLACE)
    return undefined
  }
  return swapped ? place(y, x) : place(x, y)
}

function other(field: 'lon' | 'lat'): 'lon' | 'lat' {
  return field === 'lon' ? 'lat' : 'lon'
}

/** "10.536, 106.4113" in either order, any notation; metres by the system of the file. */
function ofOne(text: string, place: Placing): ReturnType<Placing> {
  const read = readCoordinates(text)
  if (read?.kind === 'point' && read.assumed !== true) {
    // what names no system lies in that of the file
    const { lon, lat } = read.position
    return read.system === undefined ? place(lon, lat) : [lon, lat]
  }
  const [a, b, ...others] = (text.match(NUMBERS) ?? []).map((number) => Number(number.replace(',', '.')))
  if (a === undefined || b === undefined || others.length > 0)
    return problem('value', 'coordinates', text, PAIR)
  const straight = place(a, b)
  const turned = place(b, a)
  return Array.isArray(straight) || !Array.isArray(turned) ? straight : turned
}
