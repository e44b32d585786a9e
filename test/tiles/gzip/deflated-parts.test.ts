import { execFileSync } from 'node:child_process'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import t from 'tap'
import {
  ADDRESS_DEFLATE,
  concatenated,
  deflatePart,
  gzipAsync,
  gzipWithParts,
  type PartlyDeflated,
  undeflatedLength,
} from '../../../src/tiles/gzip/deflated-parts.ts'

/** Pieces one after the other, of which the marked ones are at hand deflated. */
function bodyOf(pieces: readonly (readonly [bytes: Uint8Array, atHand: boolean])[]): PartlyDeflated {
  return concatenated(
    pieces.map(([bytes, atHand]) => ({
      bytes,
      parts: atHand ? [{ start: 0, end: bytes.length, deflated: deflatePart(bytes) }] : [],
    })),
  )
}

const repeated = (text: string, times: number) => new TextEncoder().encode(text.repeat(times))

t.test('A gzip with parts that were deflated before unpacks to the whole, wherever they are', async (t) => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.tuple(fc.string({ minLength: 1 }), fc.nat(400)).map(([text, times]) => repeated(text, times)),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(piece, fc.boolean()), { maxLength: 8 }), async (pieces) => {
      const body = bodyOf(pieces)
      const whole = Buffer.concat(pieces.map(([bytes]) => bytes))
      const packed = gzipWithParts(body, ADDRESS_DEFLATE)
      t.ok(gunzipSync(packed).equals(whole))
      t.same(await gzipAsync(body, ADDRESS_DEFLATE), packed)
      const left = pieces.reduce((sum, [bytes, atHand]) => sum + (atHand ? 0 : bytes.length), 0)
      t.equal(undeflatedLength(body), left)
    }),
    { numRuns: 300, seed: 8 },
  )
})

t.test('Another program unpacks it, and finds what is damaged', async (t) => {
  const pieces = [
    'head',
    'at hand '.repeat(500),
    'between',
    'at hand too '.repeat(70_000),
    'rest '.repeat(2000),
  ]
  const body = bodyOf(pieces.map((text, i) => [repeated(text, 1), i % 2 === 1]))
  const packed = gzipWithParts(body, { level: 1 })
  t.equal(execFileSync('gzip', ['-dc'], { input: packed, maxBuffer: 1e7 }).toString(), pieces.join(''))
  const damaged = Uint8Array.from(packed, (byte, i) => (i === packed.length - 6 ? byte ^ 1 : byte))
  t.throws(() => execFileSync('gzip', ['-dc'], { input: damaged, stdio: 'pipe' }), /crc error/)
  t.throws(() => gunzipSync(damaged), /incorrect data check/)
})
