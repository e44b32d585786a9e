import fc from 'fast-check'
import t from 'tap'
import { FeatureScanner } from '../../../src/importing/formats/json/feature-scanner.ts'

t.test('features are found as JSON.parse finds them, however the text is cut', async (t) => {
  const feature = fc.record({
    type: fc.constant('Feature'),
    properties: fc.dictionary(
      fc.string({ unit: fc.constantFrom('a', '{', '}', '"', '\\', ']') }),
      fc.jsonValue(),
    ),
  })
  fc.assert(
    fc.property(
      fc.array(feature, { maxLength: 5 }),
      fc.integer({ min: 1, max: 30 }),
      fc.boolean(),
      (features, size, pretty) => {
        const text = JSON.stringify(
          { type: 'FeatureCollection', features, name: 'end' },
          null,
          pretty ? 2 : 0,
        )
        const scanner = new FeatureScanner()
        const found = []
        for (let at = 0; at < text.length; at += size) found.push(...scanner.push(text.slice(at, at + size)))
        t.same(
          found.map((one) => JSON.parse(one.text)),
          JSON.parse(text).features,
        )
        t.equal(scanner.state, 'after')
      },
    ),
    { numRuns: 100 },
  )
})

t.test('a feature that is cut off is left open', async (t) => {
  const scanner = new FeatureScanner()
  t.equal(scanner.push('{"features":[{"a":1},{"b":').length, 1)
  t.ok(scanner.open)
  t.equal(scanner.state, 'features')
})
