import { readFileSync } from 'node:fs'
import { booleanIntersects } from '@turf/turf'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import type { Geometry, Polygon } from 'geojson'
import t from 'tap'
import { Problem } from '../../../src/errors.ts'
import type { StoredGeometry } from '../../../src/geo/geopackage-geometry.ts'
import { geometriesMeet } from '../../../src/geo/meeting/geometries-meet.ts'
import type { Collection, Item } from '../../../src/http/ogc/collection.ts'
import { cql2Filter } from '../../../src/http/ogc/cql2/cql2-filter.ts'
import type { Comparison } from '../../../src/http/ogc/cql2/expression.ts'
import { readJsonFilter } from '../../../src/http/ogc/cql2/json-filter.ts'
import { likeTest } from '../../../src/http/ogc/cql2/like.ts'
import { readTextFilter } from '../../../src/http/ogc/cql2/text-filter.ts'

const QUERYABLES = {
  name: 'string',
  size: 'number',
  open: 'boolean',
  day: 'string',
  'Tên trạm': 'string',
} as const
const COLLECTION = { queryables: QUERYABLES } as unknown as Collection

/** What a filter keeps of items, and the code of its refusal. */
function chosen(items: readonly Item[], filter: string, language = 'cql2-text', crs?: string): string[] {
  const { test } = cql2Filter(filter, { language, crs }, COLLECTION)
  return items.filter(test).map(({ id }) => id)
}
function refusalOf(filter: string, language = 'cql2-text'): string {
  try {
    cql2Filter(filter, { language, crs: undefined }, COLLECTION)
    return 'none'
  } catch (error) {
    if (error instanceof Problem && error.more.problems) return error.more.problems[0]!.code
    throw error
  }
}

t.test('the examples of the standard, as text and as JSON', async (t) => {
  const cases = new URL('../../cases/cql2-examples.json', import.meta.url)
  const examples = JSON.parse(readFileSync(cases, 'utf8')) as {
    name: string
    text: string
    json: unknown
    refused?: boolean
  }[]
  t.ok(examples.filter(({ refused }) => !refused).length > 50)
  for (const { name, text, json, refused } of examples)
    if (refused) {
      t.match(refusalOf(text), /^(not-supported|syntax)$/, `${name}: ${text}`)
      t.equal(refusalOf(JSON.stringify(json), 'cql2-json'), 'not-supported', name)
    } else t.same(readTextFilter(text), readJsonFilter(JSON.stringify(json)), `${name}: ${text}`)
})

const at = (lon: number, lat: number): StoredGeometry => ({ type: 'Point', coordinates: [lon, lat] })
const item = (id: string, properties: Item['properties'], geometry: Item['geometry'] = null): Item => ({
  id,
  geometry,
  properties: { name: null, size: null, open: null, day: null, 'Tên trạm': null, ...properties },
})
const ITEMS = [
  item('a', { name: 'Chợ Tân An', size: 3, open: true, day: '2025-07-01' }, at(106.4, 10.5)),
  item('b', { name: "O'Brien", size: -2.5, open: false, day: '2025-06-30T18:00:00Z' }, at(106.5, 10.6)),
  item('c', { name: '100%_\\', 'Tên trạm': 'x', day: '2025-06-30 16:59' }, at(-179.5, 10)),
  item('d', { size: 'many' }),
]

