import { ServingStore } from '../../../src/store/following/serving-store.ts'
import { fromMorton, tileOfBlock } from '../../../src/tiles/addresses/address-grid.ts'
import { TileMaker } from '../../../src/tiles/making/tile-maker.ts'
import { quantile, table } from '../bench-table.ts'
import type { Tile } from './bench-tile-sample.ts'

const LAYERS = ['commune', 'commune_label', 'street', 'place', 'address']
/** Deeper tiles hold less than the fullest of this zoom. */
const DEEPEST = 16
/** Tiles of a zoom that are made, every n-th when there are more. */
const MAX_TILES = 1500

/** Sizes before gzip of tiles with every base layer at each zoom as a table, and the heaviest tiles of all. */
export function measureSizes(dataDir: string, day: string): { report: string; heaviest: Tile[] } {
  const serving = ServingStore.read(dataDir)
  const blocks = [...serving.blockEdges()].map(([key]) => key)
  serving.close()
  const maker = new TileMaker(dataDir)
  const rows: string[][] = []
  const all: { tile: Tile; size: number }[] = []
  for (let z = 0; z <= DEEPEST; z++) {
    const keys = [...new Set(blocks.map((key) => tileOfBlock(key, z)))]
    const step = Math.ceil(keys.length / MAX_TILES)
    const sizes: number[] = []
    for (let i = 0; i < keys.length; i += step) {
      if (i % 100 === 0) process.stderr.write(`\rsizes: zoom ${z}, tile ${i} of ${keys.length}   `)
      const [x, y] = fromMorton(keys[i]!)
      const size = maker.encode({ layers: LAYERS, z, x, y, day }).length
      sizes.push(size)
      all.push({ tile: [z, x, y], size })
    }
    const kB = (bytes: number) => (bytes / 1000).toFixed(0)
    const seen = sizes.length === keys.length ? 'all' : String(sizes.length)
    rows.push([`${z}`, `${seen} of ${keys.length}`, kB(quantile(sizes, 0.5)), kB(Math.max(...sizes))])
  }
  process.stderr.write('\n')
  maker.close()
  all.sort((a, b) => b.size - a.size)
  const report = table(['zoom', 'tiles', 'kB before gzip, median', 'largest'], rows)
  return { report, heaviest: all.slice(0, 20).map(({ tile }) => tile) }
}
