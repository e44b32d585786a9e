import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { decodePoint, encodePoint } from '../../../src/geo/geopackage-geometry.ts'
import { lonOf, worldX, worldY } from '../../../src/geo/mercator.ts'
import { ServingStore } from '../../../src/store/following/serving-store.ts'
import { ADDRESS_STATUSES, PUBLIC_STATUSES } from '../../../src/store/layout/address-status.ts'
import type { AddressRow } from '../../../src/store/record/rows.ts'
import type { RecordStore } from '../../../src/store/record-store.ts'
import { AddressTiles } from '../../../src/tiles/addresses/address-tiles.ts'
import { undeflatedLength } from '../../../src/tiles/gzip/deflated-parts.ts'
import { TileFollower } from '../../../src/tiles/making/tile-follower.ts'
import { TileMaker } from '../../../src/tiles/making/tile-maker.ts'
import {
  addressRow,
  type DecodedFeature,
  decodeTile,
  emptyRecord,
  seeded,
} from '../../support/tile-record.ts'

const EXTENT = 4096

/** What an address tile should show, worked out from the rows alone. */
function expectedTile(rows: AddressRow[], z: number, x: number, y: number): string[] {
  return rows
    .filter((row) => PUBLIC_STATUSES.includes(row.status))
    .map((row) => {
      const [lon, lat] = decodePoint(row.geom) as [number, number]
      const px = Math.round((worldX(lon) * 2 ** z - x) * EXTENT)
      const py = Math.round((worldY(lat) * 2 ** z - y) * EXTENT)
      return { row, px, py }
    })
    .filter(({ px, py }) => px >= 0 && py >= 0 && px < EXTENT && py < EXTENT)
    .map(({ row, px, py }) =>
      JSON.stringify([row.fid, row.uid, row.code, row.class, row.house_number, row.status, px, py]),
    )
    .sort()
}

function shownTile(features: DecodedFeature[]): string[] {
  return features
    .map(({ id, properties: p, geometry }) => {
      const { x, y } = geometry[0]![0]!
      return JSON.stringify([id, p.id, p.code ?? null, p.class ?? 0, p.house_number ?? null, p.status, x, y])
    })
    .sort()
}

/** What the cells of a zoom should say, by tile and cell, worked out from the rows alone. */
function expectedCells(rows: AddressRow[], z: number): Map<string, Record<string, number>> {
  const cells = new Map<string, Record<string, number>>()
  for (const row of rows) {
    if (!PUBLIC_STATUSES.includes(row.status)) continue
    const [lon, lat] = decodePoint(row.geom) as [number, number]
    const key = `${Math.floor(worldX(lon) * 2 ** z * 64)}/${Math.floor(worldY(lat) * 2 ** z * 64)}`
    const cell = cells.get(key) ?? { point_count: 0 }
    for (const name of ['point_count', `class_${row.class}`, `status_${row.status}`])
      cell[name] = (cell[name] ?? 0) + 1
    cells.set(key, cell)
  }
  return cells
}

/** First zoom below `z` at which the members of a cell no longer share one. */
function expectedOpening(rows: AddressRow[], z: number, key: string): number {
  const members = rows.filter((row) => {
    const [lon, lat] = decodePoint(row.geom) as [number, number]
    return key === `${Math.floor(worldX(lon) * 2 ** z * 64)}/${Math.floor(worldY(lat) * 2 ** z * 64)}`
  })
  for (let deeper = z + 1; deeper < 14; deeper++) if (expectedCells(members, deeper).size > 1) return deeper
  return 14
}

const allRows = (record: RecordStore) =>
  [...record.addresses.scan()].map(([fid]) => record.addresses.byFid(fid) as AddressRow)

