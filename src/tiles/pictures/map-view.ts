import type { Box } from '../../geo/box.ts'
import { worldX, worldY } from '../../geo/mercator.ts'
import { SOURCE_MAX_ZOOM } from '../features/layers.ts'

/** What a drawing of the map shows: its middle in degrees, its zoom (a tile is 512 pixels wide), its size in pixels. */
export interface MapView {
  readonly lon: number
  readonly lat: number
  readonly zoom: number
  readonly width: number
  readonly height: number
}

/** A tile of a drawing, and where it lies in it, in pixels. */
export interface TilePlace {
  readonly z: number
  readonly x: number
  readonly y: number
  readonly left: number
  readonly top: number
  /** Length of its edges. */
  readonly size: number
}

const TILE_SIZE = 512
/** Part of a drawing that a box fills at most. */
const FILLED = 0.86
/** Zoom in which the houses beside a street are told apart, and the least one that tells anything. */
const NEAR = 16
const FAR = 6

/** The view of a place: of an area with all of its box, else near enough to tell houses apart. */
export function viewOf(
  [lon, lat]: readonly [number, number],
  [width, height]: readonly [number, number],
  box?: Box,
): MapView {
  if (!box) return { lon, lat, zoom: NEAR, width, height }
  const [west, south, east, north] = box
  const across = Math.max(worldX(east) - worldX(west), 1e-9)
  const down = Math.max(worldY(south) - worldY(north), 1e-9)
  const scale = Math.min((width * FILLED) / across, (height * FILLED) / down) / TILE_SIZE
  const zoom = Math.max(FAR, Math.min(NEAR, Math.log2(scale)))
  return { lon: (west + east) / 2, lat: (south + north) / 2, zoom, width, height }
}

/** The tiles that a view needs, in rows from the north-west. */
export function tilesOf({ lon, lat, zoom, width, height }: MapView): TilePlace[] {
  const z = Math.min(SOURCE_MAX_ZOOM, Math.floor(zoom))
  const n = 2 ** z
  const size = TILE_SIZE * 2 ** (zoom - z)
  const west = worldX(lon) * n - width / 2 / size
  const north = worldY(lat) * n - height / 2 / size
  const places: TilePlace[] = []
  for (let y = Math.floor(north); y < north + height / size; y++)
    for (let x = Math.floor(west); x < west + width / size; x++)
      if (x >= 0 && y >= 0 && x < n && y < n)
        places.push({ z, x, y, left: (x - west) * size, top: (y - north) * size, size })
  return places
}
