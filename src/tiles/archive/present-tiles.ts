import type { Box } from '../../geo/box.ts'
import { tileId } from '../../geo/hilbert.ts'
import { worldX, worldY } from '../../geo/mercator.ts'
import type { ServingStore } from '../../store/following/serving-store.ts'
import { ADDRESS_ZOOM, BLOCK_ZOOM, EXTENT, fromBlockKey, fromMorton } from '../addresses/address-grid.ts'
import { BUFFER, type TileLayer } from '../features/layers.ts'

/**
 * Numbers ({@link tileId}) of the tiles of a zoom (0..16) that may hold something of these layers, in order: where
 * addresses are counted or blocks lie, and where boxes of features meet the tile. Features count inside `within` only: one as wide
 * as the world would fill four thousand million tiles.
 */
export function presentTiles(
  serving: ServingStore,
  layers: readonly TileLayer[],
  z: number,
  within: Box,
): Float64Array {
  const shown = layers.filter(({ minzoom }) => z >= minzoom)
  const parts = new Set(shown.flatMap(({ tables }) => tables))
  const ids = new Set<number>()
  const last = 2 ** z - 1
  const add = (x: number, y: number) => {
    if (x >= 0 && y >= 0 && x <= last && y <= last) ids.add(tileId(z, x, y))
  }
  if (parts.delete('address')) addAddresses(serving, z, add)
  // counts lie on communes
  parts.delete('theme_count')
  for (const part of parts)
    for (const box of serving.boxes.in(part)) {
      const [left, right] = range(worldX(Math.max(box[0], within[0])), worldX(Math.min(box[2], within[2])), z)
      const [top, bottom] = range(worldY(Math.min(box[3], within[3])), worldY(Math.max(box[1], within[1])), z)
      for (let x = left; x <= right; x++) for (let y = top; y <= bottom; y++) add(x, y)
    }
  return Float64Array.from(ids).sort()
}

function addAddresses(serving: ServingStore, z: number, add: (x: number, y: number) => void): void {
  if (z < ADDRESS_ZOOM) {
    for (const key of serving.countKeys(z)) add(...fromMorton(key))
    return
  }
  const shift = BLOCK_ZOOM - z
  for (const [key, edges] of serving.blockEdges()) {
    const [blockX, blockY] = fromBlockKey(key)
    const [x, y] = [blockX >> shift, blockY >> shift]
    add(x, y)
    // an address on the edge may round into the next tile
    const [east, south] = [(edges & 1) > 0, (edges & 2) > 0]
    if (east) add((blockX + 1) >> shift, y)
    if (south) add(x, (blockY + 1) >> shift)
    if (east && south) add((blockX + 1) >> shift, (blockY + 1) >> shift)
  }
}

/** Tiles along one axis whose buffered edge meets a stretch of the world. */
function range(from: number, to: number, z: number): [first: number, last: number] {
  const n = 2 ** z
  const index = (world: number, side: number) =>
    Math.max(0, Math.min(n - 1, Math.floor(world * n + (side * BUFFER) / EXTENT)))
  return [index(from, -1), index(to, 1)]
}
