import { EXTENT } from './address-grid.ts'
import { ByteWriter, varintLength } from './byte-writer.ts'

/** Protobuf tags of vector_tile.proto (MVT 2.1). */
const TILE_LAYER = 0x1a
const LAYER_VERSION = 0x78
const LAYER_NAME = 0x0a
const LAYER_FEATURE = 0x12
const LAYER_KEY = 0x1a
const LAYER_VALUE = 0x22
const LAYER_EXTENT = 0x28
const FEATURE_ID = 0x08
const FEATURE_TAGS = 0x12
const FEATURE_TYPE = 0x18
const FEATURE_GEOMETRY = 0x22
const VALUE_UINT = 0x28
const VALUE_BOOL = 0x38
const POINT = 1
const MOVE_TO_ONE = 9

/**
 * Writes one MVT version 2 layer of points. Values that are already encoded are copied as bytes, so that a tile of
 * addresses costs little more than copying. One writer serves many tiles, one after the other.
 */
export class PointLayer {
  readonly #features = new ByteWriter(1 << 16)
  readonly #values = new ByteWriter(1 << 16)
  readonly #tags = new ByteWriter(64)
  readonly #keys: readonly string[]
  readonly #numbers = new Map<number | boolean, number>()
  /** Open-addressed table of pooled values: start, end and index of each, found by a hash of its bytes. */
  #table = new Int32Array(1 << 10)
  #pooled: number[] = []
  #count = 0
  features = 0

  constructor(
    readonly name: string,
    keys: readonly string[],
  ) {
    this.#keys = keys
  }

  /** Begins an empty layer. */
  reset(): void {
    this.#features.reset()
    this.#values.reset()
    this.#numbers.clear()
    if (this.#pooled.length > 0) this.#table.fill(0)
    this.#pooled = []
    this.#count = 0
    this.features = 0
  }

  /** Bytes of features and values so far. */
  get size(): number {
    return this.#features.length + this.#values.length
  }

  /** Index of a whole number from 0 to 2^53 - 1 or of a boolean. */
  value(value: number | boolean): number {
    const known = this.#numbers.get(value)
    if (known !== undefined) return known
    const number = Number(value)
    this.#values.byte(LAYER_VALUE)
    this.#values.byte(1 + varintLength(number))
    this.#values.byte(typeof value === 'boolean' ? VALUE_BOOL : VALUE_UINT)
    this.#values.varint(number)
    this.#numbers.set(value, this.#count)
    return this.#count++
  }

  /** Index of a value field whose bytes are `source[start, end)` and occur once in the layer. */
  raw(source: Uint8Array, start: number, end: number): number {
    this.#values.copy(source, start, end)
    return this.#count++
  }

  /** Index of a value field that may repeat: equal bytes share an index. */
  shared(source: Uint8Array, start: number, end: number): number {
    let hash = 0x811c9dc5
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ source[i]!, 0x01000193)
    hash ^= hash >>> 15
    const mask = this.#table.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = this.#table[slot]!
      if (entry === 0) {
        const from = this.#values.length
        this.#pooled.push(from, from + end - start, this.#count, hash)
        this.#table[slot] = this.#pooled.length
        if (this.#pooled.length > this.#table.length * 2) this.#growTable()
        return this.raw(source, start, end)
      }
      const at = entry - 4
      if (
        this.#pooled[at + 3] === hash &&
        this.#same(this.#pooled[at]!, this.#pooled[at + 1]!, source, start, end)
      )
        return this.#pooled[at + 2]!
    }
  }

  #same(from: number, to: number, source: Uint8Array, start: number, end: number): boolean {
    if (to - from !== end - start) return false
    const bytes = this.#values.bytes
    for (let i = from, j = start; i < to; i++, j++) if (bytes[i] !== source[j]) return false
    return true
  }

  #growTable(): void {
    this.#table = new Int32Array(this.#table.length * 4)
    const mask = this.#table.length - 1
    for (let entry = 4; entry <= this.#pooled.length; entry += 4) {
      let slot = this.#pooled[entry - 1]! & mask
      while (this.#table[slot] !== 0) slot = (slot + 1) & mask
      this.#table[slot] = entry
    }
  }

  /** Adds a key and value to the feature that {@link point} will write. */
  tag(key: number, value: number): void {
    this.#tags.varint(key)
    this.#tags.varint(value)
  }

  /** Writes a point at tile units `x`, `y` with the tags since the last one. */
  point(id: number, x: number, y: number): void {
    const tags = this.#tags
    const zx = (x << 1) ^ (x >> 31)
    const zy = (y << 1) ^ (y >> 31)
    const geometry = 1 + varintLength(zx) + varintLength(zy)
    const length = 1 + varintLength(id) + 2 + tags.length + 2 + 2 + geometry
    const out = this.#features
    out.byte(LAYER_FEATURE)
    out.varint(length)
    out.byte(FEATURE_ID)
    out.varint(id)
    out.byte(FEATURE_TAGS)
    out.byte(tags.length)
    out.copy(tags.bytes, 0, tags.length)
    out.byte(FEATURE_TYPE)
    out.byte(POINT)
    out.byte(FEATURE_GEOMETRY)
    out.byte(geometry)
    out.byte(MOVE_TO_ONE)
    out.varint(zx)
    out.varint(zy)
    tags.reset()
    this.features++
  }

  /** The layer as a field of a tile, in memory of its own; empty when it has no feature. */
  finish(): Uint8Array {
    if (this.features === 0) return new Uint8Array(0)
    const head = new ByteWriter(64)
    head.byte(LAYER_VERSION)
    head.byte(2)
    head.byte(LAYER_NAME)
    head.string(this.name)
    const tail = new ByteWriter(128)
    for (const key of this.#keys) {
      tail.byte(LAYER_KEY)
      tail.string(key)
    }
    const extent = new ByteWriter(8)
    extent.byte(LAYER_EXTENT)
    extent.varint(EXTENT)
    const parts = [head.view(), this.#features.view(), tail.view(), this.#values.view(), extent.view()]
    const length = parts.reduce((sum, part) => sum + part.length, 0)
    const out = new ByteWriter(length + 10)
    out.byte(TILE_LAYER)
    out.varint(length)
    for (const part of parts) out.copy(part)
    return out.view()
  }
}
