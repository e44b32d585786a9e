import fc from 'fast-check'
import t from 'tap'
import { type Box, boxesIntersect } from '../../src/geo/box.ts'
import { SortedBoxes } from '../../src/geo/sorted-boxes.ts'

/** Boxes of all widths down to points, whose edges often meet. */
const box: fc.Arbitrary<Box> = fc
  .tuple(fc.nat(12), fc.nat(12), fc.nat(5), fc.nat(5))
  .map(([x, y, width, height]) => [x, y, x + width, y + height])

t.test('A box touches one of many where comparing with each finds one', (t) => {
  let touching = 0
  let apart = 0
  fc.assert(
    fc.property(fc.array(box, { maxLength: 8 }), fc.array(box, { maxLength: 20 }), (boxes, asked) => {
      const sorted = new SortedBoxes(boxes)
      for (const one of asked) {
        const touches = boxes.some((other) => boxesIntersect(one, other))
        if (touches) touching++
        else apart++
        if (sorted.touch(one) !== touches) return false
      }
      return true
    }),
  )
  t.ok(touching > 0 && apart > 0)
  t.end()
})

t.test('Of boxes of one width only the near ones are looked at', (t) => {
  const COUNT = 1000
  let read = 0
  const boxes = Array.from({ length: COUNT }, (_, i): Box => {
    const one = [i, 0, i, 1] as unknown as Box
    return new Proxy(one, {
      get(target, key) {
        if (key === '2') read++
        return Reflect.get(target, key)
      },
    })
  })
  const sorted = new SortedBoxes(boxes)
  read = 0
  t.notOk(sorted.touch([500.2, 0, 502.8, -1]), 'two lie in its width, and none touches it')
  t.ok(read <= 4, `${read} looked at`)
  t.end()
})
