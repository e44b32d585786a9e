import t from 'tap'
import type { Box } from '../../src/geo/box.ts'
import { decodePoint } from '../../src/geo/geopackage-geometry.ts'
import type { FeatureFilter } from '../../src/store/record/feature-pages.ts'
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
  class: number
  lon: number
  lat: number
}

t.test('a page and a count are those of all rows', async (t) => {
  const { record, close } = emptyRecord()
  t.teardown(close)
  fill(record, 3_000)
  record.db.exec(
    "DELETE FROM address WHERE fid % 10 = 3 OR fid BETWEEN 700 AND 1150; UPDATE address SET status = 'retired' WHERE fid % 10 = 5",
  )
  const rows = rowsOf(record)
  for (const [name, filter, means] of FILTERS) {
    const meant = rows.filter(means)
    t.equal(stepped(record.pages.count('addresses', filter)).result, meant.length, `${name}: count`)
    for (const limit of [1, 199, 200, 201, 1000]) {
      const walked: string[] = []
      for (let after = 0, more = true; more; ) {
        const page = stepped(record.pages.page('addresses', filter, { after, limit })).result
        walked.push(...page.features.map(({ id }) => id))
        t.equal(page.features.length, Math.min(limit, meant.length - walked.length + page.features.length))
        more = page.more
        after = page.features.at(-1)?.row ?? 0
        if (limit === 1 && walked.length > 20) break
      }
      const expected = meant.map(({ uid }) => uid)
      t.same(walked, limit === 1 ? expected.slice(0, walked.length) : expected, `${name}, ${limit} a page`)
    }
  }
})

t.test('slices grow in number with the rows, not in size', async (t) => {
  const sizes = [2_000, 4_000, 8_000]
  const records = sizes.map((size) => {
    const { record, close } = emptyRecord()
    t.teardown(close)
    fill(record, size)
    return record
  })
  for (const [name, filter] of FILTERS) {
    const slices = records.map((record) => {
      const from = { after: 0, limit: 100_000 }
      return [
        stepped(record.pages.page('addresses', filter, from)).steps,
        stepped(record.pages.count('addresses', filter)).steps,
      ]
    })
    for (const [i, [page, count]] of slices.entries()) {
      t.ok(page! <= sizes[i]! / A_SLICE, `${name}: ${page} slices of a page over ${sizes[i]} rows`)
      t.ok(count! <= (2 * sizes[i]!) / A_SLICE, `${name}: ${count} slices of a count`)
    }
    if (!filter.boxes)
      t.same(
        slices.map(([page]) => page),
        sizes.map((size) => size / A_SLICE),
        'each looks at as many rows as it may',
      )
  }
  t.equal(stepped(records[2]!.pages.page('addresses', {}, { after: 0, limit: 150 })).steps, 0)
})

t.test('a long table is counted no further than it may be', async (t) => {
  const { record, close } = emptyRecord()
  t.teardown(close)
  fill(record, 10_000)
  const filtered: FeatureFilter = { equals: { class: 1 } }
  t.ok(stepped(record.pages.count('addresses', filtered)).result! > 1_000, '10,000 rows')
  fill(record, 1)
  const { result, steps } = stepped(record.pages.count('addresses', filtered))
  t.equal(result, undefined, 'one more')
  t.ok(steps <= 10_000 / A_SLICE)
  t.equal(stepped(record.pages.count('addresses', {})).result, 10_001, 'without a filter')
  t.ok(stepped(record.pages.count('addresses', { boxes: [WEST] })).result! > 100, 'few in a box')
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
    .prepare("SELECT fid, uid, class, geom FROM address WHERE status != 'retired' ORDER BY fid")
    .all() as (Row & { geom: Buffer })[]
  return stored.map(({ geom, ...row }) => {
    const [lon, lat] = decodePoint(geom)!
    return { ...row, lon, lat }
  })
}

function inBox({ lon, lat }: Row, [west, south, east, north]: Box): boolean {
  return lon >= west && lon <= east && lat >= south && lat <= north
}
