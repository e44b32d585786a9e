import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { Problem } from '../../../errors.ts'
import { drawnLayers, type PlacedTile } from '../../../tiles/pictures/drawn-map.ts'
import { type MapView, tilesOf } from '../../../tiles/pictures/map-view.ts'
import type { TileServer } from '../../../tiles/tile-server.ts'
import { addressBlock } from '../../doors/strangers/address-block.ts'
import { Buckets } from '../../doors/strangers/buckets.ts'
import type { PaperOrder, PaperTask } from '../../papers/paper-maker.ts'

export interface PaperParts {
  /** Undefined where no map is drawn. */
  readonly tiles: Pick<TileServer, 'select' | 'tile' | 'version' | 'layers' | 'basemapOwner'> | undefined
  /** Makes one in a thread. */
  readonly makePaper: (task: PaperTask) => Promise<Buffer>
  /** Milliseconds that pass whatever the clock is set to; a test moves it on. */
  readonly passed?: () => number
}

type Tiles = NonNullable<PaperParts['tiles']>

/** A picture or sheet, and what names all that it was made of. */
export interface MadePaper {
  readonly bytes: Buffer
  readonly version: string
}

/** Bytes that are kept. */
const KEPT = 32 * 1_048_576
/** What one network has made for it: so many at once, and one more each interval in milliseconds. */
const OF_BLOCK = { most: 60, interval: 2_000 }

/** Pictures and sheets of things, kept by what they show and the version of the map's tiles. */
export class MadePapers {
  readonly #parts: PaperParts
  readonly #kept = new LRUCache<string, Buffer>({ maxSize: KEPT, sizeCalculation: ({ length }) => length })
  readonly #making = new Map<string, Promise<Buffer>>()
  readonly #blocks = new Buckets(OF_BLOCK.interval)
  readonly #passed: () => number

  constructor(parts: PaperParts) {
    this.#parts = parts
    this.#passed = parts.passed ?? (() => performance.now())
  }

  /** Names what an order comes to: the same order on the same tiles gives the same bytes. */
  async versionOf(order: PaperOrder): Promise<string> {
    const { tiles } = this.#parts
    const version = order.view && tiles ? await tiles.version(this.#layers(order.view, tiles)) : ''
    return hash('sha1', JSON.stringify([order, version]), 'base64url').slice(0, 16)
  }

  /**
   * The bytes of an order of somebody with an address. Throws {@link Problem} `too-many-requests` above what one network has made for it,
   * `papers-busy` where too many wait.
   */
  async of(order: PaperOrder, address: string): Promise<MadePaper> {
    const version = await this.versionOf(order)
    const kept = this.#kept.get(version)
    if (kept) return { bytes: kept, version }
    const making = this.#making.get(version) ?? this.#begin(version, order, address)
    return { bytes: await making, version }
  }

  #begin(version: string, order: PaperOrder, address: string): Promise<Buffer> {
    this.#count(addressBlock(address))
    const making = this.#make(order).finally(() => this.#making.delete(version))
    this.#making.set(version, making)
    making.then(
      (bytes) => this.#kept.set(version, bytes),
      () => undefined,
    )
    return making
  }

  #count(block: string): void {
    const now = this.#passed()
    const level = this.#blocks.level(block, now)
    if (level + 1 > OF_BLOCK.most) {
      const seconds = Math.ceil(((level + 1 - OF_BLOCK.most) * OF_BLOCK.interval) / 1000)
      throw new Problem('too-many-requests', { headers: { 'retry-after': String(seconds) } })
    }
    this.#blocks.add(block, now)
  }

  async #make(order: PaperOrder): Promise<Buffer> {
    const { view } = order
    const { tiles, makePaper } = this.#parts
    if (!view || !tiles) return makePaper({ order, tiles: [] })
    const credit = tiles.basemapOwner(this.#layers(view, tiles))
    return makePaper({ order, tiles: await this.#tilesOf(view, tiles), credit })
  }

  async #tilesOf(view: MapView, tiles: Tiles): Promise<PlacedTile[]> {
    const layers = this.#layers(view, tiles)
    return Promise.all(
      tilesOf(view).map(async (place): Promise<PlacedTile> => {
        const tile = await tiles.tile(layers, place.z, place.x, place.y)
        return { place, body: tile === 'empty' ? undefined : tile.body }
      }),
    )
  }

  #layers({ zoom }: MapView, tiles: Tiles) {
    const ids = drawnLayers(zoom)
    return tiles.layers.filter(({ id }) => ids.includes(id))
  }
}