t.test('what filters mean', async (t) => {
  const cases: Record<string, string> = {
    [`name = '${'Chợ Tân An'.normalize('NFD')}'`]: 'a',
    "name = 'Chợ Tân An'": 'a',
    "name = 'O''Brien'": 'b',
    "name = 'O\\'Brien'": 'b',
    "name = '100%_\\\\'": 'c',
    "name <> 'x'": 'a b c',
    "NOT name = 'x'": 'a b c',
    "not (name = 'x')": 'a b c',
    'name IS NULL': 'd',
    'name is not null': 'a b c',
    '"Tên trạm" = \'x\'': 'c',
    'Tên = 1': 'unknown-property',
    'size > 0': 'a',
    'size > -3 AND size < 0': 'b',
    'size BETWEEN -2.5 AND 3': 'a b',
    'size NOT BETWEEN 3 AND 4': 'b',
    'size IN (3, 4)': 'a',
    'size NOT IN (3, 4)': 'b',
    'size IS NULL': 'c d',
    'open = true': 'a',
    'open <> true': 'b',
    'size = 3 OR open = false AND size = 0': 'a',
    '(size = 3 OR open = false) AND size < 0': 'b',
    '3 = size': 'a',
    "id = 'd'": 'd',
    "name LIKE 'Chợ%'": 'a',
    "name LIKE '%Tân%'": 'a',
    "name LIKE 'chợ%'": '',
    "name LIKE '_''%'": 'b',
    "name LIKE '100\\%\\_\\\\'": 'c',
    "name NOT LIKE '%n%'": 'c',
    TRUE: 'a b c d',
    false: '',
    "day = DATE('2025-07-01')": 'a b',
    "day < DATE('2025-07-01')": 'c',
    "day >= TIMESTAMP('2025-06-30T17:00:00Z')": 'a b',
    "day < TIMESTAMP('2025-06-30T17:00:00Z')": 'c',
    'S_INTERSECTS(geometry, POINT(106.4 10.5))': 'a',
    's_intersects(BBOX(106, 10, 107, 10.55), geometry)': 'a',
    'S_INTERSECTS(geometry, BBOX(106, 10, -5, 107, 10.55, 5))': 'a',
    'S_INTERSECTS("geometry", BBOX(170, 0, -170, 20))': 'c',
    'NOT S_INTERSECTS(geometry, POLYGON Z ((106 10 1, 107 10 1, 107 10.55 1, 106 10.55 1, 106 10 1)))': 'b c',
    'S_INTERSECTS(geometry, MULTIPOINT((106.4 10.5), (106.5 10.6)))': 'a b',
    'S_INTERSECTS(geometry, LINESTRING(106.4 10.4, 106.4 10.6))': 'a',
    'geometry IS NULL': 'd',
    'S_INTERSECTS(geometry, geometry)': 'a b c',
    'S_INTERSECTS(POINT(1 1), BBOX(0, 0, 2, 2))': 'a b c d',
  }
  for (const [filter, ids] of Object.entries(cases)) {
    const code = refusalOf(filter)
    t.equal(code === 'none' ? chosen(ITEMS, filter).join(' ') : code, ids, filter)
  }
  const epsg = 'http://www.opengis.net/def/crs/EPSG/0/'
  const box = 'S_INTERSECTS(geometry, BBOX(10.4, 106.3, 10.55, 106.45))'
  t.same(chosen(ITEMS, box, 'cql2-text', `${epsg}4326`), ['a'], 'latitude first')
  const metres = 'S_INTERSECTS(geometry, BBOX(11842400, 1174000, 11846000, 1177000))'
  t.same(chosen(ITEMS, metres, 'cql2-text', `${epsg}3857`), ['a'])
})

t.test('what is refused, and why', async (t) => {
  const deep = (levels: number) => `${'('.repeat(levels)}size = 1${')'.repeat(levels)}`
  const many = (terms: number) => Array(terms).fill('size = 1').join(' OR ')
  const cases: Record<string, string> = {
    ' ': 'syntax',
    'size =': 'syntax',
    'size = 1 size = 2': 'syntax',
    'size = = 1': 'syntax',
    'size ! 1': 'syntax',
    "name = 'x": 'syntax',
    '(size = 1': 'syntax',
    'NOT NOT size = 1': 'syntax',
    size: 'syntax',
    'colour = 1': 'unknown-property',
    'constructor = 1': 'unknown-property',
    'constructor IS NULL': 'unknown-property',
    "size = '1'": 'type',
    "size IN (1, 'x')": 'type',
    "size LIKE '1%'": 'type',
    "name BETWEEN 'a' AND 'b'": 'type',
    'name > 1': 'type',
    'open = 1': 'type',
    'size = 1e999': 'not-a-number',
    "day = DATE('2025-02-30')": 'not-a-time',
    "day = TIMESTAMP('2025-02-03T00:00:00+07:00')": 'not-a-time',
    'S_INTERSECTS(name, POINT(1 1))': 'unknown-property',
    'S_INTERSECTS(geometry, POINT(90 180))': 'out-of-range',
    'S_INTERSECTS(geometry, BBOX(1, 2, 3))': 'not-a-box',
    'S_INTERSECTS(geometry, BBOX(1, 4, 3, 2))': 'not-a-box',
    'S_INTERSECTS(geometry, POLYGON((0 0, 1 0, 1 1)))': 'geometry',
    'S_INTERSECTS(geometry, POINT(1 1, 2 2))': 'geometry',
    'S_INTERSECTS(geometry, POINT((1 1)))': 'geometry',
    'S_INTERSECTS(geometry, LINESTRING(1 1))': 'geometry',
    'S_WITHIN(geometry, POINT(1 1))': 'not-supported',
    'size = 1 + 1': 'syntax',
    [deep(15)]: 'none',
    [deep(16)]: 'too-deep',
    [deep(2000)]: 'too-deep',
    [many(50)]: 'none',
    [many(51)]: 'too-many-terms',
    [`name = '${'x'.repeat(8200)}'`]: 'too-long',
    [`name LIKE '${'x'.repeat(501)}'`]: 'pattern-too-long',
  }
  for (const [filter, code] of Object.entries(cases)) t.equal(refusalOf(filter), code, filter.slice(0, 80))
  const json: Record<string, string> = {
    '{': 'not-json',
    null: 'syntax',
    '[]': 'syntax',
    '{"op":"=","args":[{"property":"size"}]}': 'syntax',
    '{"op":"=","args":[{"property":"size"},null]}': 'syntax',
    '{"op":"and","args":[true]}': 'syntax',
    '{"op":"in","args":[{"property":"size"},[]]}': 'syntax',
    '{"op":"sin","args":[]}': 'not-supported',
    '{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Polygon","coordinates":[[1,2]]}]}':
      'geometry',
    '{"op":"s_intersects","args":[{"property":"geometry"},{"bbox":[1,2]}]}': 'not-a-box',
    [`${'{"op":"not","args":['.repeat(300)}true${']}'.repeat(300)}`]: 'too-deep',
    [`{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Polygon","coordinates":${'['.repeat(4000)}${']'.repeat(4000)}}]}`]:
      'geometry',
    ['['.repeat(4000) + ']'.repeat(4000)]: 'syntax',
  }
  for (const [filter, code] of Object.entries(json))
    t.equal(refusalOf(filter, 'cql2-json'), code, filter.slice(0, 80))
})

