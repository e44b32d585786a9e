import { ServingStore } from '../../store/following/serving-store.ts'
import { BLOCK_ZOOM } from '../addresses/address-grid.ts'
import { AddressMaker } from './address-maker.ts'
import type { EncodedTile } from './encoded-tile.ts'
import type { TileRequest } from './tile-maker.ts'

/** `'large'`: let a thread make it. */
type Small = EncodedTile | undefined | 'large'

/**
 * Makes small tiles in the thread that asks: handing them over takes as long. Those of one turn of the event loop are made one after the
 * other, as what makes them is then in the processor's caches, which saves a fifth.
 */
export class SmallTiles {
  readonly #dataDir: string
  #serving: ServingStore | undefined
  #maker: AddressMaker | undefined
  #waiting: { readonly request: TileRequest; readonly resolve: (tile: Small) => void }[] = []

  constructor(dataDir: string) {
    this.#dataDir = dataDir
  }

  /**
   * A tile of the addresses of a block or less, undefined when it is empty; `'large'` when it is none, and when it cannot be made here: a
   * thread that meets the same failure tells it.
   */
  make(request: TileRequest): Promise<Small> | 'large' {
    const { layers, z } = request
    if (z < BLOCK_ZOOM || layers.length > 1 || layers[0] !== 'address') return 'large'
    return new Promise((resolve) => {
      if (this.#waiting.push({ request, resolve }) === 1) setImmediate(() => this.#makeAll())
    })
  }

  #makeAll(): void {
    const asked = this.#waiting
    this.#waiting = []
    for (const { request, resolve } of asked) resolve(this.#tile(request))
  }

  #tile({ z, x, y }: TileRequest): Small {
    try {
      this.#serving ??= ServingStore.read(this.#dataDir)
      this.#maker ??= new AddressMaker(this.#serving)
      return this.#maker.smallTile(z, x, y)
    } catch {
      return 'large'
    }
  }

  /** Closes its file, which the next tile opens; tiles that wait are left to a thread. */
  release(): void {
    for (const { resolve } of this.#waiting) resolve('large')
    this.#waiting = []
    this.#serving?.close()
    this.#serving = undefined
    this.#maker = undefined
  }
}
