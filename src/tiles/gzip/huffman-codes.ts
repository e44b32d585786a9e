/** First length of each length symbol from 257 on, and its extra bits (RFC 1951, 3.2.5). */
export const LENGTH_BASE = Uint16Array.of(
  ...[
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
    227, 258,
  ],
)
export const LENGTH_EXTRA = Uint8Array.of(
  ...[0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0],
)
/** First distance of each distance symbol, and its extra bits. */
export const DISTANCE_BASE = Uint16Array.of(
  ...[
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073,
    4097,
  ],
  ...[6145, 8193, 12289, 16385, 24577],
)
export const DISTANCE_EXTRA = Uint8Array.of(
  ...[0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13],
)
export const END_OF_BLOCK = 256
export const FIRST_LENGTH = 257
/** Symbols of literals and lengths, and of distances. */
export const LITERAL_SYMBOLS = 286
export const DISTANCE_SYMBOLS = 30
export const MIN_LENGTH = 3
export const MAX_LENGTH = 258
export const MAX_DISTANCE = 32_768

/** The order in which the lengths of the code for lengths are written, and the most that they may be. */
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
const MAX_CODE_LENGTH_BITS = 7
/** Code length symbol: repeats the length before it three to six times (RFC 1951, 3.2.7). */
const REPEAT = 16
const DYNAMIC = 2

/** The first `count` bits of some bytes, the lowest bit of a byte first. */
export interface Bits {
  readonly bytes: Uint8Array
  readonly count: number
}

/**
 * Lengths of the best Huffman code with none above `limit`, from the counts of symbols; 0 for a symbol that never comes. By
 * package-merge (Larmore and Hirschberg, A fast algorithm for optimal length-limited Huffman codes, 1990).
 */
export function codeLengths(counts: ArrayLike<number>, limit: number): Uint8Array {
  const leaves = Array.from(counts, (weight, symbol) => ({ weight, symbols: [symbol] }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => a.weight - b.weight)
  let packages: typeof leaves = []
  for (let level = 0; level < limit; level++) {
    const pairs: typeof leaves = []
    for (let i = 0; i + 1 < packages.length; i += 2) {
      const [one, two] = [packages[i]!, packages[i + 1]!]
      pairs.push({ weight: one.weight + two.weight, symbols: [...one.symbols, ...two.symbols] })
    }
    packages = [...leaves, ...pairs].sort((a, b) => a.weight - b.weight)
  }
  const lengths = new Uint8Array(counts.length)
  for (const { symbols } of packages.slice(0, 2 * leaves.length - 2))
    for (const symbol of symbols) lengths[symbol]!++
  return lengths
}

/** The codes of symbols with such lengths (RFC 1951, 3.2.2); the lowest bit is written first. */
export function canonicalCodes(lengths: ArrayLike<number>): Uint16Array {
  const codes = new Uint16Array(lengths.length)
  let code = 0
  for (let length = 1; length < REPEAT; length++) {
    for (let symbol = 0; symbol < lengths.length; symbol++)
      if (lengths[symbol] === length) codes[symbol] = reversedBits(code++, length)
    code <<= 1
  }
  return codes
}

function reversedBits(code: number, length: number): number {
  let out = 0
  for (let bit = 0; bit < length; bit++) out |= ((code >> bit) & 1) << (length - 1 - bit)
  return out
}

/** The head of a deflate block that is not the last, with codes of such lengths, none of which is 0 (RFC 1951, 3.2.7). */
export function dynamicBlockHeader(literals: Uint8Array, distances: Uint8Array): Bits {
  const symbols = runLengthEncoded([...literals, ...distances])
  const counts = new Uint32Array(CODE_LENGTH_ORDER.length)
  for (const { symbol } of symbols) counts[symbol]!++
  const lengths = codeLengths(counts, MAX_CODE_LENGTH_BITS)
  const codes = canonicalCodes(lengths)
  const bytes: number[] = []
  let count = 0
  put(0, 1)
  put(DYNAMIC, 2)
  put(literals.length - FIRST_LENGTH, 5)
  put(distances.length - 1, 5)
  put(CODE_LENGTH_ORDER.length - 4, 4)
  for (const symbol of CODE_LENGTH_ORDER) put(lengths[symbol]!, 3)
  for (const { symbol, times } of symbols) {
    put(codes[symbol]!, lengths[symbol]!)
    if (symbol === REPEAT) put(times - 3, 2)
  }
  return { bytes: Uint8Array.from(bytes), count }

  function put(value: number, width: number): void {
    for (let bit = 0; bit < width; bit++, count++) {
      if (count % 8 === 0) bytes.push(0)
      bytes[bytes.length - 1]! |= ((value >> bit) & 1) << (count % 8)
    }
  }
}

function runLengthEncoded(lengths: readonly number[]): Array<{ symbol: number; times: number }> {
  const symbols: Array<{ symbol: number; times: number }> = []
  for (let i = 0; i < lengths.length; ) {
    let times = 0
    while (times < 6 && i > 0 && lengths[i + times] === lengths[i - 1]) times++
    if (times < 3) symbols.push({ symbol: lengths[i++]!, times: 1 })
    else {
      symbols.push({ symbol: REPEAT, times })
      i += times
    }
  }
  return symbols
}
