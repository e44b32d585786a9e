import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import type { Position } from 'geojson'
import t from 'tap'
import { encodeGeometry, type StoredGeometry } from '../../../src/geo/geopackage-geometry.ts'
import { worldX, worldY } from '../../../src/geo/mercator.ts'
import { encodeFeatures } from '../../../src/tiles/features/encode-features.ts'
import { FINE, formsAt } from '../../../src/tiles/features/shape-forms.ts'
import { TileFollower } from '../../../src/tiles/making/tile-follower.ts'
import { TileMaker } from '../../../src/tiles/making/tile-maker.ts'
import { type DecodedFeature, decodeTile, emptyRecord, seeded } from '../../support/tile-record.ts'

const noGdal = spawnSync('ogrinfo', ['--version']).error ? 'ogrinfo is not installed' : false
/** Degrees of a metre, of longitude at the equator. */
const METRE = 1 / 111_320
const FIRST_ZOOM = 4
const LAST_ZOOM = 18
const tileOf = ([lon, lat]: Position, z: number): [x: number, y: number] => [
  Math.floor(worldX(lon!) * 2 ** z),
  Math.floor(worldY(lat!) * 2 ** z),
]

/** A rectangle of so many metres around a place, turned. */
function rectangle([lon, lat]: Position, length: number, width: number, turn: number): Position[] {
  const corners = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
    [-1, -1],
  ] as const
  return corners.map(([i, j]) => {
    const [x, y] = [(i * length * METRE) / 2, (j * width * METRE) / 2]
    return [lon! + x * Math.cos(turn) - y * Math.sin(turn), lat! + x * Math.sin(turn) + y * Math.cos(turn)]
  })
}

/** Tiles that a geometry reaches at a zoom, of many every n-th. */
function tilesOf(ring: readonly Position[], z: number): [x: number, y: number][] {
  const tiles = new Map<string, [number, number]>()
  for (let i = 1; i < ring.length; i++)
    for (let step = 0; step <= 20; step++) {
      const [from, to] = [ring[i - 1]!, ring[i]!]
      const at = [0, 1].map((axis) => from[axis]! + ((to[axis]! - from[axis]!) * step) / 20)
      const tile = tileOf(at, z)
      tiles.set(tile.join(), tile)
    }
  return [...tiles.values()]
}

/** 1 for a point, 2 for a line and 3 for an area that can be seen; 0 for one whose positions fell together. */
function seen({ type, geometry }: DecodedFeature): number {
  if (type === 1) return 1
  const [ring] = geometry
  if (type === 2) return ring!.some(({ x, y }) => x !== ring![0]!.x || y !== ring![0]!.y) ? 2 : 0
  let twice = 0
  for (const [i, { x, y }] of ring!.entries()) {
    const next = ring![(i + 1) % ring!.length]!
    twice += x * next.y - next.x * y
  }
  return twice === 0 ? 0 : 3
}

const place = fc.tuple(
  fc.double({ min: 106, max: 107, noNaN: true }),
  fc.double({ min: 10, max: 11, noNaN: true }),
)
/** From a hand's breadth to 100 km, every order of magnitude as often. */
const metres = fc.double({ min: -1, max: 5, noNaN: true }).map((power) => 10 ** power)
const turn = fc.double({ min: 0, max: Math.PI, noNaN: true })

