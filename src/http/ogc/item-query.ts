import { LANGUAGE_CODES, refuse } from '../../errors.ts'
import type { ColumnType } from '../../store/copies/public-tables.ts'
import type { FeatureFilter } from '../../store/record/feature-pages.ts'
import { boxesOf } from './bbox.ts'
import type { Collection } from './collection.ts'
import { type Crs, crsOf } from './crs.ts'
import { secondsOf } from './datetime.ts'

export const DEFAULT_LIMIT = 100
/** A larger limit means this one: the standard asks for the largest page then, not for a refusal. */
export const MAX_LIMIT = 1000

/** Parameters that every collection has, beside its queryables. */
export const ITEM_PARAMETERS = ['limit', 'bbox', 'bbox-crs', 'crs', 'datetime', 'after', 'f', 'lang'] as const

export interface ItemQuery {
  limit: number
  after: string | undefined
  crs: Crs
  filter: FeatureFilter
}

/** Reads the query of a collection's items; refuses unknown and repeated parameters and values that break a rule. */
export function itemQuery(raw: Readonly<Record<string, unknown>>, collection: Collection): ItemQuery {
  const given = onceEach(raw, collection)
  const { bbox, datetime, limit, after } = given
  for (const [name, choices] of Object.entries(CHOICES)) oneOf(name, given[name], choices)
  const boxCrs = crsOf(given['bbox-crs'], 'bbox-crs')
  return {
    limit: limitOf(limit),
    after: after === undefined ? undefined : cursorOf(after, collection),
    crs: crsOf(given.crs, 'crs'),
    filter: {
      boxes: bbox === undefined ? undefined : boxesOf(bbox, boxCrs),
      time: datetime === undefined ? undefined : secondsOf(datetime),
      equals: Object.fromEntries(
        Object.entries(given)
          // A form sends its empty fields too.
          .filter(([name, text]) => isQueryable(collection, name) && text !== '')
          .map(([name, text]) => [name, readValue(name, text, collection.queryables[name]!)]),
      ),
    },
  }
}

/** The opaque cursor of a page that begins after a feature. */
export function cursorText(cursor: string, { id }: Collection): string {
  return Buffer.from(`${id}\n${cursor}`).toString('base64url')
}

function cursorOf(text: string, collection: Collection): string {
  const decoded = Buffer.from(text, 'base64url').toString()
  const cursor = decoded.slice(collection.id.length + 1)
  if (
    cursor !== '' &&
    text === cursorText(cursor, collection) &&
    (!collection.numbered || /^\d{1,16}$/.test(cursor))
  )
    return cursor
  throw refuse(
    'after',
    'not-a-cursor',
    `after = "${text}" không phải là dấu trang của lớp này; hãy dùng liên kết "next" của trang trước.`,
    `after = "${text}" is no cursor of this collection; follow the link "next" of the page before.`,
  )
}

const CHOICES: Readonly<Record<string, readonly string[]>> = { f: ['json', 'html'], lang: LANGUAGE_CODES }

function oneOf(name: string, value: string | undefined, choices: readonly string[]): void {
  if (value === undefined || choices.includes(value)) return
  throw refuse(
    name,
    'not-allowed',
    `${name} = "${value}": phải là một trong ${choices.join(', ')}.`,
    `${name} = "${value}" must be one of ${choices.join(', ')}.`,
  )
}

function isQueryable({ queryables }: Collection, name: string): boolean {
  return Object.hasOwn(queryables, name) && !(ITEM_PARAMETERS as readonly string[]).includes(name)
}

function onceEach(raw: Readonly<Record<string, unknown>>, collection: Collection): Record<string, string> {
  for (const [name, value] of Object.entries(raw)) {
    if (!(ITEM_PARAMETERS as readonly string[]).includes(name) && !isQueryable(collection, name))
      throw refuse(
        name,
        'unknown-parameter',
        `${name}: không có tham số này. Lọc được theo: ${Object.keys(collection.queryables).join(', ')}.`,
        `${name}: there is no such parameter. Features can be chosen by: ${Object.keys(collection.queryables).join(', ')}.`,
      )
    if (typeof value !== 'string')
      throw refuse(name, 'repeated', `${name} chỉ được nêu một lần.`, `${name} may be given once only.`)
  }
  return raw as Record<string, string>
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT
  if (!/^\d+$/.test(text) || Number(text) < 1)
    throw refuse(
      'limit',
      'out-of-range',
      `limit = "${text}": phải là số nguyên từ 1 trở lên (nhiều hơn ${MAX_LIMIT} được hiểu là ${MAX_LIMIT}).`,
      `limit = "${text}" must be a whole number from 1 on (above ${MAX_LIMIT} means ${MAX_LIMIT}).`,
    )
  return Math.min(Number(text), MAX_LIMIT)
}

const VALUES: Readonly<Record<ColumnType, readonly [RegExp, vi: string, en: string]>> = {
  string: [/^/, '', ''],
  integer: [/^[+-]?\d{1,15}$/, 'phải là số nguyên', 'must be a whole number'],
  number: [/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i, 'phải là một số', 'must be a number'],
  boolean: [/^(true|false)$/, 'phải là true hoặc false', 'must be true or false'],
}

function readValue(name: string, text: string, type: ColumnType): string | number | boolean {
  const [rule, vi, en] = VALUES[type]
  if (!rule.test(text))
    throw refuse(name, 'type', `${name} = "${text}": ${vi}.`, `${name} = "${text}" ${en}.`)
  if (type === 'string') return text
  return type === 'boolean' ? text === 'true' : Number(text)
}