t.test('Address tiles against a count by hand', async (t) => {
  const { dataDir, record, close } = emptyRecord()
  t.teardown(close)
  const random = seeded(7)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  // a few dense spots, a few lone ones, and edges of tiles, where rounding decides
  const place = (): [number, number] => {
    if (random() < 0.2) return [lonOf((13_030 + Math.floor(random() * 3) - 1e-8) / 2 ** 14), 10.53]
    const [lon, lat] = pick([
      [106.41, 10.53],
      [106.405, 10.532],
      [105.9, 10.9],
    ] as const)
    return [lon + random() * 0.01, lat + random() * 0.01]
  }
  const someRow = (i: number) =>
    addressRow(...place(), {
      class: pick([1, 2, 3, 4, 5, 0]),
      status: pick(ADDRESS_STATUSES),
      house_number: pick(['1', '12/4B', '45 bis', null]),
      code: random() < 0.5 ? `L${String(i).padStart(10, '0')}` : null,
    })
  record.write(() => {
    for (let i = 0; i < 400; i++) record.addresses.insert(someRow(i))
  })

  const follower = new TileFollower(dataDir)
  follower.catchUp()
  const maker = new TileMaker(dataDir)
  t.teardown(() => {
    maker.close()
    follower.close()
  })
  const tile = (z: number, x: number, y: number) =>
    decodeTile(maker.encode({ layers: ['address'], z, x, y, day: '' })).address ?? []

  const compare = (name: string) =>
    t.test(name, async (t) => {
      const rows = allRows(record)
      const shown = rows.filter(({ status }) => PUBLIC_STATUSES.includes(status))
      for (const z of [14, 15, 16, 17, 18]) {
        const tiles = new Set<string>()
        for (const row of shown) {
          const [lon, lat] = decodePoint(row.geom) as [number, number]
          for (const dx of [-0.001, 0.001])
            for (const dy of [-0.001, 0.001])
              tiles.add(`${Math.floor(worldX(lon) * 2 ** z + dx)}/${Math.floor(worldY(lat) * 2 ** z + dy)}`)
        }
        const found: string[] = []
        for (const key of tiles) {
          const [x, y] = key.split('/').map(Number) as [number, number]
          const features = shownTile(tile(z, x, y))
          t.same(features, expectedTile(rows, z, x, y), `tile ${z}/${key}`)
          found.push(...features.map((text) => String(JSON.parse(text)[0])))
        }
        t.same(found.sort(), shown.map(({ fid }) => String(fid)).sort(), `each address once at zoom ${z}`)
      }
      for (let z = 0; z < 14; z++) {
        const expected = expectedCells(rows, z)
        const tiles = new Set(
          [...expected.keys()].map((key) =>
            key
              .split('/')
              .map((n) => Number(n) >> 6)
              .join('/'),
          ),
        )
        let total = 0
        for (const key of tiles) {
          const [x, y] = key.split('/').map(Number) as [number, number]
          for (const { id, properties, geometry } of tile(z, x, y)) {
            const { opens, ...counts } = properties
            const cell = `${(id as number) % (64 * 2 ** z)}/${Math.floor((id as number) / (64 * 2 ** z))}`
            t.same(counts, expected.get(cell), `cell ${cell} of zoom ${z}`)
            t.equal(opens, expectedOpening(shown, z, cell), `cell ${cell} of zoom ${z} opens`)
            const { x: px, y: py } = geometry[0]![0]!
            t.equal(`${x * 64 + (px >> 6)}/${y * 64 + (py >> 6)}`, cell, 'the point lies in its cell')
            total += properties.point_count as number
          }
        }
        t.equal(total, shown.length, `the counts of zoom ${z} add up`)
      }
    })

  await compare('as first derived')

  record.write(() => {
    for (const row of allRows(record)) {
      const fate = random()
      if (fate < 0.2) record.db.prepare('DELETE FROM address WHERE fid = ?').run(row.fid)
      else if (fate < 0.4) record.addresses.update({ ...row, geom: encodePoint(...place()) })
      else if (fate < 0.5)
        record.addresses.update({ ...row, status: pick(ADDRESS_STATUSES), class: pick([1, 2, 3]) })
      else if (fate < 0.55) {
        record.addresses.update({ ...row, geom: encodePoint(...place()) })
        record.addresses.update({ ...row, geom: encodePoint(...place()), house_number: '7A' })
      } else if (fate < 0.6) record.db.prepare('UPDATE address SET geom = NULL WHERE fid = ?').run(row.fid)
    }
    for (let i = 0; i < 100; i++) record.addresses.insert(someRow(1000 + i))
    record.db.prepare('DELETE FROM address WHERE geom IS NULL').run()
  })
  follower.catchUp()
  await compare('after random edits')

  t.test('following edits and deriving anew give the same bytes', async (t) => {
    const tiles = [
      [6, 50, 30],
      [11, 1628, 963],
      [14, 13_031, 7708],
    ] as const
    const bytes = () =>
      tiles.map(([z, x, y]) =>
        Buffer.from(maker.encode({ layers: ['address'], z, x, y, day: '' })).toString('hex'),
      )
    const followed = bytes()
    t.ok(followed.some((text) => text.length > 0))
    record.write(() => record.changes.markBulk('address'))
    const state = follower.catchUp()
    t.same(state.touched, { address: 'everywhere' })
    t.same(bytes(), followed)
  })
})

