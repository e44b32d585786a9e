import { gunzipSync, inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import t from 'tap'
import { FEATURE_LENGTHS, WHOLE_TILE_LENGTHS } from '../../../src/tiles/gzip/code-lengths.ts'
import { ADDRESS_DEFLATE, deflateRest, gzipWithParts } from '../../../src/tiles/gzip/deflated-parts.ts'
import {
  canonicalCodes,
  codeLengths,
  DISTANCE_SYMBOLS,
  LITERAL_SYMBOLS,
} from '../../../src/tiles/gzip/huffman-codes.ts'
import { PresetDeflater } from '../../../src/tiles/gzip/preset-deflater.ts'

/** The last block, of nothing. */
const END = Uint8Array.of(3, 0)

function inflated(deflated: Uint8Array): Buffer {
  return inflateRawSync(Buffer.concat([deflated, END]))
}

/** Bytes without any four that come twice, so that only what is put between them matches. */
function different(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i += 4) new DataView(bytes.buffer).setUint32(i, seed + i, i % 8 === 0)
  return bytes
}

t.test('zlib reads what is deflated, of any bytes and one text after another', async (t) => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc
      .tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(300))
      .map(([bytes, times]) => Buffer.concat(Array.from({ length: times }, () => bytes))),
  )
  for (const [name, codes] of Object.entries({ WHOLE_TILE_LENGTHS, FEATURE_LENGTHS })) {
    const deflater = new PresetDeflater(codes)
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const bytes = Buffer.concat(pieces)
        return inflated(deflater.deflate(bytes)).equals(bytes)
      }),
      { numRuns: 500, seed: 5 },
    )
    t.pass(name)
  }
})

t.test('Matches of every length and distance', async (t) => {
  const deflater = new PresetDeflater(FEATURE_LENGTHS)
  const whole = different(40_000, 7)
  for (let length = 1; length <= 600; length++) {
    const bytes = Buffer.concat([whole.subarray(0, 604), whole.subarray(0, length)])
    t.ok(inflated(deflater.deflate(bytes)).equals(bytes), `length ${length}`)
  }
  for (const power of [1, 2, 4, 8, 64, 128, 256, 1024, 8192, 16_384, 32_768])
    for (const distance of [power - 1, power, power + 1, power + power / 2].filter((one) => one >= 8)) {
      const start = whole.subarray(0, Math.ceil(distance / 4) * 4)
      const bytes = Buffer.concat([start, start.subarray(start.length - distance), whole.subarray(0, 64)])
      t.ok(inflated(deflater.deflate(bytes)).equals(bytes), `distance ${distance}`)
    }
})

t.test('Text like that of tiles is packed, and a gzip of it is whole', async (t) => {
  const text = Buffer.from(
    Array.from({ length: 200 }, (_, i) => `Ấp ${i % 9}, Xã Mỹ Hạnh ${i * 7}`).join('\n'),
  )
  const deflater = new PresetDeflater(WHOLE_TILE_LENGTHS)
  t.ok(deflater.deflate(text).length < text.length / 2)
  const body = deflateRest({ bytes: text, parts: [] }, (bytes) => deflater.deflate(bytes))
  t.ok(gunzipSync(gzipWithParts(body, ADDRESS_DEFLATE)).equals(text))
})

t.test('Code lengths are the best that keep to a limit', async (t) => {
  for (const [counts, limit, lengths] of [
    [[1, 1, 2, 4], 15, [3, 3, 2, 1]],
    [[1, 1, 2, 4], 2, [2, 2, 2, 2]],
    [[5, 0, 5], 15, [1, 0, 1]],
    [[1, 2, 3, 5, 8, 13, 21], 15, [6, 6, 5, 4, 3, 2, 1]],
    [[1, 2, 3, 5, 8, 13, 21], 4, [4, 4, 3, 3, 3, 2, 2]],
  ] as const)
    t.same([...codeLengths(counts, limit)], lengths, `${counts} of at most ${limit}`)
  const kraft = (lengths: Uint8Array) => lengths.reduce((sum, length) => sum + (length && 2 ** -length), 0)
  fc.assert(
    fc.property(fc.array(fc.nat(10_000), { minLength: 2, maxLength: 286 }), (counts) => {
      const lengths = codeLengths(counts, 11)
      const coded = counts.filter((count) => count > 0).length
      return (coded < 2 || kraft(lengths) === 1) && lengths.every((length) => length <= 11)
    }),
    { numRuns: 200, seed: 3 },
  )
  for (const { literals, distances } of [WHOLE_TILE_LENGTHS, FEATURE_LENGTHS]) {
    t.same([literals.length, distances.length], [LITERAL_SYMBOLS, DISTANCE_SYMBOLS])
    t.same([kraft(literals), kraft(distances)], [1, 1])
  }
})

t.test('Canonical codes are those of the example in RFC 1951, 3.2.2', async (t) => {
  const written = [...canonicalCodes([3, 3, 3, 3, 3, 2, 4, 4])].map((code, i) =>
    [...code.toString(2).padStart([3, 3, 3, 3, 3, 2, 4, 4][i]!, '0')].reverse().join(''),
  )
  t.same(written, ['010', '011', '100', '101', '110', '00', '1110', '1111'])
})
