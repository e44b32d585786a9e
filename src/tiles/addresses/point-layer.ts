import { byteHash } from '../gzip/byte-hash.ts'
import { ByteWriter, putVarint, varintLength } from '../gzip/byte-writer.ts'
import type { DeflatedPart, PartlyDeflated } from '../gzip/deflated-parts.ts'
import { EXTENT } from './address-grid.ts'

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
/** Limit of the tags of a point: its lengths then fit one byte each. */
const MAX_TAGS = 12
/** Upper bound of the bytes of a point without its tags. */
const POINT_BYTES = 32
const VARINT_BYTES = 8

/**
 * Writes one MVT version 2 layer of points. Values that are already encoded are copied as bytes, so that a tile of
 * addresses costs little more than copying. One writer serves many tiles, one after the other.
 */
export class PointLayer {
  readonly #features = new ByteWriter(1 << 16)
  readonly #values = new ByteWriter(1 << 16)
  /** Values that are already deflated; {@link #deflated} says where. */
  readonly #first = new ByteWriter(1 << 16)
  #deflated: DeflatedPart[] = []
  readonly #tags = new Int32Array(2 * MAX_TAGS)
  #tagged = 0
  /** The name before the first values, the keys behind the features, and the extent behind the other values. */
  readonly #head: Uint8Array
  readonly #keys: Uint8Array
  readonly #tail: Uint8Array
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
    const head = new ByteWriter(64)
    head.byte(LAYER_VERSION)
    head.byte(2)
    head.byte(LAYER_NAME)
    head.string(name)
    const fields = new ByteWriter(128)
    for (const key of keys) {
      fields.byte(LAYER_KEY)
      fields.string(key)
    }
    const tail = new ByteWriter(8)
    tail.byte(LAYER_EXTENT)
    tail.varint(EXTENT)
    this.#head = head.view()
    this.#keys = fields.view()
    this.#tail = tail.view()
  }

  /** Begins an empty layer. */
  reset(): void {
    this.#features.reset()
    this.#values.reset()
    this.#first.reset()
    this.#deflated = []
    this.#numbers.clear()
    if (this.#pooled.length > 0) this.#table.fill(0)
    this.#pooled = []
    this.#count = 0
    this.features = 0
  }

  /** Index of a whole number from 0 to 2^53 - 1 or of a boolean. */
  value(value: number | boolean): number {
    const cached = this.#numbers.get(value)
    if (cached !== undefined) return cached
    const number = Number(value)
    this.#values.byte(LAYER_VALUE)
    this.#values.byte(1 + varintLength(number))
    this.#values.byte(typeof value === 'boolean' ? VALUE_BOOL : VALUE_UINT)
    this.#values.varint(number)
    this.#numbers.set(value, this.#count)
    return this.#count++
  }

  /** Index of the first of `count` value fields whose bytes are `source[start, end)` and occur once in the layer. */
  raw(source: Uint8Array, start: number, end: number, count = 1): number {
    this.#values.copy(source, start, end)
    this.#count += count
    return this.#count - count
  }

  /**
   * As {@link raw}, for fields that are already `deflated`; call it before any other value. They stand before the features, so
   * that the rest, which must be deflated, is one piece.
   */
  rawDeflated(source: Uint8Array, start: number, end: number, count: number, deflated: Uint8Array): number {
    const at = this.#first.length
    this.#first.copy(source, start, end)
    this.#deflated.push({ start: at, end: this.#first.length, deflated })
    this.#count += count
    return this.#count - count
  }

  /** Index of a value field that may repeat: equal bytes share an index. `hash` is their {@link byteHash}. */
  shared(source: Uint8Array, start: number, end: number, hash = byteHash(source, start, end)): number {
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

  /** Adds a key and value to the feature that {@link point} will write; at most 12. */
  tag(key: number, value: number): void {
    this.#tags[this.#tagged++] = key
    this.#tags[this.#tagged++] = value
  }

  /** Writes a point at tile units `x`, `y` with the tags since the last one. */
  point(id: number, x: number, y: number): void {
    const count = this.#tagged
    const tags = this.#tags
    const out = this.#features
    out.reserve(POINT_BYTES + count * VARINT_BYTES)
    const { bytes } = out
    const lengthAt = out.length + 1
    bytes[out.length] = LAYER_FEATURE
    bytes[lengthAt + 1] = FEATURE_ID
    const tagsAt = putVarint(bytes, lengthAt + 2, id) + 1
    bytes[tagsAt - 1] = FEATURE_TAGS
    let at = tagsAt + 1
    for (let i = 0; i < count; i++) at = putVarint(bytes, at, tags[i]!)
    bytes[tagsAt] = at - tagsAt - 1
    bytes[at++] = FEATURE_TYPE
    bytes[at++] = POINT
    bytes[at++] = FEATURE_GEOMETRY
    const geometryAt = at++
    bytes[at++] = MOVE_TO_ONE
    at = putVarint(bytes, at, (x << 1) ^ (x >> 31))
    at = putVarint(bytes, at, (y << 1) ^ (y >> 31))
    bytes[geometryAt] = at - geometryAt - 1
    bytes[lengthAt] = at - lengthAt - 1
    out.length = at
    this.#tagged = 0
    this.features++
  }

  /** The layer as a field of a tile, in memory of its own; empty when it has no feature. */
  finish(): PartlyDeflated {
    if (this.features === 0) return { bytes: new Uint8Array(0), parts: [] }
    const fields = [
      this.#head,
      this.#first.view(),
      this.#features.view(),
      this.#keys,
      this.#values.view(),
      this.#tail,
    ]
    const length = fields.reduce((sum, field) => sum + field.length, 0)
    const out = Buffer.allocUnsafeSlow(1 + varintLength(length) + length)
    out[0] = TILE_LAYER
    let at = putVarint(out, 1, length)
    const first = at + this.#head.length
    for (const field of fields) {
      out.set(field, at)
      at += field.length
    }
    const parts = this.#deflated.map(({ start, end, deflated }) => ({
      start: first + start,
      end: first + end,
      deflated,
    }))
    return { bytes: out, parts }
  }
}
