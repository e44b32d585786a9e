import type { LineString, Polygon, Position } from 'geojson'
import t from 'tap'
import { distance } from '../../src/geo/distance.ts'
import { pointInPolygon } from '../../src/geo/point-in-polygon.ts'
import { ReverseIndex } from '../../src/reverse/reverse-index.ts'
import { stepped } from '../support/stepped.ts'
import { addressRow, emptyRecord, seeded } from '../support/tile-record.ts'

const ADDRESSES = 2_000
const [LON, LAT] = [106.41, 10.53]
const SIDE = 0.008

t.test('addresses along a geometry', async (t) => {
  const { record, close } = emptyRecord()
  t.teardown(close)
  const random = seeded(7)
  const positions: Position[] = Array.from({ length: ADDRESSES }, () => [
    LON + random() * SIDE,
    LAT + random() * SIDE,
  ])
  const load = record.bulkLoad(['address'])
  for (const [lon, lat] of positions as [number, number][]) record.addresses.insert(addressRow(lon, lat))
  load.commit()
  const index = new ReverseIndex(record)

  t.test('in a polygon: those in it, by number, at most so many', async (t) => {
    const polygon: Polygon = {
      type: 'Polygon',
      coordinates: [circle(0.003, 500), circle(0.001, 500)],
    }
    const inside = positions.flatMap(([lon, lat], i) => (pointInPolygon(lon!, lat!, polygon) ? [i + 1] : []))
    t.ok(inside.length > 100)
    for (const limit of [1, 50, ADDRESSES]) {
      const { result } = stepped(index.along(polygon, 15, limit))
      t.same(
        result.map(({ fid }) => fid),
        inside.slice(0, limit),
      )
      t.ok(result.every(({ metres }) => metres === 0))
    }
  })

  t.test('on a line: those within reach, nearest first', async (t) => {
    const line: LineString = { type: 'LineString', coordinates: circle(0.003, 4_000) }
    const near = positions
      .map(([lon, lat], i) => ({
        fid: i + 1,
        metres: Math.min(...line.coordinates.map(([x, y]) => distance(lon!, lat!, x!, y!))),
      }))
      .filter(({ metres }) => metres <= 20)
      .sort((a, b) => a.metres - b.metres)
    const { result } = stepped(index.along(line, 20, ADDRESSES))
    // the positions of the line are half a metre from one another
    t.ok(Math.abs(result.length - near.length) <= 3)
    for (const [i, { metres }] of result.slice(0, near.length - 3).entries())
      t.ok(Math.abs(metres - near[i]!.metres) < 0.5)
  })

  t.test('others have their turn after every candidate', async (t) => {
    const whole: Polygon = {
      type: 'Polygon',
      coordinates: [
        [
          [LON, LAT],
          [LON + SIDE, LAT],
          [LON + SIDE, LAT + SIDE],
          [LON, LAT + SIDE],
          [LON, LAT],
        ],
      ],
    }
    t.equal(stepped(index.along(whole, 15, 10)).steps, ADDRESSES)
    t.same(stepped(index.along({ type: 'Point', coordinates: [0, 0] }, 15, 10)), { result: [], steps: 0 })
  })
})

/** A closed ring around the middle of the addresses. */
function circle(radius: number, corners: number): Position[] {
  return Array.from({ length: corners + 1 }, (_, i) => {
    const angle = ((i % corners) / corners) * 2 * Math.PI
    return [LON + SIDE / 2 + radius * Math.cos(angle), LAT + SIDE / 2 + radius * Math.sin(angle)]
  })
}
