import { LANGUAGE_CODES, refuse } from '../../../errors.ts'
import type { ColumnType } from '../../../store/copies/public-tables.ts'
import type { FeatureFilter, FeatureOrder } from '../../../store/record/features/feature-pages.ts'
import type { Collection } from '../collection.ts'
import type { Test } from '../collections/item-walk.ts'
import { cql2Filter, FILTER_LANGUAGES } from '../cql2/cql2-filter.ts'
import { type Crs, crsOf } from '../crs.ts'
import { secondsOf } from '../datetime.ts'
import { bboxOf } from './bbox.ts'

export const DEFAULT_LIMIT = 100
/** A larger limit means this one: the standard asks for the largest page then, not for a refusal. */
export const MAX_LIMIT = 1000

/** Parameters that every collection has, beside its queryables. */
export const ITEM_PARAMETERS = [
  ...['limit', 'offset', 'bbox', 'bbox-crs', 'crs', 'datetime', 'sortby'],
  ...['properties', 'filter', 'filter-lang', 'filter-crs', 'resultType', 'after', 'f', 'lang'],
] as const

/** Features that can be skipped; whoever wants more follows `next`. */
export const MAX_OFFSET = 100_000

export interface ItemQuery {
  limit: number
  /** How many features are skipped. */
  offset: number
  /** Whether only their number is asked for. */
  hits: boolean
  /** Text of the order, for cursors. */
  sortby: string
  order: FeatureOrder | undefined
  after: string | undefined
  crs: Crs
  csv: boolean
  /** Properties that are shown; all without it. */
  properties: readonly string[] | undefined
  filter: FeatureFilter
  /** What is asked beside the filter; absent where nothing is. */
  test: Test | undefined
}

/** Reads the query of a collection's items; refuses unknown and repeated parameters and values that break a rule. */
export function itemQuery(raw: Readonly<Record<string, unknown>>, collection: Collection): ItemQuery {
  const given = onceEach(raw, collection)
  const { bbox, datetime, filter, limit, offset, after, sortby = '' } = given
  const order = sortby === '' ? undefined : orderOf(sortby, collection)
  for (const [name, choices] of Object.entries(CHOICES)) oneOf(name, given[name], choices)
  const boxCrs = crsOf(given['bbox-crs'], 'bbox-crs')
  const box = bbox === undefined ? undefined : bboxOf(bbox, boxCrs)
  const languages = { language: given['filter-lang'], crs: given['filter-crs'] }
  const chosen = filter === undefined || filter === '' ? undefined : cql2Filter(filter, languages, collection)
  return {
    limit: limitOf(limit),
    offset: offsetOf(offset),
    hits: given.resultType === 'hits',
    sortby,
    order,
    after: after === undefined ? undefined : cursorOf(after, { collection, sortby, order }),
    crs: crsOf(given.crs, 'crs'),
    csv: given.f === 'csv',
    properties: propertiesOf(given.properties, collection),
    test: bothOf(box?.test, chosen?.test),
    filter: {
      boxes: box?.boxes ?? chosen?.narrowed.boxes,
      time: datetime === undefined ? undefined : secondsOf(datetime),
      equals: {
        ...chosen?.narrowed.equals,
        ...Object.fromEntries(
          Object.entries(given)
            // A form sends its empty fields too.
            .filter(([name, text]) => isQueryable(collection, name) && text !== '')
            .map(([name, text]) => [name, readValue(name, text, collection.queryables[name]!)]),
        ),
      },
    },
  }
}

function bothOf(one: Test | undefined, other: Test | undefined): Test | undefined {
  return one && other ? (item) => one(item) && other(item) : (one ?? other)
}

/** The opaque cursor of a page that begins after a feature; it holds for one order of one collection. */
export function cursorText(cursor: string, { id }: Collection, sortby: string): string {
  return Buffer.from(`${id}\n${sortby}\n${cursor}`).toString('base64url')
}

function cursorOf(
  text: string,
  { collection, sortby, order }: { collection: Collection; sortby: string; order: FeatureOrder | undefined },
): string {
  const decoded = Buffer.from(text, 'base64url').toString()
  const cursor = decoded.slice(collection.id.length + sortby.length + 2)
  if (cursor !== '' && text === cursorText(cursor, collection, sortby) && collection.isCursor(cursor, order))
    return cursor
  throw refuse(
    'after',
    'not-a-cursor',
    `after = "${text}" không phải là dấu trang của lớp và thứ tự này; hãy dùng liên kết "next" của trang trước.`,
    `after = "${text}" is no cursor of this collection and order; follow the link "next" of the page before.`,
  )
}

/** The properties that `properties` names; undefined for all. */
export function propertiesOf(text: string | undefined, { queryables }: Collection): string[] | undefined {
  if (text === undefined || text === '') return undefined
  const names = [...new Set(text.split(','))]
  for (const name of names)
    if (!Object.hasOwn(queryables, name))
      throw refuse(
        'properties',
        'unknown-property',
        `properties: không có trường "${name}"; có ${Object.keys(queryables).join(', ')}.`,
        `properties: there is no "${name}"; there are ${Object.keys(queryables).join(', ')}.`,
      )
  return names
}

/** The order that `sortby` names: a property, `+` or nothing before it for the smallest first, `-` for the largest. */
function orderOf(text: string, { sorted }: Collection): FeatureOrder {
  const property = text.replace(/^[+-]/, '')
  if (property === 'id' || sorted.includes(property)) return { property, descending: text.startsWith('-') }
  const all = ['id', ...sorted].join(', ')
  throw refuse(
    'sortby',
    'not-sortable',
    `sortby = "${text}": sắp xếp được theo một trong: ${all} (thêm - phía trước để đảo thứ tự).`,
    `sortby = "${text}": features can be sorted by one of ${all} (with - before it for the reverse).`,
  )
}

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  f: ['json', 'geojson', 'html', 'csv'],
  lang: LANGUAGE_CODES,
  resultType: ['results', 'hits'],
  'filter-lang': FILTER_LANGUAGES,
}

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

function offsetOf(text: string | undefined): number {
  if (text === undefined) return 0
  if (/^\d+$/.test(text) && Number(text) <= MAX_OFFSET) return Number(text)
  throw refuse(
    'offset',
    'out-of-range',
    `offset = "${text}": phải là số nguyên từ 0 đến ${MAX_OFFSET}; xa hơn hãy đi theo liên kết "next".`,
    `offset = "${text}" must be a whole number from 0 to ${MAX_OFFSET}; beyond, follow the link "next".`,
  )
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
