import fc from 'fast-check'
import t from 'tap'
import { jsonPieces } from '../../../../src/http/edge/answers/json-pieces.ts'

const OBJECTS: readonly Record<string, unknown>[] = [
  {},
  { results: [] },
  { a: undefined },
  { a: undefined, b: 1, c: undefined, d: [] },
  { type: 'FeatureCollection', features: [{ id: 1 }, null, undefined, () => 1, 'x'], links: [[1], []] },
  { 'Phường "4"': '\u2028\ud800', 10: true, 2: null, nested: { list: [1, [2]] }, day: new Date(0) },
]

t.test('the pieces are together what JSON.stringify gives', async (t) => {
  for (const object of OBJECTS) t.equal([...jsonPieces(object)].join(''), JSON.stringify(object))
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(fc.jsonValue(), fc.constant(undefined))), (object) => {
      t.equal([...jsonPieces(object)].join(''), JSON.stringify(object))
    }),
  )
})

t.test('elements are made one by one, when their piece is asked for', async (t) => {
  let made = 0
  let ended = false
  function* numbers() {
    try {
      for (;;) yield made++
    } finally {
      ended = true
    }
  }
  const pieces = jsonPieces({ id: 7, results: numbers() })
  t.equal(pieces.next().value, '{"id":7')
  for (let i = 0; i < 5; i++) {
    t.equal(pieces.next().value, i === 0 ? ',"results":[0' : `,${i}`)
    t.equal(made, i + 1)
  }
  pieces.return(undefined)
  t.ok(ended)
})
