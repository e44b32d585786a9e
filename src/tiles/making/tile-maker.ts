import { hash } from 'node:crypto'
import type { ZlibOptions } from 'node:zlib'
import { RecordStore } from '../../store/record-store.ts'
import { ServingStore } from '../../store/serving-store.ts'
import { TileSource } from '../../store/tile-source.ts'
import { ADDRESS_ZOOM } from '../addresses/address-grid.ts'
import { AddressTiles } from '../addresses/address-tiles.ts'
import { FeatureTiles } from '../features/feature-tiles.ts'
import { FEATURE_LENGTHS, WHOLE_TILE_LENGTHS } from '../gzip/code-lengths.ts'
import {
  ADDRESS_DEFLATE,
  concatenated,
  deflateRest,
  gzipAsync,
  gzipWithParts,
  type PartlyDeflated,
  undeflatedLength,
} from '../gzip/deflated-parts.ts'
import { PresetDeflater } from '../gzip/preset-deflater.ts'

/** What a tile is made of: layers in catalogue order, its numbers, and the day whose communes it shows. */
export interface TileRequest {
  readonly layers: readonly string[]
  readonly z: number
  readonly x: number
  readonly y: number
  readonly day: string
}

/** A tile ready to send. */
export interface EncodedTile {
  /** MVT, gzip level 1. */
  readonly body: Uint8Array
  /** Hash of the tile before gzip; equal content has an equal tag, also after a restart. */
  readonly etag: string
  /** Bytes before gzip. */
  readonly size: number
}

/** zlib options for cells, which repeat what is far before: the usual window, and more memory for speed. */
const CELL_DEFLATE = { level: 1, memLevel: 9 }
/** From this zoom on addresses are deflated with preset codes; the fuller tiles of lower zooms would grow by a twelfth. */
const PRESET_ZOOM = 15
/** From so many bytes on gzip is left to zlib's own threads: it takes much longer than handing it over. */
const ASYNC_BYTES = 65_536

/** Makes tiles from the serving file and the record; each thread has its own. */
export class TileMaker {
  readonly #record: RecordStore
  readonly #serving: ServingStore
  readonly #addresses: AddressTiles
  readonly #features: FeatureTiles
  readonly #wholeTileDeflater = new PresetDeflater(WHOLE_TILE_LENGTHS)
  readonly #featureDeflater = new PresetDeflater(FEATURE_LENGTHS)

  constructor(dataDir: string) {
    this.#record = RecordStore.open(dataDir, { readonly: true })
    this.#serving = ServingStore.read(dataDir)
    this.#addresses = new AddressTiles(this.#serving)
    this.#features = new FeatureTiles(new TileSource(this.#record), this.#record.themes)
  }

  /** A tile; undefined when none of its layers has anything there. Equal data gives equal bytes. */
  make(request: TileRequest): EncodedTile | undefined {
    const tile = this.#assemble(request, true)
    return tile.bytes.length === 0 ? undefined : encoded(tile, gzipWithParts(tile, deflateOf(request)))
  }

  /** As {@link make}; a large tile comes later, as zlib's threads deflate it while this one makes others. */
  makeAsync(request: TileRequest): EncodedTile | undefined | Promise<EncodedTile> {
    const tile = this.#assemble(request, true)
    if (tile.bytes.length === 0) return undefined
    if (undeflatedLength(tile) < ASYNC_BYTES) return encoded(tile, gzipWithParts(tile, deflateOf(request)))
    return gzipAsync(tile, deflateOf(request)).then((body) => encoded(tile, body))
  }

  /** A tile before gzip. */
  encode(request: TileRequest): Uint8Array {
    return this.#assemble(request, false).bytes
  }

  /** A tile is the messages of its layers one after the other; with `deflate`, addresses get their preset codes here. */
  #assemble({ layers, z, x, y, day }: TileRequest, deflate: boolean): PartlyDeflated {
    const messages = layers.map((layer) => {
      if (layer !== 'address') return { bytes: this.#features.encode(layer, z, x, y, day), parts: [] }
      const body = this.#addresses.encode(z, x, y)
      const deflater = body.parts.length > 0 ? this.#featureDeflater : this.#wholeTileDeflater
      const left = deflate && z >= PRESET_ZOOM ? undeflatedLength(body) : 0
      return left > 0 && left < ASYNC_BYTES ? deflateRest(body, (bytes) => deflater.deflate(bytes)) : body
    })
    return messages.length === 1 ? messages[0]! : concatenated(messages)
  }

  close(): void {
    this.#serving.close()
    this.#record.close()
  }
}

function encoded({ bytes }: PartlyDeflated, body: Uint8Array): EncodedTile {
  return { body, etag: hash('sha1', bytes, 'base64url'), size: bytes.length }
}

function deflateOf({ z }: TileRequest): ZlibOptions {
  return z < ADDRESS_ZOOM ? CELL_DEFLATE : ADDRESS_DEFLATE
}