t.test(
  'What blocks hold deflated goes into a tile as it is, where the tile holds the whole block',
  async (t) => {
    const { dataDir, record, close } = emptyRecord()
    t.teardown(close)
    const random = seeded(4)
    record.write(() => {
      for (let i = 0; i < 2000; i++)
        record.addresses.insert(
          addressRow(106.405 + random() * 0.01, 10.52 + random() * 0.01, {
            code: i % 3 === 0 ? null : `L${i}`,
          }),
        )
    })
    const follower = new TileFollower(dataDir)
    follower.catchUp()
    follower.close()
    const serving = ServingStore.read(dataDir)
    const maker = new TileMaker(dataDir)
    t.teardown(() => {
      serving.close()
      maker.close()
    })
    const tiles = new AddressTiles(serving)
    for (const [z, most] of [
      [14, 0.5],
      [15, 0.5],
      [16, 0.6],
      [17, 0.6],
      [18, 1],
    ] as const) {
      const [x, y] = [Math.floor(worldX(106.41) * 2 ** z), Math.floor(worldY(10.525) * 2 ** z)]
      const tile = tiles.encode(z, x, y)
      const left = undeflatedLength(tile)
      t.ok(
        left <= most * tile.bytes.length,
        `zoom ${z}: ${left} of ${tile.bytes.length} bytes are deflated anew`,
      )
      for (const layers of [['address'], ['place', 'address'], ['address', 'street']]) {
        const request = { layers, z, x, y, day: '' }
        t.ok(gunzipSync(maker.make(request)!.body).equals(maker.encode(request)), `${layers} ${z}`)
      }
    }
  },
)

t.test(
  'A tile that would be too large shows its fullest cells as counts, and loses no address',
  async (t) => {
    const { dataDir, record, close } = emptyRecord()
    t.teardown(close)
    const random = seeded(3)
    record.write(() => {
      for (let i = 0; i < 3000; i++)
        record.addresses.insert(addressRow(106.405 + random() ** 2 * 0.01, 10.52 + random() ** 2 * 0.01))
    })
    const follower = new TileFollower(dataDir)
    follower.catchUp()
    follower.close()
    const serving = ServingStore.read(dataDir)
    t.teardown(() => serving.close())
    const [x, y] = [Math.floor(worldX(106.41) * 2 ** 14), Math.floor(worldY(10.525) * 2 ** 14)]
    const encode = (bytes: number) => new AddressTiles(serving, bytes).encode(14, x, y).bytes
    const whole = encode(10_000_000)
    const small = encode(60_000)
    t.ok(whole.length > 100_000)
    t.ok(small.length <= 60_500, `${small.length} bytes`)
    const features = decodeTile(small).address!
    const cells = features.filter(({ properties }) => 'point_count' in properties)
    t.ok(cells.length > 0)
    t.ok(cells.every(({ properties }) => properties.opens === 15))
    t.equal(
      features.reduce((sum, { properties }) => sum + Number(properties.point_count ?? 1), 0),
      decodeTile(whole).address!.length,
    )
  },
)

t.test('Addresses at the ends of the world and without a usable place do no harm', async (t) => {
  const { dataDir, record, close } = emptyRecord()
  t.teardown(close)
  record.write(() => {
    for (const [lon, lat] of [
      [180, 0],
      [-180, 0],
      [0, 90],
      [0, -90],
      [500, 95],
    ] as const)
      record.addresses.insert(addressRow(lon, lat))
    const odd = addressRow(0, 0)
    record.addresses.insert({ ...odd, geom: encodePoint(Number.NaN, Number.NaN) })
    record.addresses.insert({ ...addressRow(0, 0), geom: Buffer.from('not a geometry') })
    record.db
      .prepare("INSERT INTO address(fid, uid, commune_code, geom) VALUES (-5, 'x', 'y', ?)")
      .run(encodePoint(1, 1))
  })
  const follower = new TileFollower(dataDir)
  follower.catchUp()
  const maker = new TileMaker(dataDir)
  t.teardown(() => {
    maker.close()
    follower.close()
  })
  const sum = decodeTile(maker.encode({ layers: ['address'], z: 0, x: 0, y: 0, day: '' })).address!.reduce(
    (total, { properties }) => total + Number(properties.point_count),
    0,
  )
  t.equal(sum, 5)
  const last = 2 ** 14 - 1
  const east = decodeTile(maker.encode({ layers: ['address'], z: 14, x: last, y: 2 ** 13, day: '' }))
  t.equal(east.address?.length, 1, 'longitude 180 lies in the last tile')
})
