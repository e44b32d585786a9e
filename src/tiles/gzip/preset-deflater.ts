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

/** Bits of the hash of four bytes: with twelve a tile of zoom 18 takes an eighth longer, and is 0.2 % smaller. */
const HASH_BITS = 10
const HASH_SHIFT = 32 - HASH_BITS
/** Knuth's multiplier: 2^32 / the golden ratio. */
const HASH_MULTIPLIER = 0x9e3779b1
/** Bytes that are hashed and compared at once; shorter matches are not looked for. */
const MIN_MATCH = 4
/** Positions grow from one text to the next, so that the table need not be cleared until they are this large. */
const MAX_POSITION = 2 ** 30
/** Most bytes that a byte can take, with room for the header and end of a block. */
const MAX_BYTES_PER_BYTE = 2
const HEADER_AND_TRAILER = 256
/** An empty stored block (RFC 1951, 3.2.4) behind its three header bits: length 0 and its complement. */
const EMPTY_STORED = Uint8Array.of(0, 0, 0xff, 0xff)

/**
 * Deflates (RFC 1951) with Huffman codes that are worked out beforehand: on a small tile zlib spends more time on its set-up and
 * its codes than on the bytes. Each thread has its own.
 */
export class PresetDeflater {
  readonly #header: Bits
  /** Code, and from bit 16 on its length. */
  readonly #literals: Uint32Array
  readonly #distances: Uint32Array
  /** Of each length of a match its code with the extra bits, and from bit 16 on how many bits these are. */
  readonly #lengths = new Uint32Array(MAX_LENGTH + 1)
  /** Symbols of distances less one: up to 256 one by one, behind them of longer ones by their 128s. */
  readonly #distanceSymbol = new Uint8Array(512)
  /** For each hash the last position, counted over all texts, and the four bytes there. */
  readonly #positions = new Int32Array(2 << HASH_BITS)
  #begin = 1
  #out = new Uint8Array(16_384)

  constructor({ literals, distances }: CodeLengths) {
    this.#header = dynamicBlockHeader(literals, distances)
    this.#literals = codesAndLengths(literals)
    this.#distances = codesAndLengths(distances)
    for (let length = MIN_LENGTH; length <= MAX_LENGTH; length++) {
      const symbol = symbolOf(length, LENGTH_BASE)
      const coded = this.#literals[FIRST_LENGTH + symbol]!
      const width = coded >>> 16
      const code = (coded & 0xffff) | ((length - LENGTH_BASE[symbol]!) << width)
      this.#lengths[length] = code | ((width + LENGTH_EXTRA[symbol]!) << 16)
    }
    for (let i = 0; i < 256; i++) {
      this.#distanceSymbol[i] = symbolOf(i + 1, DISTANCE_BASE)
      this.#distanceSymbol[256 + i] = symbolOf((i << 7) + 1, DISTANCE_BASE)
    }
  }

  /** Blocks that end at a whole byte, refer to nothing before and are not the last; in memory of their own. */
  deflate(bytes: Uint8Array): Uint8Array {
    const n = bytes.length
    const begin = this.#beginText(n)
    const out = this.#out
    const literals = this.#literals
    const positions = this.#positions
    const last = n - MIN_MATCH - 1
    out.set(this.#header.bytes)
    let width = this.#header.count & 7
    let at = this.#header.count >> 3
    let bits = width > 0 ? out[at]! : 0
    let next = n > MIN_MATCH ? fourBytes(bytes, 0) : 0
    // One pass that writes two full bytes in place each time: matches first and codes after them take 15 % longer.
    for (let i = 0; i < n; ) {
      let from = -1
      if (i <= last) {
        const slot = (Math.imul(next, HASH_MULTIPLIER) >>> HASH_SHIFT) << 1
        if (positions[slot + 1] === next) from = positions[slot]! - begin
        positions[slot] = begin + i
        positions[slot + 1] = next
      }
      if (from < 0 || i - from > MAX_DISTANCE) {
        const literal = literals[bytes[i]!]!
        if (i <= last) next = (next >>> 8) | (bytes[i + MIN_MATCH]! << 24)
        i++
        bits |= (literal & 0xffff) << width
        width += literal >>> 16
      } else {
        const length = matchLength(bytes, from, i)
        const coded = this.#lengths[length]!
        bits |= (coded & 0xffff) << width
        width += coded >>> 16
        if (width >= 16) {
          out[at++] = bits
          out[at++] = bits >> 8
          bits >>>= 16
          width -= 16
        }
        const before = i - from - 1
        const symbol = this.#distanceSymbol[before < 256 ? before : 256 + (before >> 7)]!
        const distance = this.#distances[symbol]!
        bits |= (distance & 0xffff) << width
        width += distance >>> 16
        if (width >= 16) {
          out[at++] = bits
          out[at++] = bits >> 8
          bits >>>= 16
          width -= 16
        }
        bits |= (before + 1 - DISTANCE_BASE[symbol]!) << width
        width += DISTANCE_EXTRA[symbol]!
        i += length
        if (i <= last) next = fourBytes(bytes, i)
      }
      if (width >= 16) {
        out[at++] = bits
        out[at++] = bits >> 8
        bits >>>= 16
        width -= 16
      }
    }
    return this.#endText(at, bits, width)
  }

  /** Makes room for a text of `n` bytes; returns the position of its first. */
  #beginText(n: number): number {
    const room = n * MAX_BYTES_PER_BYTE + HEADER_AND_TRAILER
    if (this.#out.length < room) this.#out = new Uint8Array(room * 2)
    if (this.#begin > MAX_POSITION) {
      this.#positions.fill(0)
      this.#begin = 1
    }
    const begin = this.#begin
    this.#begin += n + MAX_DISTANCE
    return begin
  }

  /** Ends the block, from byte `at` on, before which `width` bits wait; an empty stored block ends at a whole byte. */
  #endText(at: number, bits: number, width: number): Uint8Array {
    const out = this.#out
    const code = this.#literals[END_OF_BLOCK]!
    let end = at
    let waiting = bits | ((code & 0xffff) << width)
    // Three zero bits begin the stored block; zeros fill the byte.
    for (let left = width + (code >>> 16) + 3; left > 0; left -= 8, waiting >>>= 8) out[end++] = waiting
    out.set(EMPTY_STORED, end)
    return out.slice(0, end + EMPTY_STORED.length)
  }
}

function fourBytes(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
}

/** How many bytes from `from` and from `at` on are equal; the first four are known to be. */
function matchLength(bytes: Uint8Array, from: number, at: number): number {
  const longest = Math.min(MAX_LENGTH, bytes.length - at)
  let length = MIN_MATCH
  while (length < longest && bytes[from + length] === bytes[at + length]) length++
  return length
}

function codesAndLengths(lengths: Uint8Array): Uint32Array {
  return Uint32Array.from(canonicalCodes(lengths), (code, symbol) => code | (lengths[symbol]! << 16))
}

/** The last symbol whose first value is not above this one. */
function symbolOf(value: number, bases: Uint16Array): number {
  return bases.findLastIndex((base) => base <= value)
}
