import t from 'tap'
import { type Box, boxesIntersect } from '../../../src/geo/box.ts'
import { tileBox, worldX, worldY } from '../../../src/geo/mercator.ts'
import type { TouchedRow } from '../../../src/store/following/touched-log.ts'
import { BASE_LAYERS, type TileLayer } from '../../../src/tiles/features/layers.ts'
import { touchedTiles } from '../../../src/tiles/making/touched-tiles.ts'
import { seeded } from '../../support/tile-record.ts'

const RANGE = { sequence: 7, token: 'a', more: false }
const row = (table: string, box?: Box): TouchedRow => ({ sequence: 7, table, box })
const touched = (rows: TouchedRow[], layers: readonly TileLayer[] = BASE_LAYERS) =>
  touchedTiles(rows, layers, RANGE)

t.test('What edits touch', async (t) => {
  const point: Box = [106.41, 10.53, 106.41, 10.53]
  const large: Box = [105, 10, 107, 12]
  for (const [name, rows, expected] of [
    ['nothing', [], { everywhere: [], layers: [], areas: [] }],
    ['an address', [row('address', point)], { everywhere: [], layers: ['address'], areas: [] }],
    [
      'a commune stands in two layers',
      [row('unit')],
      { everywhere: ['commune', 'commune_label'], layers: [], areas: [] },
    ],
    [
      'a hamlet stands among the places',
      [row('hamlet', point)],
      { everywhere: [], layers: ['place'], areas: [] },
    ],
    ['a table that no layer shows', [row('theme_count', point)], { everywhere: [], layers: [], areas: [] }],
    [
      'so many tiles that a box names them',
      [row('street', large)],
      { everywhere: [], layers: [], areas: ['street'] },
    ],
    [
      'one box twice',
      [row('street', large), row('street', large)],
      { everywhere: [], layers: [], areas: ['street'] },
    ],
    [
      'a layer that changed everywhere and somewhere',
      [row('street', point), row('street', large), row('street')],
      { everywhere: ['street'], layers: [], areas: [] },
    ],
  ] satisfies [string, TouchedRow[], object][]) {
    const found = touched(rows)
    t.same(
      {
        everywhere: found.everywhere,
        layers: [...new Set(found.tiles.map((key) => key.split('/')[0]!))],
        areas: found.areas.map(({ layer }) => layer),
      },
      expected,
      name,
    )
    t.match(found, RANGE)
    t.same(found.tiles, [...new Set(found.tiles)].sort(), `${name}: each once, in order`)
  }
})

t.test('An address touches one tile of each zoom, where its rounded coordinate lies', async (t) => {
  const random = seeded(3)
  for (let i = 0; i < 200; i++) {
    const [lon, lat] = [105 + random() * 2, 10 + random() * 2]
    const keys = touched([row('address', [lon, lat, lon, lat])]).tiles
    const expected = Array.from({ length: 23 }, (_, z) => {
      const along = (world: number) =>
        z < 14 ? Math.floor(world * 2 ** z) : Math.floor(Math.round(world * 2 ** z * 4096) / 4096)
      return `address/${z}/${along(worldX(lon))}/${along(worldY(lat))}`
    })
    t.same(keys, expected.sort(), `${lon} ${lat}`)
  }
})

t.test(
  'A box touches the tiles whose buffered square it meets, as a look at every tile finds them',
  async (t) => {
    const random = seeded(9)
    const layer: TileLayer = { ...BASE_LAYERS[2]!, minzoom: 0 }
    for (let i = 0; i < 40; i++) {
      const [west, south] = [random() * 350 - 180, random() * 160 - 80]
      const size = random() < 0.5 ? 0.001 : 0.01
      const box: Box = [west, south, west + size, south + size]
      const expected: string[] = []
      for (let z = 0; z <= 5; z++)
        for (let x = 0; x < 2 ** z; x++)
          for (let y = 0; y < 2 ** z; y++)
            if (boxesIntersect(tileBox(z, x, y, 64 / 4096), box)) expected.push(`street/${z}/${x}/${y}`)
      const found = touched([row('street', box)], [layer]).tiles
      t.same(
        found.filter((key) => Number(key.split('/')[1]) <= 5),
        expected.sort(),
        String(box),
      )
    }
  },
)