/** A filter in three languages: CQL2 text, CQL2 JSON and SQL with its values. */
interface Trilingual {
  text: string
  json: unknown
  sql: string
  values: unknown[]
}

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
const words = fc.string({ unit: fc.constantFrom('a', 'b', 'Đ', 'ợ', '%', '_', '\\', "'", ' '), maxLength: 4 })
const numbers = fc.constantFrom(-1, 0, 0.5, 1, 2)

const leaf: fc.Arbitrary<Trilingual> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom<Comparison>('=', '<>', '<', '>', '<=', '>='),
      fc.oneof(words, numbers, fc.boolean()),
    )
    .map(([op, value]) => {
      const property = typeof value === 'string' ? 'name' : typeof value === 'number' ? 'size' : 'open'
      return {
        text: `${property} ${op} ${typeof value === 'string' ? quoted(value) : value}`,
        json: { op, args: [{ property }, value] },
        sql: `${property} ${op} ?`,
        values: [typeof value === 'boolean' ? Number(value) : value],
      }
    }),
  words
    // In text a backslash before these has another meaning.
    .filter((pattern) => !/\\(['ab]|$)/.test(pattern))
    .map((pattern) => ({
      text: `name LIKE '${pattern.replaceAll("'", "''")}'`,
      json: { op: 'like', args: [{ property: 'name' }, pattern] },
      sql: "name LIKE ? ESCAPE '\\'",
      values: [pattern],
    })),
  fc.tuple(numbers, numbers).map(([low, high]) => ({
    text: `size BETWEEN ${low} AND ${high}`,
    json: { op: 'between', args: [{ property: 'size' }, low, high] },
    sql: 'size BETWEEN ? AND ?',
    values: [low, high],
  })),
  fc.array(words, { minLength: 1, maxLength: 3 }).map((list) => ({
    text: `name IN (${list.map(quoted).join(', ')})`,
    json: { op: 'in', args: [{ property: 'name' }, list] },
    sql: `name IN (${list.map(() => '?').join(', ')})`,
    values: list,
  })),
  fc.constantFrom('name', 'size', 'open').map((property) => ({
    text: `${property} IS NULL`,
    json: { op: 'isNull', args: [{ property }] },
    sql: `${property} IS NULL`,
    values: [],
  })),
)

const filters = fc.letrec<{ filter: Trilingual }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4 },
    leaf,
    tie('filter').map(({ text, json, sql, values }) => ({
      text: `NOT (${text})`,
      json: { op: 'not', args: [json] },
      sql: `NOT (${sql})`,
      values,
    })),
    fc
      .tuple(fc.constantFrom('and', 'or'), fc.array(tie('filter'), { minLength: 2, maxLength: 3 }))
      .map(([op, args]) => ({
        text: args.map(({ text }) => `(${text})`).join(` ${op} `),
        json: { op, args: args.map(({ json }) => json) },
        sql: args.map(({ sql }) => `(${sql})`).join(` ${op} `),
        values: args.flatMap(({ values }) => values),
      })),
  ),
})).filter

