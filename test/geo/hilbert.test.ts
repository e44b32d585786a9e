import fc from 'fast-check'
import t from 'tap'
import { tileId, tileOfId } from '../../src/geo/hilbert.ts'

t.test('Numbers of tiles along the Hilbert curve', async (t) => {
  // the examples of the specification's own tests
  const cases: [z: number, x: number, y: number, id: number][] = [
    [0, 0, 0, 0],
    [1, 0, 0, 1],
    [1, 0, 1, 2],
    [1, 1, 1, 3],
    [1, 1, 0, 4],
    [2, 0, 0, 5],
    [12, 3423, 1763, 19_078_479],
  ]
  for (const [z, x, y, id] of cases) {
    t.equal(tileId(z, x, y), id, `${z}/${x}/${y}`)
    t.same(tileOfId(id), [z, x, y])
  }

  t.test('neighbours on the curve are neighbours on the map', async (t) => {
    const start = tileId(5, 0, 0)
    for (let id = start; id < tileId(6, 0, 0) - 1; id++) {
      const [[, x, y], [, nextX, nextY]] = [tileOfId(id), tileOfId(id + 1)]
      if (Math.abs(x - nextX) + Math.abs(y - nextY) !== 1) t.fail(`${id}`)
    }
  })

  t.test('a number leads back to its tile', async () => {
    const tile = fc
      .integer({ min: 0, max: 22 })
      .chain((z) => fc.tuple(fc.constant(z), fc.nat(2 ** z - 1), fc.nat(2 ** z - 1)))
    fc.assert(fc.property(tile, ([z, x, y]) => `${tileOfId(tileId(z, x, y))}` === `${[z, x, y]}`))
  })
})