t.test('What is there at a zoom is there at every deeper one, and no less', (t) => {
  const ranksOf = (geometry: StoredGeometry, ring: readonly Position[]) =>
    Array.from({ length: LAST_ZOOM - FIRST_ZOOM + 1 }, (_, i) => {
      const z = FIRST_ZOOM + i
      const forms = formsAt(geometry, z).map((form) => ({
        fine: form.tolerance === FINE,
        feature: { type: 'Feature' as const, id: 1, properties: {}, geometry: form.geometry },
      }))
      const [fine, coarse] = [true, false].map((wanted) =>
        forms.flatMap((form) => (form.fine === wanted ? [form.feature] : [])),
      )
      const drawn = tilesOf(ring, z).flatMap(
        ([x, y]) => decodeTile(encodeFeatures('layer', coarse!, z, x, y, fine!)).layer ?? [],
      )
      return Math.max(0, ...drawn.map(seen))
    })
  const rising = (ranks: number[]) => ranks.every((rank, i) => rank > 0 && rank >= (ranks[i - 1] ?? 0))

  t.test('areas, from slivers to squares', async (t) => {
    fc.assert(
      fc.property(place, metres, metres, turn, (at, length, width, angle) => {
        const ring = rectangle(at, length, width, angle)
        const ranks = ranksOf({ type: 'Polygon', coordinates: [ring] }, ring)
        return rising(ranks) || t.fail(JSON.stringify({ at, length, width, angle, ranks }))
      }),
      { numRuns: 60, seed: 22 },
    )
    t.pass()
  })

  t.test('lines, straight and closed', async (t) => {
    fc.assert(
      fc.property(place, metres, metres, turn, fc.boolean(), (at, length, width, angle, closed) => {
        const ring = rectangle(at, length, width, angle)
        const line = closed ? ring : ring.slice(0, 3)
        const ranks = ranksOf({ type: 'LineString', coordinates: line }, line)
        return (
          (rising(ranks) && Math.max(...ranks) <= 2) ||
          t.fail(JSON.stringify({ at, length, width, angle, ranks }))
        )
      }),
      { numRuns: 60, seed: 23 },
    )
    t.pass()
  })

  t.test(
    'a sliver is an outline where it is too narrow, a house a point where it is too small',
    async (t) => {
      const kinds = (ring: Position[]) => ranksOf({ type: 'Polygon', coordinates: [ring] }, ring).join('')
      t.equal(kinds(rectangle([106.4, 10.5], 3000, 5, 0.3)), '122222222333333', '5 m wide, 3 km long')
      t.equal(kinds(rectangle([106.4, 10.5], 12, 9, 0.3)), '111111111333333', 'a house')
      t.equal(kinds(rectangle([106.4, 10.5], 20_000, 15_000, 0.3)), '333333333333333', 'a commune')
    },
  )

  t.test('what has no length at all is a point', async (t) => {
    const ring: Position[] = [
      [106.4, 10.5],
      [106.4, 10.5],
      [106.4, 10.5],
    ]
    t.same(formsAt({ type: 'Polygon', coordinates: [ring] }, 20)[0]?.geometry, {
      type: 'Point',
      coordinates: [106.4, 10.5],
    })
    t.same(formsAt({ type: 'MultiPolygon', coordinates: [] }, 20), [])
  })
  t.end()
})

