import t from 'tap'
import type { Box } from '../../src/geo/box.ts'
import { decodePoint } from '../../src/geo/geopackage-geometry.ts'
import type {
  FeatureCursor,
  FeatureFilter,
  FeatureOrder,
} from '../../src/store/record/features/feature-pages.ts'
import { orderedSql } from '../../src/store/record/features/feature-spans.ts'
import type { RecordStore } from '../../src/store/record-store.ts'
import { stepped } from '../support/stepped.ts'
import { addressRow, emptyRecord, seeded } from '../support/tile-record.ts'

/** Rows that one slice looks at, at most. */
const A_SLICE = 200
const WHOLE: Box = [106, 10, 107, 11]
const WEST: Box = [106.4, 10.5, 106.45, 10.7]
const EAST: Box = [106.55, 10.5, 106.6, 10.6]

/** filter, and which of the rows it means */
const FILTERS: ReadonlyArray<[name: string, filter: FeatureFilter, means: (row: Row) => boolean]> = [
  ['all', {}, () => true],
  ['by value', { equals: { class: 3 } }, (row) => row.class === 3],
  ['none', { equals: { name: 'nobody' } }, () => false],
  ['a box', { boxes: [WEST] }, (row) => inBox(row, WEST)],
  ['the box of all', { boxes: [WHOLE] }, () => true],
  ['two boxes', { boxes: [WEST, EAST] }, (row) => inBox(row, WEST) || inBox(row, EAST)],
  [
    'a box and a value',
    { boxes: [WEST], equals: { class: 2 } },
    (row) => inBox(row, WEST) && row.class === 2,
  ],
  ['an empty box', { boxes: [[105, 9, 105.1, 9.1]] }, () => false],
  ['a time, of rows without', { time: [0, 1] }, () => true],
]

interface Row {
  fid: number
  uid: string
  code: string | null
  commune_code: string
  class: number
  lon: number
  lat: number
}

/** Features of a page of a walk, and where the next one begins. */
function pageOf(
  record: RecordStore,
  filter: FeatureFilter,
  { limit, ...from }: { after?: FeatureCursor | undefined; order?: FeatureOrder | undefined; limit: number },
) {
  const ids: string[] = []
  let last: FeatureCursor | undefined
  for (const { cursor, feature } of record.pages.looks('addresses', filter, { ...from, first: limit })) {
    if (feature) ids.push(feature.id)
    last = cursor ?? last
    if (ids.length === limit) return { ids, next: last }
  }
  return { ids, next: undefined }
}

/** Ids of a walk with pages of a size; of the first pages only, where they are many. */
function walked(record: RecordStore, filter: FeatureFilter, limit: number, order?: FeatureOrder): string[] {
  const all: string[] = []
  for (let after: FeatureCursor | undefined; all.length < 50 * limit; ) {
    const { ids, next } = pageOf(record, filter, { after, order, limit })
    all.push(...ids)
    if (next === undefined) return all
    after = next
  }
  return all
}

t.test('a page and a count are those of all rows', async (t) => {
  const { record, close } = emptyRecord()
  t.teardown(close)
  fill(record, 3_000)
  record.db.exec(
    `DELETE FROM address WHERE fid % 10 = 3 OR fid BETWEEN 700 AND 1150;
     UPDATE address SET status = 'retired' WHERE fid % 10 = 5;
     UPDATE address SET code = printf('L%010d', 9999 - fid) WHERE fid % 4 > 0 AND fid % 7 > 0;
     UPDATE address SET code = 'my phone' WHERE fid = 1201;
     UPDATE address SET commune_code = printf('%05d', 27000 + fid % 5)`,
  )
  const rows = rowsOf(record)
  for (const [name, filter, means] of FILTERS) {
    const meant = rows.filter(means)
    t.equal(stepped(record.pages.count('addresses', filter, 10_000)).result, meant.length, `${name}: count`)
    for (const limit of [1, 199, 200, 201, 1000]) {
      const found = walked(record, filter, limit)
      const expected = meant.map(({ uid }) => uid)
      t.same(found, expected.slice(0, limit === 1 ? found.length : undefined), `${name}, ${limit} a page`)
    }
  }
  for (const property of ['id', 'code', 'commune_code'] as const)
    for (const descending of [false, true])
      for (const [name, filter, means] of FILTERS) {
        const value = (row: Row) => row[property === 'id' ? 'uid' : property]
        const up = descending ? -1 : 1
        const order = (a: Row, b: Row) => up * (compared(value(a)!, value(b)!) || a.fid - b.fid)
        const meant = rows.filter(means)
        const expected = [
          ...meant.filter((row) => value(row) !== null).sort(order),
          ...meant.filter((row) => value(row) === null),
        ].map(({ uid }) => uid)
        for (const limit of [61, 200])
          t.same(
            walked(record, filter, limit, { property, descending }),
            expected,
            `${name}, by ${descending ? '-' : ''}${property}, ${limit} a page`,
          )
      }
})

