import { hash } from 'node:crypto'
import type { ZlibOptions } from 'node:zlib'
import { ADDRESS_ZOOM } from '../addresses/address-grid.ts'
import { ADDRESS_DEFLATE, gzipAsync, gzipWithParts, type PartlyDeflated } from '../gzip/deflated-parts.ts'

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

/** A tile of zoom `z` in gzip; undefined when nothing is in it. */
export function encodedTile(tile: PartlyDeflated, z: number): EncodedTile | undefined {
  return tile.bytes.length === 0 ? undefined : encoded(tile, gzipWithParts(tile, deflateOf(z)))
}

/** As {@link encodedTile}, which zlib's threads deflate. */
export async function encodedTileAsync(tile: PartlyDeflated, z: number): Promise<EncodedTile> {
  return encoded(tile, await gzipAsync(tile, deflateOf(z)))
}

function encoded({ bytes }: PartlyDeflated, body: Uint8Array): EncodedTile {
  return { body, etag: hash('sha1', bytes, 'base64url'), size: bytes.length }
}

function deflateOf(z: number): ZlibOptions {
  return z < ADDRESS_ZOOM ? CELL_DEFLATE : ADDRESS_DEFLATE
}