t.test('any filter keeps what SQLite keeps, as text and as JSON', async (t) => {
  const db = new Database(':memory:')
  t.teardown(() => db.close())
  db.pragma('case_sensitive_like = ON')
  db.exec('CREATE TABLE item(id TEXT, name TEXT, size REAL, open INTEGER)')
  const names = [null, '', 'a', 'b', 'A', 'Đợ', 'aĐợb', '%', '_', '\\', "'", 'a b', '\\%', 'ab%']
  const items = names.flatMap((name, i) =>
    [null, -1, 0, 0.5, 2].map((size, k) => {
      const open = [null, true, false][(i + k) % 3] ?? null
      return item(`${i}-${k}`, { name, size, open })
    }),
  )
  const insert = db.prepare('INSERT INTO item VALUES (?, ?, ?, ?)')
  for (const { id, properties: p } of items)
    insert.run(id, p.name, p.size, p.open === null ? null : Number(p.open))
  fc.assert(
    fc.property(filters, ({ text, json, sql, values }) => {
      const expected = db
        .prepare(`SELECT id FROM item WHERE ${sql} ORDER BY rowid`)
        .pluck()
        .all(...values)
      t.strictSame(chosen(items, text), expected, text)
      t.strictSame(chosen(items, JSON.stringify(json), 'cql2-json'), expected)
    }),
    { numRuns: 300 },
  )
})

t.test('LIKE takes a text that nearly matches in linear steps', async (t) => {
  const test = likeTest(`${'%a_'.repeat(160)}b`)
  const began = process.cpuUsage().user
  t.equal(test('a'.repeat(20_000)), false)
  t.ok(process.cpuUsage().user - began < 500_000)
})

t.test('shapes meet where turf says so', async (t) => {
  const grid = fc.integer({ min: 0, max: 6 })
  const position = fc.tuple(grid, grid) as fc.Arbitrary<[number, number]>
  const square = fc.tuple(grid, grid, fc.integer({ min: 1, max: 4 })).map(
    ([x, y, size]): Polygon => ({
      type: 'Polygon',
      coordinates: [
        [
          [x, y],
          [x + size, y],
          [x + size, y + size],
          [x, y + size],
          [x, y],
        ],
        ...(size > 2
          ? [
              [
                [x + 0.5, y + 0.5],
                [x + 0.5, y + size - 0.5],
                [x + size - 0.5, y + size - 0.5],
                [x + size - 0.5, y + 0.5],
                [x + 0.5, y + 0.5],
              ],
            ]
          : []),
      ],
    }),
  )
  const shapes: fc.Arbitrary<StoredGeometry> = fc.oneof(
    position.map((coordinates): StoredGeometry => ({ type: 'Point', coordinates })),
    fc
      .array(position, { minLength: 2, maxLength: 4 })
      .filter((line) => line.every(([x, y], i) => i === 0 || x !== line[i - 1]![0] || y !== line[i - 1]![1]))
      .map((coordinates): StoredGeometry => ({ type: 'LineString', coordinates })),
    square,
    fc.tuple(square, square).map(
      ([a, b]): StoredGeometry => ({
        type: 'MultiPolygon',
        coordinates: [a.coordinates, b.coordinates.map((ring) => ring.map(([x, y]) => [x! + 20, y!]))],
      }),
    ),
  )
  fc.assert(
    fc.property(shapes, shapes, (a, b) => {
      t.equal(geometriesMeet(a, b), booleanIntersects(a as Geometry, b as Geometry), JSON.stringify([a, b]))
    }),
    { numRuns: 400 },
  )
})

t.test('no text ends otherwise than in a filter or a refusal', async (t) => {
  const pieces = fc.constantFrom(
    ...['name', 'size', '=', '<', '>', '(', ')', "'", '"', '\\', ',', 'AND', 'OR', 'NOT', 'LIKE', 'IN', 'IS'],
    ...[
      'NULL',
      'BETWEEN',
      '1',
      '-',
      '.',
      'e',
      'DATE',
      'TIMESTAMP',
      'S_INTERSECTS',
      'BBOX',
      'POINT',
      'geometry',
    ],
    ...['POLYGON', '{', '}', '[', ']', ':', '"op"', '"args"', 'true', '\0', '\ud800', '💧', ' ', '%', '́'],
  )
  const texts = fc.oneof(
    fc.array(pieces, { maxLength: 40 }).map((list) => list.join(' ')),
    fc.array(pieces, { maxLength: 40 }).map((list) => list.join('')),
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc
      .tuple(filters, fc.nat(60), pieces)
      .map(([{ text }, place, piece]) => text.slice(0, place) + piece + text.slice(place + 2)),
    fc.json(),
    fc.tuple(filters, fc.nat(60), pieces).map(([{ json }, place, piece]) => {
      const text = JSON.stringify(json)
      return text.slice(0, place) + piece + text.slice(place + 1)
    }),
  )
  let refused = 0
  fc.assert(
    fc.property(texts, (text) => {
      for (const language of ['cql2-text', 'cql2-json']) if (refusalOf(text, language) !== 'none') refused++
    }),
    { numRuns: 3000 },
  )
  t.ok(refused > 3000)
})
