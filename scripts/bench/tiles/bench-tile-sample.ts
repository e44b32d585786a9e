import { decodePoint } from '../../../src/geo/geopackage-geometry.ts'
import { tileBox, worldX, worldY } from '../../../src/geo/mercator.ts'
import type { RecordStore } from '../../../src/store/record-store.ts'

export type Tile = readonly [z: number, x: number, y: number]

/** Addresses whose tiles are looked at. */
const PROBES = 200

/** At most `max` tiles of a zoom that hold addresses: those around every n-th address, each once, fullest first. */
export function sampleTiles(record: RecordStore, z: number, max: number): Tile[] {
  const total = record.addresses.count()
  const found = new Map<string, { tile: Tile; count: number }>()
  for (let i = 0; i < PROBES; i++) {
    const row = record.addresses.byFid(1 + Math.floor((i * total) / PROBES))
    const point = row && decodePoint(row.geom)
    if (!point) continue
    const tile = [z, Math.floor(worldX(point[0]) * 2 ** z), Math.floor(worldY(point[1]) * 2 ** z)] as const
    found.set(tile.join(), { tile, count: (found.get(tile.join())?.count ?? 0) + 1 })
  }
  return [...found.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, max)
    .map(({ tile }) => tile)
}

/** What finds the addresses of a tile in the record's r-tree, for the four numbers of {@link boundsOf}. */
export const IN_BOX = `FROM rtree_address_geom r WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?`

/** West, east, south and north of a tile, degrees. */
export function boundsOf([z, x, y]: Tile): [number, number, number, number] {
  const [west, south, east, north] = tileBox(z, x, y)
  return [west, east, south, north]
}

/** How many addresses a tile holds. */
export function countIn(record: RecordStore, tile: Tile): number {
  return record.db
    .prepare<number[], number>(`SELECT count(*) ${IN_BOX}`)
    .pluck()
    .get(...boundsOf(tile)) as number
}
