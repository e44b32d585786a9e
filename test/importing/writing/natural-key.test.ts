import { createHash } from 'node:crypto'
import t from 'tap'
import { SeededRandom } from '../../../src/importing/demo/seeded-random.ts'
import { uuidOf } from '../../../src/importing/writing/natural-key.ts'

const NAMESPACE = Buffer.from('6f6e1d2a8c5b4f7e9a3d0b1c2d3e4f50', 'hex')

/** RFC 9562 §5.5, as slowly as it is written there. */
function reference(...parts: (string | number | null)[]): string {
  const name = parts
    .map((part) => (typeof part === 'number' ? part.toFixed(5) : (part?.toLowerCase() ?? '')))
    .join('\u001f')
  const bytes = createHash('sha1').update(NAMESPACE).update(name).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

t.test('A natural key stays the same for ever, however its numbers are written', async (t) => {
  const random = new SeededRandom(3)
  const numbers = [
    0, 1, 5, 0.000004, 0.000005, 0.999995, 1.000005, 9.999999, 106.123455, 106.1234549999, -5.5,
  ]
  for (let i = 0; i < 20_000; i++) {
    const lon = 105 + random.next() * 2
    numbers.push(
      lon,
      Math.round(lon * 1e5) / 1e5,
      Math.round(lon * 1e6) / 1e6,
      Math.floor(lon * 1e5) / 1e5 + 5e-6,
    )
  }
  const wrong = numbers.filter((number) => uuidOf('address', number) !== reference('address', number))
  t.same(wrong, [])
  const parts = ['address', null, 1, '27694', '12/4B', 'Nguyễn Đình Chiểu', 'ẤP 4', 106.3988122, 10.5755741]
  t.equal(uuidOf(...parts), reference(...parts))
  t.equal(uuidOf('x'.repeat(5000), 'ữ'.repeat(5000)), reference('x'.repeat(5000), 'ữ'.repeat(5000)))
})
