import type { Box } from '../../geo/box.ts'
import { worldX, worldY } from '../../geo/mercator.ts'
import type { TouchedRow } from '../../store/following/touched-log.ts'
import { ADDRESS_ZOOM, EXTENT, gridPosition, tileOf } from '../addresses/address-grid.ts'
import { BUFFER, MAX_ZOOM, SOURCE_MAX_ZOOM, type TileLayer } from '../features/layers.ts'

/** A change that touches more tiles than this is given as an area. */
const MAX_TILES = 2000

/** The last change that a cache knows of; without its token, of this history of the record. */
export interface TouchedSince {
  sequence: number
  token?: string
}

/** Tiles that edits have changed. */
export interface TouchedTiles {
  /** Edits up to this one are covered; the next question's `since`. */
  sequence: number
  /** Token of that edit. A restored record may come to the same number by other edits, which have other tokens. */
  token: string
  /** Whether there are more: ask again at once with `since` = `sequence`. */
  more: boolean
  /** Layers of which every tile may have changed. */
  everywhere: string[]
  /** `layer/z/x/y`, each once, sorted; addresses to zoom 22, other layers to zoom 16 and all below those tiles. */
  tiles: string[]
  /** Boxes of changes with too many tiles to name: every tile that meets one may have changed. */
  areas: { layer: string; bbox: Box }[]
}

/** Names the tiles that entries of the log touch. */
export function touchedTiles(
  rows: readonly TouchedRow[],
  layers: readonly TileLayer[],
  range: { sequence: number; token: string; more: boolean },
): TouchedTiles {
  const everywhere = new Set<string>()
  const tiles = new Set<string>()
  const areas = new Map<string, { layer: string; bbox: Box }>()
  for (const { table, box } of rows)
    for (const { id, minzoom } of layers.filter(({ tables }) => tables.includes(table))) {
      if (!box) {
        everywhere.add(id)
        continue
      }
      const keys = table === 'address' ? addressTiles(box) : boxTiles(box, minzoom)
      if (keys) for (const key of keys) tiles.add(`${id}/${key}`)
      else areas.set(`${id} ${box}`, { layer: id, bbox: box })
    }
  return {
    ...range,
    everywhere: [...everywhere].sort(),
    tiles: [...tiles].filter((key) => !everywhere.has(key.slice(0, key.indexOf('/')))).sort(),
    areas: [...areas.values()].filter(({ layer }) => !everywhere.has(layer)),
  }
}

/** The one tile of each zoom that shows an address. */
function addressTiles([lon, lat]: Box): string[] {
  const position = gridPosition(lon, lat)
  return Array.from({ length: MAX_ZOOM + 1 }, (_, z) => {
    const [x, y] =
      z < ADDRESS_ZOOM
        ? [Math.floor(worldX(lon) * 2 ** z), Math.floor(worldY(lat) * 2 ** z)]
        : tileOf(position, z)
    return `${z}/${x}/${y}`
  })
}

/** Tiles whose buffered square meets a box; undefined when there are too many. */
function boxTiles(box: Box, minzoom: number): string[] | undefined {
  const keys: string[] = []
  for (let z = minzoom; z <= SOURCE_MAX_ZOOM; z++) {
    const margin = BUFFER / EXTENT
    const index = (world: number, side: number) =>
      Math.max(0, Math.min(2 ** z - 1, Math.floor(world * 2 ** z + side * margin)))
    const [left, right] = [index(worldX(box[0]), -1), index(worldX(box[2]), 1)]
    const [top, bottom] = [index(worldY(box[3]), -1), index(worldY(box[1]), 1)]
    if (keys.length + (right - left + 1) * (bottom - top + 1) > MAX_TILES) return undefined
    for (let x = left; x <= right; x++) for (let y = top; y <= bottom; y++) keys.push(`${z}/${x}/${y}`)
  }
  return keys
}