t.test('a value that is not shown stands in no cursor, and its feature among those without', async (t) => {
  const { record, close } = emptyRecord()
  t.teardown(close)
  fill(record, 20)
  record.db.exec(`UPDATE address SET code = printf('L%010d', fid) WHERE fid > 3;
    UPDATE address SET code = 'M 0912345678' WHERE fid = 7`)
  const looks = [...record.pages.looks('addresses', {}, { order: { property: 'code', descending: false } })]
  t.same(
    looks.flatMap(({ feature }) => feature?.row ?? []),
    [4, 5, 6, ...Array.from({ length: 13 }, (_, i) => i + 8), 1, 2, 3, 7],
  )
  t.notMatch(JSON.stringify(looks), '0912345678')
})

t.test('each order is walked through an index, from any place', async (t) => {
  const { record, close } = emptyRecord()
  t.teardown(close)
  const planOf = (sql: string) =>
    (
      record.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...sql.match(/\?/g)!.map(() => 1)) as {
        detail: string
      }[]
    )
      .map(({ detail }) => detail)
      .join('; ')
  for (const { table, sorted } of Object.values(record.pages.tables))
    for (const column of ['uid', ...sorted])
      for (const descending of [false, true]) {
        const beyond = descending ? '<' : '>'
        const index = `^SEARCH ${table} USING COVERING INDEX \\w+`
        const same = planOf(orderedSql(table, column, `= ? AND fid ${beyond} ?`, descending))
        t.match(
          same,
          new RegExp(`${index} \\(${column}=\\?${column === 'uid' ? '' : ' AND rowid[<>]\\?'}\\)$`),
        )
        const others = planOf(orderedSql(table, column, `${beyond} ?`, descending))
        t.match(others, new RegExp(`${index} \\(${column}[<>]\\?\\)$`))
      }
})

t.test('between two looks no more than a slice of rows is read, however many there are', async (t) => {
  const { record, close } = emptyRecord()
  t.teardown(close)
  fill(record, 4_000)
  for (const [name, filter] of FILTERS)
    for (const order of [undefined, { property: 'commune_code', descending: true }]) {
      const steps = [...record.pages.looks('addresses', filter, { order })]
      t.ok(
        steps.every(({ looked }) => looked <= A_SLICE),
        `${name}`,
      )
      const looked = steps.reduce((sum, step) => sum + step.looked, 0)
      if (!filter.boxes) t.equal(looked, order ? 8_000 : 4_000, `${name}: all are looked at`)
    }
  const counted = stepped(record.pages.count('addresses', {}, 10_000))
  t.same(counted, { result: 4_000, steps: (2 * 4_000) / A_SLICE })
  const [first] = record.pages.looks('addresses', {}, { first: 10 })
  t.equal(first?.looked, 0)
  t.equal([...record.pages.looks('addresses', {}, { first: 10 })][10]?.looked, 10, 'few are wanted')
})

t.test('a long table is counted no further than it may be', async (t) => {
  const { record, close } = emptyRecord()
  t.teardown(close)
  fill(record, 1_000)
  const filtered: FeatureFilter = { equals: { class: 1 } }
  const count = (filter: FeatureFilter) => stepped(record.pages.count('addresses', filter, 1_000))
  t.equal(count(filtered).result, 200)
  fill(record, 1)
  const { result, steps } = count(filtered)
  t.equal(result, undefined, 'one more')
  t.ok(steps <= 1_000 / A_SLICE)
  t.ok(count({ boxes: [WEST] }).result! > 100, 'few in a box')
})

t.test('a feature without a place meets no box', async (t) => {
  const { record, close } = emptyRecord()
  t.teardown(close)
  record.db.exec("INSERT INTO street(uid, name) VALUES ('a', 'Hùng Vương'), ('b', 'Nguyễn Huệ')")
  t.same([...record.pages.looks('streets', { boxes: [WHOLE] })], [])
  t.equal([...record.pages.looks('streets', {})].length, 3)
})

function fill(record: RecordStore, count: number): void {
  const random = seeded(count)
  const load = record.bulkLoad(['address'])
  for (let i = 0; i < count; i++)
    record.addresses.insert(addressRow(106.4 + random() * 0.2, 10.5 + random() * 0.2, { class: 1 + (i % 5) }))
  load.commit()
}

function rowsOf(record: RecordStore): Row[] {
  const stored = record.db
    .prepare(
      "SELECT fid, uid, code, commune_code, class, geom FROM address WHERE status != 'retired' ORDER BY fid",
    )
    .all() as (Row & { geom: Buffer })[]
  return stored.map(({ geom, ...row }) => {
    const [lon, lat] = decodePoint(geom)!
    // Shown as none.
    const code = row.code?.startsWith('L') ? row.code : null
    return { ...row, code, lon, lat }
  })
}

function inBox({ lon, lat }: Row, [west, south, east, north]: Box): boolean {
  return lon >= west && lon <= east && lat >= south && lat <= north
}

function compared(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
