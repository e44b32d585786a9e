import { decodePoint } from '../../../src/geo/geopackage-geometry.ts'
import { worldX, worldY } from '../../../src/geo/mercator.ts'
import { ServingStore } from '../../../src/store/following/serving-store.ts'
import { RecordStore } from '../../../src/store/record-store.ts'
import { AddressTiles } from '../../../src/tiles/addresses/address-tiles.ts'
import type { CodeLengths } from '../../../src/tiles/gzip/code-lengths.ts'
import { segments } from '../../../src/tiles/gzip/deflated-parts.ts'
import {
  canonicalCodes,
  codeLengths,
  DISTANCE_EXTRA,
  DISTANCE_SYMBOLS,
  dynamicBlockHeader,
  END_OF_BLOCK,
  FIRST_LENGTH,
  LENGTH_EXTRA,
  LITERAL_SYMBOLS,
} from '../../../src/tiles/gzip/huffman-codes.ts'
import { PresetDeflater } from '../../../src/tiles/gzip/preset-deflater.ts'

/** Tiles around every n-th address, at the zooms of each set of code lengths. */
const STRIDE = 4999
const ZOOMS = { WHOLE_TILE_LENGTHS: [18, 19], FEATURE_LENGTHS: [15, 16, 17] }
/** Longest code in bits: a low limit makes the header of a block shorter, and rare bytes hardly count. */
const LIMIT = 11
/** All codes have this length, so that what is counted does not depend on the codes. */
const FLAT = 9
const FLAT_CODES: CodeLengths = {
  literals: new Uint8Array(LITERAL_SYMBOLS).fill(FLAT),
  distances: new Uint8Array(DISTANCE_SYMBOLS).fill(FLAT),
}
/** Bytes from this one on, and symbols rarer than this share, get one length each: the header of a block is then shorter. */
const BEYOND_ASCII = 128
const RARE = 1 / 2000

/**
 * `npm run bench -- code-lengths DATA_DIR`: prints the code lengths for `src/tiles/gzip/code-lengths.ts`, from the counts of bytes and
 * matches in tiles of a record.
 */
export async function benchCodeLengths(): Promise<void> {
  const dataDir = process.argv[3]
  if (!dataDir) throw new Error('npm run bench -- code-lengths DATA_DIR')
  const record = RecordStore.open(dataDir, { readonly: true })
  const serving = ServingStore.read(dataDir)
  const tiles = new AddressTiles(serving)
  const deflater = new PresetDeflater(FLAT_CODES)
  for (const [name, zooms] of Object.entries(ZOOMS)) {
    const literals = new Float64Array(LITERAL_SYMBOLS).fill(1)
    const distances = new Float64Array(DISTANCE_SYMBOLS).fill(1)
    for (const [x, y] of positions(record))
      for (const z of zooms) {
        const body = tiles.encode(z, Math.floor(x * 2 ** z), Math.floor(y * 2 ** z))
        for (const { start, end, deflated } of segments(body))
          if (!deflated) count(deflater.deflate(body.bytes.subarray(start, end)), literals, distances)
      }
    process.stdout.write(`${name}\n  literals: ${digits(codeLengths(smoothed(literals), LIMIT))}\n`)
    process.stdout.write(`  distances: ${digits(codeLengths(distances, LIMIT))}\n`)
  }
  serving.close()
  record.close()
}

/** Positions of every n-th address, as fractions of the world. */
function* positions(record: RecordStore): Generator<[x: number, y: number]> {
  let n = 0
  for (const [, geom] of record.addresses.scan()) {
    const point = n++ % STRIDE === 0 ? decodePoint(geom) : undefined
    if (point) yield [worldX(point[0]), worldY(point[1])]
  }
}

/** Adds the symbols of blocks with flat codes. */
function count(deflated: Uint8Array, literals: Float64Array, distances: Float64Array): void {
  const codes = new Map<number, number>()
  for (const [symbol, code] of canonicalCodes(FLAT_CODES.literals).entries()) codes.set(code, symbol)
  let at = dynamicBlockHeader(FLAT_CODES.literals, FLAT_CODES.distances).count
  for (;;) {
    const symbol = codes.get(take(FLAT))!
    literals[symbol]!++
    if (symbol === END_OF_BLOCK) return
    if (symbol < FIRST_LENGTH) continue
    at += LENGTH_EXTRA[symbol - FIRST_LENGTH]!
    const distance = codes.get(take(FLAT))!
    distances[distance]!++
    at += DISTANCE_EXTRA[distance]!
  }

  function take(width: number): number {
    let value = 0
    for (let bit = 0; bit < width; bit++, at++) value |= ((deflated[at >> 3]! >> (at & 7)) & 1) << bit
    return value
  }
}

/** The counts with equal ones for rare symbols, see {@link BEYOND_ASCII}. */
function smoothed(counts: Float64Array): Float64Array {
  const all = counts.reduce((sum, one) => sum + one, 0)
  const out = Float64Array.from(counts)
  for (const alike of [
    (symbol: number) => symbol >= BEYOND_ASCII && symbol < END_OF_BLOCK,
    (symbol: number) => symbol < BEYOND_ASCII && counts[symbol]! < RARE * all,
    (symbol: number) => symbol >= FIRST_LENGTH && counts[symbol]! < RARE * all,
  ]) {
    const symbols = [...counts.keys()].filter(alike)
    const mean = symbols.reduce((sum, symbol) => sum + counts[symbol]!, 0) / symbols.length
    for (const symbol of symbols) out[symbol] = mean
  }
  return out
}

function digits(lengths: Uint8Array): string {
  return Array.from(lengths, (length) => length.toString(16)).join('')
}