t.test('More lines and areas than a tile holds', async (t) => {
  const { dataDir, record, close } = emptyRecord()
  const random = seeded(5)
  /** Houses of one size, row by row as a survey takes them, and a few that are larger. */
  const HOUSES = 9000
  const LARGE = 40
  const theme = { owner: null, licence: null, threshold: null, updated_at: null, kind: 'features' as const }
  record.write(() => {
    for (const id of ['house', 'heavy'])
      record.themes.put({ ...theme, id, title_vi: id, title_en: id, fields: '{}' })
    const insert = (layer: string, uid: string, ring: Position[], properties = '{}') =>
      record.themes.insert({
        theme: layer,
        uid,
        address_uid: null,
        properties,
        geom: encodeGeometry({ type: 'Polygon', coordinates: [ring] }),
      })
    for (let i = 0; i < HOUSES; i++) {
      const at = [106.4 + (i % 100) * 3e-4, 10.5 + Math.floor(i / 100) * 3e-4]
      insert('house', `h${String(i).padStart(4, '0')}`, rectangle(at, 12, 12, 0))
    }
    for (let i = 0; i < LARGE; i++)
      insert('house', `l${i}`, rectangle([106.4 + random() * 0.03, 10.5 + random() * 0.03], 60, 40, 0))
    for (let i = 0; i < 3000; i++) {
      const at = [106.4 + random() * 0.03, 10.5 + random() * 0.03]
      insert(
        'heavy',
        `x${i}`,
        rectangle(at, 10 + i / 100, 10, 0),
        JSON.stringify({ text: `${i} `.repeat(180) }),
      )
    }
  })
  const follower = new TileFollower(dataDir)
  follower.catchUp()
  const maker = new TileMaker(dataDir)
  t.teardown(() => {
    maker.close()
    follower.close()
    close()
  })
  const middle: Position = [106.415, 10.5135]
  const encode = (layer: string, z: number, [x, y] = tileOf(middle, z)) =>
    maker.encode({ layers: [layer], z, x: x!, y: y!, day: '2026-01-15' })
  const shown = (layer: string, z: number) => decodeTile(encode(layer, z))[layer] ?? []
  const rows = (features: readonly DecodedFeature[]) =>
    features.flatMap(({ properties: { id } }) =>
      String(id).startsWith('h') ? [Number(String(id).slice(1))] : [],
    )

  t.test('the tile says how many are left out, on every feature', async (t) => {
    const features = shown('house', 10)
    t.equal(features.length, 4000)
    t.same([...new Set(features.map(({ properties }) => properties.thinned))], [HOUSES + LARGE - 4000])
    t.equal(shown('house', 17).filter(({ properties }) => 'thinned' in properties).length, 0)
    t.ok(shown('house', 17).length > 50)
  })

  t.test('the largest stay, and of equal ones some everywhere, not the first rows', async (t) => {
    const features = shown('house', 10)
    t.equal(features.filter(({ properties }) => String(properties.id).startsWith('l')).length, LARGE)
    const tenths = Array.from({ length: 10 }, () => 0)
    for (const row of rows(features)) tenths[Math.floor((row * 10) / HOUSES)]!++
    t.ok(
      tenths.every((count) => count > 330 && count < 460),
      tenths.join(),
    )
  })

  t.test('what a tile shows, a deeper one shows too', async (t) => {
    let before = new Set(rows(shown('house', 10)))
    for (let z = 11; z <= 15; z++) {
      const features = shown('house', z)
      const [x, y] = tileOf(middle, z)
      const now = new Set(rows(features))
      const within = [...before].filter((row) => {
        const at = [106.4 + (row % 100) * 3e-4, 10.5 + Math.floor(row / 100) * 3e-4]
        return tileOf(at, z).join() === [x, y].join()
      })
      t.same(
        within.filter((row) => !now.has(row)),
        [],
        `zoom ${z}: ${within.length}`,
      )
      before = now
    }
  })

  t.test('texts of any length do not make a tile too large', async (t) => {
    for (const z of [0, 10, 12, 14]) {
      const bytes = encode('heavy', z)
      const features = decodeTile(bytes).heavy!
      t.ok(bytes.length < 500_000 && bytes.length > 200_000, `zoom ${z}: ${bytes.length}`)
      t.ok(Number(features[0]!.properties.thinned) > 100)
      const least = Math.min(...features.map(({ properties }) => Number(String(properties.id).slice(1))))
      t.ok(least > 1000, `the largest stay: from ${least} on`)
    }
  })

  t.test('edits are followed', async (t) => {
    const row = record.themes.stored('house', 'l0')!
    record.write(() => record.themes.remove(row.fid))
    follower.catchUp()
    const [first] = shown('house', 10)
    t.equal(first?.properties.thinned, HOUSES + LARGE - 1 - 4000)
  })

  t.test('another reader sees the same', { skip: noGdal }, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'diachiso-mvt-'))
    t.teardown(() => rmSync(folder, { recursive: true, force: true }))
    const file = join(folder, 'tile.mvt')
    writeFileSync(file, encode('house', 10))
    const sql = 'SELECT count(*) AS shown, min(thinned) AS least, max(thinned) AS most FROM house'
    const out = execFileSync('ogrinfo', ['-ro', '-dialect', 'SQLite', '-sql', sql, file], {
      encoding: 'utf8',
    })
    const left = HOUSES + LARGE - 1 - 4000
    t.match(out, /shown \([^)]*\) = 4000\b/)
    t.match(out, new RegExp(`least \\([^)]*\\) = ${left}\\b`))
    t.match(out, new RegExp(`most \\([^)]*\\) = ${left}\\b`))
  })
})
