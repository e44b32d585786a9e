import fc from 'fast-check'
import t from 'tap'
import { TextBuffers } from '../../../../src/http/edge/answers/text-buffers.ts'

t.test('texts in shared buffers are those that Node encodes, and stay so', async (t) => {
  const pieces = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\ud800', 'Phường ', '𝄞', 'a'))
  const texts = fc.array(
    fc.tuple(pieces, fc.nat(6000)).map(([piece, times]) => piece.repeat(times).slice(0, 30_000)),
  )
  fc.assert(
    fc.property(texts, (all) => {
      const buffers = new TextBuffers()
      const encoded = all.map((text) => buffers.encoded(text))
      return all.every((text, i) => Buffer.from(text).equals(encoded[i]!))
    }),
    { numRuns: 50 },
  )
  t.equal(String(new TextBuffers().encoded('')), '')
})

t.test('many small ones share one', async (t) => {
  const buffers = new TextBuffers()
  const all = Array.from({ length: 100 }, (_, i) => buffers.encoded(`Phường ${i}`))
  t.equal(new Set(all.map(({ buffer }) => buffer)).size, 1)
})
