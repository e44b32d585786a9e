import { worldX, worldY } from '../../geo/mercator.ts'
import { morton } from '../../geo/morton.ts'

/** Units of a tile's edge (MVT). */
export const EXTENT = 4096
/** First zoom that shows single addresses; zooms below this number show cells. */
export const ADDRESS_ZOOM = 14
/**
 * Zoom whose tiles are the blocks of serving.db. With smaller blocks tiles of zoom 14 lose more time than those of zoom 18 gain.
 */
export const BLOCK_ZOOM = 17
/** Cells on each edge of a tile of counts. */
export const GRID = 64

/** Units of a block's edge: the world is 2^40 units wide, one is 0.04 mm at the equator. */
export const OFFSET_BITS = 23
export const BLOCK_UNITS = 2 ** OFFSET_BITS
const WORLD_UNITS = 2 ** (BLOCK_ZOOM + OFFSET_BITS)
/** Half a tile unit at {@link ADDRESS_ZOOM}: points nearer than this to a far edge may round into the next tile. */
export const EDGE_UNITS = WORLD_UNITS / 2 ** ADDRESS_ZOOM / EXTENT / 2

/** Where an address lies: its block (a tile of {@link BLOCK_ZOOM}) and the offset in it, 0..2^23 - 1. */
export interface GridPosition {
  readonly blockX: number
  readonly blockY: number
  readonly dx: number
  readonly dy: number
}

/** Grid position of a point in degrees; positions outside the Mercator square lie on its edge. */
export function gridPosition(lon: number, lat: number): GridPosition {
  const x = clamp(Math.floor(worldX(lon) * WORLD_UNITS))
  const y = clamp(Math.floor(worldY(lat) * WORLD_UNITS))
  const blockX = Math.floor(x / BLOCK_UNITS)
  const blockY = Math.floor(y / BLOCK_UNITS)
  return { blockX, blockY, dx: x - blockX * BLOCK_UNITS, dy: y - blockY * BLOCK_UNITS }
}

/** Keeps the last unit of the world from rounding past it at any zoom. */
function clamp(units: number): number {
  return Math.max(0, Math.min(WORLD_UNITS - EDGE_UNITS - 1, units))
}

/** Number of a block: its Morton number, so that the blocks of any shallower tile are one range. */
export function blockKey(blockX: number, blockY: number): number {
  return morton(blockX >> 1, blockY >> 1) * 4 + ((blockY & 1) << 1) + (blockX & 1)
}

/** Inverse of {@link blockKey}. */
export function fromBlockKey(key: number): [blockX: number, blockY: number] {
  const [x, y] = fromMorton(Math.floor(key / 4))
  return [2 * x + (key % 2), 2 * y + (Math.floor(key / 2) % 2)]
}

/** Morton number of the tile of a zoom up to 16 that holds a block. */
export function tileOfBlock(key: number, z: number): number {
  return Math.floor(key / 4 ** (BLOCK_ZOOM - z))
}

/** The tile of zoom 14 or deeper that shows a position: where its coordinate, rounded to a tile unit, lies. */
export function tileOf(position: GridPosition, z: number): [x: number, y: number] {
  const unit = WORLD_UNITS / 2 ** z / EXTENT
  const tile = (block: number, offset: number) =>
    Math.floor(Math.floor((block * BLOCK_UNITS + offset) / unit + 0.5) / EXTENT)
  return [tile(position.blockX, position.dx), tile(position.blockY, position.dy)]
}

/** Inverse of the Morton number, for keys below 2^32. */
export function fromMorton(key: number): [x: number, y: number] {
  return [compact(key), compact(key >>> 1)]
}

function compact(n: number): number {
  let v = n & 0x55555555
  v = (v | (v >>> 1)) & 0x33333333
  v = (v | (v >>> 2)) & 0x0f0f0f0f
  v = (v | (v >>> 4)) & 0x00ff00ff
  return (v | (v >>> 8)) & 0x0000ffff
}
