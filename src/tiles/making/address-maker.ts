import type { ServingStore } from '../../store/following/serving-store.ts'
import { AddressTiles } from '../addresses/address-tiles.ts'
import { FEATURE_LENGTHS, WHOLE_TILE_LENGTHS } from '../gzip/code-lengths.ts'
import { deflateRest, type PartlyDeflated, undeflatedLength } from '../gzip/deflated-parts.ts'
import { PresetDeflater } from '../gzip/preset-deflater.ts'
import { type EncodedTile, encodedTile } from './encoded-tile.ts'

/**
 * From this zoom on addresses are deflated with preset codes, which saves a tenth to a quarter of the processor's time for a tile, of real
 * house numbers too; the fuller tiles of lower zooms would grow by a twelfth.
 */
const PRESET_ZOOM = 15
/** From so many bytes on gzip is left to zlib's own threads: it takes much longer than handing it over. */
export const ASYNC_BYTES = 65_536
/** Bytes of blocks that a small tile is made from: it takes 0.15 ms at most. */
const SMALL_BYTES = 32_768

/** Makes the layer of addresses from the serving file; each thread has its own. */
export class AddressMaker {
  readonly #tiles: AddressTiles
  readonly #wholeTileDeflater = new PresetDeflater(WHOLE_TILE_LENGTHS)
  readonly #featureDeflater = new PresetDeflater(FEATURE_LENGTHS)

  constructor(serving: ServingStore) {
    this.#tiles = new AddressTiles(serving)
  }

  /** The layer before gzip; with `deflate`, it gets its preset codes here. */
  layer(z: number, x: number, y: number, deflate: boolean): PartlyDeflated {
    const body = this.#tiles.encode(z, x, y)
    return deflate ? this.#deflated(body, z) : body
  }

  /** A tile of this layer alone, from zoom 14 on; undefined when it is empty, `'large'` when making it takes long. */
  smallTile(z: number, x: number, y: number): EncodedTile | undefined | 'large' {
    const body = this.#tiles.encodeSmall(z, x, y, SMALL_BYTES)
    return body ? encodedTile(this.#deflated(body, z), z) : 'large'
  }

  #deflated(body: PartlyDeflated, z: number): PartlyDeflated {
    const left = z < PRESET_ZOOM ? 0 : undeflatedLength(body)
    if (left === 0 || left >= ASYNC_BYTES) return body
    const deflater = body.parts.length > 0 ? this.#featureDeflater : this.#wholeTileDeflater
    return deflateRest(body, (bytes) => deflater.deflate(bytes))
  }
}
