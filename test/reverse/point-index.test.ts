import fc from 'fast-check'
import t from 'tap'
import { distance } from '../../src/geo/distance.ts'
import { PointIndex } from '../../src/reverse/point-index.ts'
import { finished } from '../../src/store/following/follower.ts'

type Point = [fid: number, lon: number, lat: number]

function indexOf(points: readonly Point[]): PointIndex {
  return finished(PointIndex.build(points, points.length))
}

const lon = fc.double({ min: 105.5, max: 106.8, noNaN: true })
const lat = fc.double({ min: 10.3, max: 11.8, noNaN: true })

function bruteForce(points: Iterable<Point>, x: number, y: number, limit: number, radius: number): number[] {
  return [...points]
    .map(([fid, lon, lat]) => ({ fid, metres: distance(x, y, lon, lat) }))
    .filter(({ metres }) => metres <= radius)
    .sort((a, b) => a.metres - b.metres || a.fid - b.fid)
    .slice(0, limit)
    .map(({ fid }) => fid)
}

t.test('The nearest points', async (t) => {
  t.test('are those that a full scan finds, also after edits', async (t) => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(lon, lat), { maxLength: 200 }),
        fc.array(fc.tuple(fc.nat(250), fc.option(fc.tuple(lon, lat))), { maxLength: 40 }),
        fc.tuple(lon, lat),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(200, 5_000, 300_000),
        (initial, edits, [x, y], limit, radius) => {
          const points = new Map(initial.map(([lon, lat], i) => [i + 1, [i + 1, lon, lat] as Point]))
          const index = indexOf([...points.values()])
          for (const [fid, position] of edits) {
            index.set(fid + 1, position ?? undefined)
            if (position) points.set(fid + 1, [fid + 1, ...position])
            else points.delete(fid + 1)
          }
          const found = index.nearest(x, y, limit, radius).map(({ fid }) => fid)
          const box = [x - 0.3, y - 0.2, x + 0.1, y + 0.3] as const
          const inside = [...points.values()]
            .filter(([, lon, lat]) => lon >= box[0] && lon <= box[2] && lat >= box[1] && lat <= box[3])
            .map(([fid]) => fid)
            .sort((a, b) => a - b)
          return (
            index.size === points.size &&
            String(index.within([...box], 500).map(({ fid }) => fid)) === String(inside) &&
            String(found) === String(bruteForce(points.values(), x, y, limit, radius))
          )
        },
      ),
      { numRuns: 300 },
    )
    t.pass('300 clouds of points')
  })

  t.test(
    'stay right with more edits than points, beyond the grid too, and say that the index is worn',
    async (t) => {
      const points = new Map<number, Point>()
      const index = indexOf([])
      for (let fid = 1; fid <= 9_000; fid++) {
        const point: Point = [
          fid,
          106 + ((fid * 7919) % 9973) / 20_000,
          10.5 + ((fid * 104_729) % 9967) / 20_000,
        ]
        points.set(fid, point)
        index.set(fid, [point[1], point[2]])
      }
      for (let fid = 1; fid <= 9_000; fid += 3) {
        points.delete(fid)
        index.set(fid, undefined)
      }
      t.equal(index.size, points.size)
      t.ok(index.isWornAfter(0))
      t.notOk(indexOf([...points.values()]).isWornAfter(1))
      for (const [x, y] of [
        [106.2, 10.7],
        [106, 10.5],
        [106.45, 10.99],
      ] as const) {
        const found = index.nearest(x, y, 10, 10_000).map(({ fid }) => fid)
        t.same(found, bruteForce(points.values(), x, y, 10, 10_000), `around ${x}, ${y}`)
      }
    },
  )

  t.test('on one spot come in the order of their numbers', async (t) => {
    const index = indexOf(Array.from({ length: 100 }, (_, i): Point => [i + 1, 106.4, 10.5]))
    t.same(
      index.nearest(106.4, 10.5, 3, 10).map(({ fid }) => fid),
      [1, 2, 3],
    )
  })

  t.same(indexOf([]).nearest(106, 10, 5, 5_000), [], 'of none are none')
})
