import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { Box } from '../../geo/box.ts'
import { tileId } from '../../geo/hilbert.ts'
import { ByteWriter } from '../gzip/byte-writer.ts'

/** What an archive says of itself. */
export interface ArchiveFacts {
  minzoom: number
  maxzoom: number
  bounds: Box
  center: readonly [lon: number, lat: number, zoom: number]
  /** Members of the metadata beside those above: name, attribution, vector_layers … */
  metadata: Readonly<Record<string, unknown>>
}

interface Entry {
  id: number
  offset: number
  length: number
  /** How many tiles from `id` on have this content; 0: a leaf directory. */
  run: number
}

const HEADER_BYTES = 127
/** Header and root directory together are less than this. */
const ROOT_END = 16_384
const FIRST_LEAF = 4096
const GZIP = 2
const MVT = 1
const COPY = 1 << 20

/**
 * Writes a PMTiles version 3 archive (github.com/protomaps/PMTiles, spec/v3): clustered, equal tiles stored once,
 * directories and metadata in gzip. Tiles come in the order of {@link tileId}, in gzip; those are kept in
 * `FILE.tiles` until the archive is put together.
 */
export class PmtilesWriter {
  readonly #file: string
  readonly #data: number
  readonly #entries: Entry[] = []
  /** Offset and length by content. */
  readonly #contents = new Map<string, readonly [offset: number, length: number]>()
  #dataLength = 0
  #tiles = 0

  constructor(file: string) {
    this.#file = file
    this.#data = openSync(`${file}.tiles`, 'w+')
  }

  /** Adds a tile that is not empty; throws RangeError when it does not follow the one before. */
  add(z: number, x: number, y: number, body: Uint8Array): void {
    const id = tileId(z, x, y)
    const last = this.#entries.at(-1)
    if (last && id < last.id + last.run) throw new RangeError(`tile ${z}/${x}/${y} comes too late`)
    const hash = createHash('sha256').update(body).digest('base64')
    let place = this.#contents.get(hash)
    if (!place) {
      place = [this.#dataLength, body.length]
      this.#contents.set(hash, place)
      writeFileSync(this.#data, body)
      this.#dataLength += body.length
    }
    this.#tiles++
    const [offset, length] = place
    if (last && last.offset === offset && id === last.id + last.run) last.run++
    else this.#entries.push({ id, offset, length, run: 1 })
  }

  /** Puts the archive together. Throws RangeError without a tile: the format has no empty archive. */
  close(facts: ArchiveFacts): void {
    try {
      if (this.#tiles === 0) throw new RangeError('there is no tile')
      const { root, leaves } = directories(this.#entries)
      const metadata = gzipSync(JSON.stringify(facts.metadata))
      const header = this.#header(facts, root.length, metadata.length, leaves.length)
      const out = openSync(this.#file, 'w')
      try {
        for (const part of [header, root, metadata, leaves]) writeFileSync(out, part)
        copy(this.#data, out)
      } finally {
        closeSync(out)
      }
    } finally {
      this.discard()
    }
  }

  /** Removes what was kept. */
  discard(): void {
    try {
      closeSync(this.#data)
    } catch {
      // it was closed already
    }
    rmSync(`${this.#file}.tiles`, { force: true })
  }

  #header(facts: ArchiveFacts, root: number, metadata: number, leaves: number): Buffer {
    const header = Buffer.alloc(HEADER_BYTES)
    header.write('PMTiles', 'latin1')
    header[7] = 3
    const lengths = [root, metadata, leaves, this.#dataLength]
    let offset = HEADER_BYTES
    for (const [i, length] of lengths.entries()) {
      header.writeBigUInt64LE(BigInt(offset), 8 + i * 16)
      header.writeBigUInt64LE(BigInt(length), 16 + i * 16)
      offset += length
    }
    const counts = [this.#tiles, this.#entries.length, this.#contents.size]
    for (const [i, count] of counts.entries()) header.writeBigUInt64LE(BigInt(count), 72 + i * 8)
    header.set([1, GZIP, GZIP, MVT, facts.minzoom, facts.maxzoom], 96)
    const degrees = (value: number, at: number) => header.writeInt32LE(Math.round(value * 1e7), at)
    for (const [i, edge] of facts.bounds.entries()) degrees(edge, 102 + i * 4)
    header[118] = facts.center[2]
    degrees(facts.center[0], 119)
    degrees(facts.center[1], 123)
    return header
  }
}

/** One directory when it fits behind the header, else a root of leaves that grow until the root fits. */
function directories(entries: readonly Entry[]): { root: Buffer; leaves: Buffer } {
  const whole = directory(entries)
  if (HEADER_BYTES + whole.length < ROOT_END) return { root: whole, leaves: Buffer.alloc(0) }
  for (let size = FIRST_LEAF; ; size *= 2) {
    const parts: Buffer[] = []
    const pointers: Entry[] = []
    let offset = 0
    for (let from = 0; from < entries.length; from += size) {
      const leaf = directory(entries.slice(from, from + size))
      pointers.push({ id: entries[from]!.id, offset, length: leaf.length, run: 0 })
      parts.push(leaf)
      offset += leaf.length
    }
    const root = directory(pointers)
    if (HEADER_BYTES + root.length < ROOT_END) return { root, leaves: Buffer.concat(parts) }
  }
}

/** Column by column: ids as differences, runs, lengths, offsets (0: right behind the one before). */
function directory(entries: readonly Entry[]): Buffer {
  const out = new ByteWriter(entries.length * 8)
  out.varint(entries.length)
  let last = 0
  for (const { id } of entries) {
    out.varint(id - last)
    last = id
  }
  for (const { run } of entries) out.varint(run)
  for (const { length } of entries) out.varint(length)
  for (const [i, { offset }] of entries.entries()) {
    const before = entries[i - 1]
    out.varint(before && offset === before.offset + before.length ? 0 : offset + 1)
  }
  return gzipSync(out.view())
}

function copy(from: number, to: number): void {
  const buffer = Buffer.allocUnsafe(COPY)
  for (let at = 0; ; ) {
    const read = readSync(from, buffer, 0, COPY, at)
    if (read === 0) return
    writeFileSync(to, buffer.subarray(0, read))
    at += read
  }
}
