import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createExpression, latest } from '@maplibre/maplibre-gl-style-spec'
import t, { type Test } from 'tap'
import { encodeGeometry, encodePoint } from '../../../src/geo/geopackage-geometry.ts'
import { worldX, worldY } from '../../../src/geo/mercator.ts'
import { SeededRandom } from '../../../src/importing/demo/seeded-random.ts'
import { TileFollower } from '../../../src/tiles/making/tile-follower.ts'
import { TileMaker } from '../../../src/tiles/making/tile-maker.ts'
import { factsRecord } from '../../support/demo-record.ts'
import { decodeTile } from '../../support/tile-record.ts'

/** More than one tile shows as single points. */
const COUNT = 6000
const KINDS = ['Nhà thuốc', 'Trạm y tế', 'Bệnh viện']
const noGdal = spawnSync('ogrinfo', ['--version']).error ? 'ogrinfo is not installed' : false

interface Shown {
  id: number | undefined
  properties: Record<string, unknown>
}

t.test('Layers of many points', async (t) => {
  const { dataDir, record, close } = await factsRecord()
  const random = new SeededRandom(11)
  const uid = (i: number) => `p${String(i).padStart(5, '0')}`
  const kindOf = (i: number) => KINDS[i % 5] ?? 'Nhà thuốc'
  const places = new Map<string, [lon: number, lat: number]>()
  record.write(() => {
    const theme = { owner: null, licence: null, threshold: null, updated_at: null, kind: 'features' as const }
    const fields = '{"kind":"String","name":"String"}'
    for (const id of ['many', 'mixed', 'wordy'])
      record.themes.put({ ...theme, id, title_vi: id, title_en: id, fields })
    for (let i = 0; i < COUNT; i++) {
      // A town, and the country around it.
      const wide = i % 3 === 0 ? 0.6 : 0.02
      const place: [number, number] = [
        106.4 + (random.next() - 0.5) * wide,
        10.6 + (random.next() - 0.5) * wide,
      ]
      places.set(uid(i), place)
      record.themes.insert({
        theme: 'many',
        uid: uid(i),
        address_uid: null,
        properties: JSON.stringify({ kind: kindOf(i), name: `Điểm ${i}` }),
        geom: encodePoint(...place),
      })
    }
    for (let i = 0; i < 1000; i++)
      record.themes.insert({
        theme: 'wordy',
        uid: `w${i}`,
        address_uid: null,
        properties: JSON.stringify({ note: `${i} `.repeat(250) }),
        geom: encodePoint(106.4 + (i % 40) * 1e-5, 10.6 + Math.floor(i / 40) * 1e-5),
      })
    const line = (lat: number, length: number) =>
      encodeGeometry({
        type: 'LineString',
        coordinates: [
          [106.4, lat],
          [106.4 + length, lat],
        ],
      })
    const mixed = [line(10.6, 0.2), encodePoint(106.41, 10.61), line(10.61, 0.01)]
    for (const [i, geom] of mixed.entries())
      record.themes.insert({ theme: 'mixed', uid: `m${i}`, address_uid: null, properties: '{}', geom })
  })
  const follower = new TileFollower(dataDir)
  follower.catchUp()
  const maker = new TileMaker(dataDir)
  t.teardown(() => {
    maker.close()
    follower.close()
    close()
  })
  const tileOf = ([lon, lat]: [number, number], z: number): [x: number, y: number] => [
    Math.floor(worldX(lon) * 2 ** z),
    Math.floor(worldY(lat) * 2 ** z),
  ]
  const encode = (layer: string, z: number, x: number, y: number) =>
    maker.encode({ layers: [layer], z, x, y, day: '2026-01-15' })
  const shown = (layer: string, z: number, x: number, y: number) =>
    (decodeTile(encode(layer, z, x, y))[layer] ?? []) as unknown as Shown[]
  const tilesOf = (z: number) => new Set([...places.values()].map((place) => tileOf(place, z).join(' ')))
  /** What the tiles of a zoom show; the order of attributes follows how frequent their values were. */
  const cellsAt = (z: number) =>
    [...tilesOf(z)].flatMap((tile) => {
      const [x, y] = tile.split(' ').map(Number) as [number, number]
      return shown('many', z, x, y).map(({ properties }) => Object.entries(properties).sort())
    })
  const pointsIn = (features: readonly Shown[]) =>
    features.reduce((sum, { properties }) => sum + Number(properties.point_count ?? 1), 0)

  const addUp = (t: Test) => {
    for (let z = 0; z <= 17; z++) {
      const wanted = new Map<string, number>()
      for (const place of places.values()) {
        const tile = tileOf(place, z).join(' ')
        wanted.set(tile, (wanted.get(tile) ?? 0) + 1)
      }
      const wrong = [...wanted].filter(([tile, count]) => {
        const [x, y] = tile.split(' ').map(Number) as [number, number]
        return pointsIn(shown('many', z, x, y)) !== count
      })
      t.same(wrong, [], `zoom ${z}: ${wanted.size} tiles`)
    }
  }

  t.test('every tile tells of each of its points, one by one or counted', async (t) => addUp(t))

  t.test('a tile of few points shows each, one of many shows cells and their kinds', async (t) => {
    const cells = shown('many', 10, ...tileOf([106.4, 10.6], 10))
    t.ok(cells.length > 100 && cells.every(({ properties }) => Number(properties.point_count) > 0))
    for (const { properties } of cells) {
      const byKind = KINDS.reduce((sum, kind) => sum + Number(properties[`count_${kind}`] ?? 0), 0)
      t.equal(byKind, properties.point_count)
    }
    const single = shown('many', 14, ...tileOf([106.4, 10.6], 14))
    t.ok(single.length > 100 && single.every(({ properties }) => /^p\d+$/.test(String(properties.id))))
    t.same(single[0]?.properties.point_count, undefined)
  })

  t.test('few points with long texts are counted, where they would make a tile too large', async (t) => {
    for (const z of [8, 16, 20]) {
      const at = tileOf([106.4001, 10.60005], z)
      t.ok(encode('wordy', z, ...at).length < 500_000, `zoom ${z}`)
      if (z < 20) t.equal(pointsIn(shown('wordy', z, ...at)), 1000)
      else t.ok(shown('wordy', z, ...at).every(({ properties }) => 'note' in properties))
    }
  })

  // Few change the counts of their cells, after many a layer is counted anew.
  for (const edits of [100, 3000])
    t.test(`${edits} edits move counts exactly: derived anew it is the same`, async (t) => {
      record.write(() => {
        for (let i = 0; i < edits; i++) {
          const id = uid(random.integer(0, COUNT - 1))
          const row = record.themes.stored('many', id)
          if (!row) continue
          if (i % 3 === 0) {
            record.themes.remove(row.fid)
            places.delete(id)
            continue
          }
          const place: [number, number] = [106.3 + random.next() * 0.2, 10.5 + random.next() * 0.2]
          places.set(id, place)
          record.themes.update({ ...row, geom: encodePoint(...place) })
        }
      })
      const { touched } = follower.catchUp()
      t.ok(touched['theme/many'], 'where is told')
      addUp(t)
      const before = cellsAt(9)
      record.changes.markBulk('theme_feature')
      follower.catchUp()
      t.same(cellsAt(9), before)
    })

  t.test('lines stand beside points, the longest first', async (t) => {
    const all = shown('mixed', 12, ...tileOf([106.41, 10.61], 12)).map(({ properties }) => properties.id)
    t.same(all, ['m0', 'm2', 'm1'])
  })

  t.test('another reader counts the same', { skip: noGdal }, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'diachiso-mvt-'))
    t.teardown(() => rmSync(folder, { recursive: true, force: true }))
    const [x, y] = tileOf([106.4, 10.6], 9)
    const file = join(folder, 'tile.mvt')
    writeFileSync(file, encode('many', 9, x, y))
    const sql = 'SELECT SUM(point_count) AS points FROM many'
    const out = execFileSync('ogrinfo', ['-ro', '-dialect', 'SQLite', '-sql', sql, file], {
      encoding: 'utf8',
    })
    const within = [...places.values()].filter((place) => tileOf(place, 9).join() === [x, y].join()).length
    t.match(out, new RegExp(`points \\([^)]*\\) = ${within}\\b`))
  })
})

t.test('What a map shows of a cell', async (t) => {
  const { withoutHidden } = await import('../../../src/web/theme-map/without-hidden.ts')
  const made = (expression: unknown) => {
    const { result, value } = createExpression(expression, latest.paint_circle['circle-radius'] as never)
    if (result === 'error') throw new Error(String(value))
    const properties = { point_count: 10, 'count_Nhà thuốc': 7, 'count_Trạm y tế': 3 }
    return (value as { evaluate: (at: object, feature: object) => unknown }).evaluate(
      { zoom: 9 },
      { type: 1, properties },
    )
  }
  const count = ['get', 'point_count']
  const CASES = [
    [[], 10],
    [['Nhà thuốc'], 3],
    [['Nhà thuốc', 'Bệnh viện'], 3],
    [['Nhà thuốc', 'Trạm y tế'], 0],
  ] as const
  for (const [hidden, left] of CASES) t.equal(made(withoutHidden(count, hidden)), left, hidden.join())
  t.equal(
    made(withoutHidden(['case', ['>', ['coalesce', ['get', 'count_Nhà thuốc'], 0], 5], 1, 2], ['Nhà thuốc'])),
    2,
  )
})
