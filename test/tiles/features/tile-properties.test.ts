import fc from 'fast-check'
import t from 'tap'
import { PointLayer } from '../../../src/tiles/addresses/point-layer.ts'
import { encodeFeatures } from '../../../src/tiles/features/encode-features.ts'
import { tileProperties } from '../../../src/tiles/features/tile-properties.ts'
import { decodeTile } from '../../support/tile-record.ts'

/** Properties through geojson-vt, vt-pbf and back through @mapbox/vector-tile. */
function roundTrip(properties: Record<string, unknown>): Record<string, unknown> {
  const geometry = { type: 'Point' as const, coordinates: [106.4, 10.5] }
  const feature = { type: 'Feature' as const, id: 1, geometry, properties: tileProperties(properties) }
  const tile = decodeTile(encodeFeatures('layer', [feature, feature], 0, 0, 0)).layer!
  t.same(tile[0], tile[1])
  return tile[0]!.properties
}

const long = 'ế'.repeat(65_536)
const CASES: [name: string, given: Record<string, unknown>, shown: Record<string, unknown>][] = [
  [
    'plain values',
    { a: 'Đường', b: 12, c: -3, d: 1.5, e: true },
    { a: 'Đường', b: 12, c: -3, d: 1.5, e: true },
  ],
  ['nothing', { a: undefined, b: null, c: Number.NaN, d: Infinity, e: () => 1, f: Symbol('x') }, {}],
  [
    'huge numbers',
    { a: 1.8e19, b: -1e300, c: 2n ** 80n, d: 7n },
    { a: '18000000000000000000', b: '-1e+300', c: `${2n ** 80n}`, d: 7 },
  ],
  [
    'names that objects inherit',
    { constructor: 'a', toString: 'b', valueOf: 1 },
    { constructor_: 'a', toString_: 'b', valueOf_: 1 },
  ],
  ['emoji and lone surrogates', { '😀': '🏠', b: 'a\ud800' }, { '😀': '🏠', b: 'a\ufffd' }],
  ['64 kB of text', { a: long }, { a: `${'ế'.repeat(999)}…` }],
  ['lists and objects', { a: [1, 'x'], b: { c: 1 } }, { a: '[1,"x"]', b: '{"c":1}' }],
]

t.test('Attributes of any kind give a tile that others decode', async (t) => {
  for (const [name, given, shown] of CASES) t.test(name, async (t) => t.same(roundTrip(given), shown))

  t.test('a property called __proto__', async (t) => {
    const shown = roundTrip(JSON.parse('{"__proto__": "x", "a": 1}'))
    t.equal(shown.a, 1)
    t.equal(shown.__proto___, 'x')
  })

  t.test('anything at all', async () => {
    const value = fc.oneof(fc.anything(), fc.double(), fc.bigInt(), fc.string({ unit: 'binary' }))
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value, { maxKeys: 6 }), (properties) => {
        const shown = roundTrip(properties)
        return Object.values(shown).every((each) => ['string', 'number', 'boolean'].includes(typeof each))
      }),
      { numRuns: 300, seed: 5 },
    )
  })
})

t.test('A point layer written by hand decodes, whatever its numbers', async (t) => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.maxSafeNat(), fc.maxSafeNat(), fc.integer({ min: -4096, max: 8192 }), fc.string()),
        { minLength: 1 },
      ),
      (points) => {
        const layer = new PointLayer('points', ['number', 'flag', 'text'])
        const texts = points.map(([, , , text]) => new TextEncoder().encode(text).subarray(0, 90))
        points.forEach(([id, number, at], i) => {
          layer.tag(0, layer.value(number))
          layer.tag(1, layer.value(number % 2 === 0))
          const text = texts[i]!
          const bytes = Uint8Array.of(0x22, text.length + 2, 0x0a, text.length, ...text)
          layer.tag(2, layer.shared(bytes, 0, bytes.length))
          layer.point(id, at, -at)
        })
        const features = decodeTile(layer.finish().bytes).points!
        return features.every(({ id, properties, geometry }, i) => {
          const [given, number, at] = points[i]!
          const { x, y } = geometry[0]![0]!
          const text = new TextDecoder().decode(texts[i])
          return (
            id === given &&
            properties.number === number &&
            properties.flag === (number % 2 === 0) &&
            properties.text === text &&
            x === at &&
            y === -at
          )
        })
      },
    ),
    { numRuns: 200, seed: 5 },
  )
  const layer = new PointLayer('many', ['text'])
  for (let i = 0; i < 5000; i++) {
    const text = new TextEncoder().encode(String(i % 1500))
    const bytes = Uint8Array.of(0x22, text.length + 2, 0x0a, text.length, ...text)
    layer.tag(0, layer.shared(bytes, 0, bytes.length))
    layer.point(i, 0, 0)
  }
  const features = decodeTile(layer.finish().bytes).many!
  t.ok(features.every(({ id, properties }) => properties.text === String((id as number) % 1500)))
})
