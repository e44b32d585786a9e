import type { Position } from 'geojson'
import type { StoredGeometry } from '../../../geo/geopackage-geometry.ts'
import { isDate } from '../../../units/calendar.ts'
import { badFilter, LIMITS } from './expression.ts'

/** The types of geometry of a literal, by their name in well-known text, and how deep their positions are nested. */
const TYPES = {
  POINT: ['Point', 1],
  LINESTRING: ['LineString', 1],
  POLYGON: ['Polygon', 2],
  MULTIPOINT: ['MultiPoint', 1],
  MULTILINESTRING: ['MultiLineString', 2],
  MULTIPOLYGON: ['MultiPolygon', 3],
} as const
type TypeWord = keyof typeof TYPES

export function isGeometryType(word: string): word is TypeWord {
  return Object.hasOwn(TYPES, word)
}

/** The geometry of a type whose positions stand in these lists; refuses lists of another shape. */
export function geometryOf(word: TypeWord, members: readonly unknown[]): StoredGeometry {
  const [type, depth] = TYPES[word]
  // each point of a MULTIPOINT may have parentheses of its own
  const flat = word === 'MULTIPOINT' && isPositionList(members[0], 1) ? members.flat() : members
  const whole = isPositionList(flat, depth) && (word !== 'POINT' || flat.length === 1)
  if (whole && linesOf(flat, depth).every((line) => isLine(line, word)))
    return { type, coordinates: word === 'POINT' ? flat[0] : flat } as StoredGeometry
  throw badFilter(
    'geometry',
    `${word}: các toạ độ không thành hình này (vòng phải khép kín, ít nhất 4 điểm).`,
    `${word}: the positions are no such geometry (a ring is closed and has at least 4).`,
  )
}

function isPositionList(value: unknown, depth: number): boolean {
  if (!Array.isArray(value) || value.length === 0) return false
  return value.every((one) => (depth > 1 ? isPositionList(one, depth - 1) : isPosition(one)))
}

function isPosition(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length >= 2 &&
    value.every((one) => typeof one === 'number' && Number.isFinite(one))
  )
}

function linesOf(value: readonly unknown[], depth: number): readonly Position[][] {
  return depth === 1 ? [value as Position[]] : value.flatMap((one) => linesOf(one as unknown[], depth - 1))
}

function isLine(line: readonly Position[], word: TypeWord): boolean {
  if (word.endsWith('POINT')) return true
  if (word.endsWith('LINESTRING')) return line.length >= 2
  const [first, last] = [line[0]!, line.at(-1)!]
  return line.length >= 4 && first[0] === last[0] && first[1] === last[1]
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i
/** An instant is always of UTC (CQL2, 6.3.1). */
const INSTANT = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?Z$/i

export function numberOf(text: string): number {
  const number = Number(text)
  if (NUMBER.test(text) && Number.isFinite(number)) return number
  throw badFilter(
    'not-a-number',
    `"${text.slice(0, 40)}" không phải là số.`,
    `"${text.slice(0, 40)}" is no number.`,
  )
}

export function dayOf(text: string): string {
  if (isDate(text)) return text
  throw notATime(text)
}

export function instantOf(text: string): string {
  if (isDate(INSTANT.exec(text)?.[1] ?? '')) return text.toUpperCase()
  throw notATime(text)
}

/** A pattern of LIKE that is not too long. */
export function patternOf(text: string): string {
  if (text.length <= LIMITS.pattern) return text.normalize('NFC')
  throw badFilter(
    'pattern-too-long',
    `mẫu của LIKE dài hơn ${LIMITS.pattern} ký tự.`,
    `a pattern of LIKE is longer than ${LIMITS.pattern} characters.`,
  )
}

function notATime(text: string): Error {
  const shown = text.slice(0, 40)
  return badFilter(
    'not-a-time',
    `"${shown}": DATE cần YYYY-MM-DD, TIMESTAMP cần YYYY-MM-DDThh:mm:ssZ.`,
    `"${shown}": DATE takes YYYY-MM-DD, TIMESTAMP takes YYYY-MM-DDThh:mm:ssZ.`,
  )
}
