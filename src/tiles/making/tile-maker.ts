import { ServingStore } from '../../store/following/serving-store.ts'
import { TileSource } from '../../store/reading/tile-source.ts'
import { RecordStore } from '../../store/record-store.ts'
import { BasemapTiles } from '../features/basemap-tiles.ts'
import { FeatureTiles } from '../features/feature-tiles.ts'
import { concatenated, type PartlyDeflated, undeflatedLength } from '../gzip/deflated-parts.ts'
import { AddressMaker, ASYNC_BYTES } from './address-maker.ts'
import { type EncodedTile, encodedTile, encodedTileAsync } from './encoded-tile.ts'

/** What a tile is made of: layers in catalogue order, its numbers, and the day whose communes it shows. */
export interface TileRequest {
  readonly layers: readonly string[]
  readonly z: number
  readonly x: number
  readonly y: number
  readonly day: string
  /** Token of the base map that it shows; empty without one. */
  readonly basemap?: string
}

/** Makes tiles from the serving file and the record; each thread has its own. */
export class TileMaker {
  readonly #record: RecordStore
  readonly #serving: ServingStore
  readonly #addresses: AddressMaker
  readonly #features: FeatureTiles
  readonly #basemap: BasemapTiles

  constructor(dataDir: string) {
    this.#record = RecordStore.open(dataDir, { readonly: true })
    this.#serving = ServingStore.read(dataDir)
    this.#addresses = new AddressMaker(this.#serving)
    this.#features = new FeatureTiles(new TileSource(this.#record), this.#record.themes, this.#serving)
    this.#basemap = new BasemapTiles(dataDir)
  }

  /** A tile; undefined when none of its layers has anything there. Equal data gives equal bytes. */
  make(request: TileRequest): EncodedTile | undefined {
    return encodedTile(this.#assemble(request, true), request.z)
  }

  /** As {@link make}; a large tile comes later, as zlib's threads deflate it while this one makes others. */
  makeAsync(request: TileRequest): EncodedTile | undefined | Promise<EncodedTile> {
    const tile = this.#assemble(request, true)
    return undeflatedLength(tile) < ASYNC_BYTES
      ? encodedTile(tile, request.z)
      : encodedTileAsync(tile, request.z)
  }

  /** A tile before gzip. */
  encode(request: TileRequest): Uint8Array {
    return this.#assemble(request, false).bytes
  }

  /** A tile is the messages of its layers one after the other. */
  #assemble({ layers, z, x, y, day, basemap = '' }: TileRequest, deflate: boolean): PartlyDeflated {
    const messages = layers.map((layer) => {
      if (layer === 'address') return this.#addresses.layer(z, x, y, deflate)
      const bytes = BasemapTiles.has(layer)
        ? this.#basemap.encode(layer, z, x, y, basemap)
        : this.#features.encode(layer, z, x, y, day)
      return { bytes, parts: [] }
    })
    return messages.length === 1 ? messages[0]! : concatenated(messages)
  }

  close(): void {
    this.#basemap.close()
    this.#serving.close()
    this.#record.close()
  }
}
