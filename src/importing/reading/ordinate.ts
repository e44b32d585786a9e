import { readCoordinate } from '../../parsing/coordinates/degrees.ts'
import type { Axis } from '../../parsing/coordinates/position.ts'
import { cleanText } from '../../text/normalize.ts'

/** One of the two numbers of a position: degrees or metres, and the axis where a letter beside it names one. */
export interface Ordinate {
  readonly value: number
  readonly axis?: Axis | undefined
}

const PLAIN = /^[-+]?\d+(?:[.,]\d+)?$/
/** Metres with thousands apart: "1.165.213,45", "1,165,213.45", "1 165 213". */
const GROUPED = /^[1-9]\d{0,2}(?:[ .]\d{3})+(?:,\d+)?$|^[1-9]\d{0,2}(?:[ ,]\d{3})+(?:\.\d+)?$/
/** "572180 m" */
const UNIT = /(?<=\d) ?m$/i
const MAX = 64

/** A number of a position as people write it in a table, degrees in any notation; undefined for a text that is none. */
export function readOrdinate(text: string): Ordinate | undefined {
  if (text.length > MAX) return undefined
  const clean = cleanText(text)
  const number = clean.replace(UNIT, '')
  if (PLAIN.test(number)) return { value: Number(number.replace(',', '.')) }
  // two groups may be decimals as well: "106.411" is no 106,411 m
  if (GROUPED.test(number) && (number.match(/[ .,]/g)?.length ?? 0) > 1) return { value: ungrouped(number) }
  const coordinate = readCoordinate(clean)
  return coordinate && { value: Math.round(coordinate.degrees * 1e9) / 1e9, axis: coordinate.axis }
}

function ungrouped(text: string): number {
  const decimal = Math.max(text.lastIndexOf(','), text.lastIndexOf('.'))
  const separators = text.replace(/\d/g, '')
  const ends = separators.length > 1 && separators.at(-1) !== separators.at(-2)
  const [whole, rest] = ends ? [text.slice(0, decimal), text.slice(decimal + 1)] : [text, '']
  return Number(`${whole.replace(/[ .,]/g, '')}.${rest}`)
}
