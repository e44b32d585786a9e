import type { CodeLengths } from './code-lengths.ts'
import {
  type Bits,
  canonicalCodes,
  DISTANCE_BASE,
  DISTANCE_EXTRA,
  dynamicBlockHeader,
  END_OF_BLOCK,
  FIRST_LENGTH,
  LENGTH_BASE,
  LENGTH_EXTRA,
  MAX_DISTANCE,
  MAX_LENGTH,
  MIN_LENGTH,
} from './huffman-codes.ts'

/** Bits of the hash of four bytes: more take longer to fetch than they save. */
const HASH_BITS = 12
const HASH_SHIFT = 32 - HASH_BITS
/** Knuth's multiplier: 2^32 / the golden ratio. */
const HASH_MULTIPLIER = 0x9e3779b1
/** Bytes that are hashed and compared at once: shorter matches are not looked for. */
const MIN_MATCH = 4
/** Places grow from one text to the next, so that what was noted of earlier ones need not be cleared; until they are so large. */
const MAX_POSITION = 2 ** 30
/** Most bytes that a byte can take, with room for the head and end of a block. */
const MAX_BYTES_PER_BYTE = 2
const HEADER_AND_TRAILER = 256

/**
 * Deflates (RFC 1951) with codes that are worked out beforehand: a small tile spends more time in zlib on setting up and on its
 * codes than on its bytes. One thread has one.
 */
export class PresetDeflater {
  readonly #head: Bits
  /** Code and, from bit 16 on, its length. */
  readonly #literals: Uint32Array
  readonly #distances: Uint32Array
  /** Symbols of lengths, and of distances less one: of long ones by their 128s, behind those up to 256. */
  readonly #lengthSymbol = new Uint8Array(MAX_LENGTH + 1)
  readonly #distanceSymbol = new Uint8Array(512)
  /** For each hash the last place, counted over all texts, and the four bytes there. */
  readonly #places = new Int32Array(2 << HASH_BITS)
  #begin = 1
  #out = new Uint8Array(16_384)

  constructor({ literals, distances }: CodeLengths) {
    this.#head = dynamicBlockHeader(literals, distances)
    this.#literals = codesAndLengths(literals)
    this.#distances = codesAndLengths(distances)
    for (let length = MIN_LENGTH; length <= MAX_LENGTH; length++)
      this.#lengthSymbol[length] = symbolOf(length, LENGTH_BASE)
    for (let i = 0; i < 256; i++) {
      this.#distanceSymbol[i] = symbolOf(i + 1, DISTANCE_BASE)
      this.#distanceSymbol[256 + i] = symbolOf((i << 7) + 1, DISTANCE_BASE)
    }
  }

  /** Blocks that end at a whole byte, refer to nothing before and are not the last; in memory of their own. */
  deflate(bytes: Uint8Array): Uint8Array {
    const n = bytes.length
    const room = n * MAX_BYTES_PER_BYTE + HEADER_AND_TRAILER
    if (this.#out.length < room) this.#out = new Uint8Array(room * 2)
    if (this.#begin > MAX_POSITION) {
      this.#places.fill(0)
      this.#begin = 1
    }
    const begin = this.#begin
    this.#begin += n + MAX_DISTANCE
    const out = this.#out
    const literals = this.#literals
    const places = this.#places
    const last = n - MIN_MATCH - 1
    out.set(this.#head.bytes)
    let count = this.#head.count & 7
    let at = this.#head.count >> 3
    let bits = count > 0 ? out[at]! : 0
    let next = n > MIN_MATCH ? bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16) | (bytes[3]! << 24) : 0
    let i = 0
    // Two bytes leave once they are full, written out each time: a call could not change what stands in these variables.
    while (i <= last) {
      const slot = (Math.imul(next, HASH_MULTIPLIER) >>> HASH_SHIFT) << 1
      const from = places[slot + 1] === next ? places[slot]! - begin : -1
      places[slot] = begin + i
      places[slot + 1] = next
      if (from < 0 || i - from > MAX_DISTANCE) {
        const literal = literals[bytes[i]!]!
        next = (next >>> 8) | (bytes[i + MIN_MATCH]! << 24)
        i++
        bits |= (literal & 0xffff) << count
        count += literal >>> 16
      } else {
        const most = Math.min(MAX_LENGTH, n - i)
        let length = MIN_MATCH
        while (length < most && bytes[from + length] === bytes[i + length]) length++
        const symbol = this.#lengthSymbol[length]!
        const coded = literals[FIRST_LENGTH + symbol]!
        bits |= (coded & 0xffff) << count
        count += coded >>> 16
        if (count >= 16) {
          out[at++] = bits
          out[at++] = bits >> 8
          bits >>>= 16
          count -= 16
        }
        bits |= (length - LENGTH_BASE[symbol]!) << count
        count += LENGTH_EXTRA[symbol]!
        if (count >= 16) {
          out[at++] = bits
          out[at++] = bits >> 8
          bits >>>= 16
          count -= 16
        }
        const before = i - from - 1
        const distance = this.#distanceSymbol[before < 256 ? before : 256 + (before >> 7)]!
        const where = this.#distances[distance]!
        bits |= (where & 0xffff) << count
        count += where >>> 16
        if (count >= 16) {
          out[at++] = bits
          out[at++] = bits >> 8
          bits >>>= 16
          count -= 16
        }
        bits |= (before + 1 - DISTANCE_BASE[distance]!) << count
        count += DISTANCE_EXTRA[distance]!
        i += length
        if (i <= last) next = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24)
      }
      if (count >= 16) {
        out[at++] = bits
        out[at++] = bits >> 8
        bits >>>= 16
        count -= 16
      }
    }
    for (; i < n; i++) {
      const literal = literals[bytes[i]!]!
      bits |= (literal & 0xffff) << count
      count += literal >>> 16
      if (count >= 16) {
        out[at++] = bits
        out[at++] = bits >> 8
        bits >>>= 16
        count -= 16
      }
    }
    const end = literals[END_OF_BLOCK]!
    bits |= (end & 0xffff) << count
    count += end >>> 16
    // An empty stored block (3.2.4): three zero bits, what is missing of a byte, length 0 and its complement.
    for (count += 3; count > 0; count -= 8, bits >>>= 8) out[at++] = bits
    out.set(NO_BYTES, at)
    return out.slice(0, at + NO_BYTES.length)
  }
}

const NO_BYTES = Uint8Array.of(0, 0, 0xff, 0xff)

function codesAndLengths(lengths: Uint8Array): Uint32Array {
  return Uint32Array.from(canonicalCodes(lengths), (code, symbol) => code | (lengths[symbol]! << 16))
}

/** The last symbol whose first value is not above this one. */
function symbolOf(value: number, bases: Uint16Array): number {
  return bases.findLastIndex((base) => base <= value)
}
