import type { Polygon } from 'geojson'
import t from 'tap'
import { MapPictures, PICTURE_SIZE } from '../../../src/tiles/styles/map-picture.ts'

const square = (west: number, south: number): Polygon => {
  const [east, north] = [west + 0.5, south + 0.5]
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
  return { type: 'Polygon', coordinates: [ring] }
}

t.test('A map is drawn on its communes', async (t) => {
  const pictures = new MapPictures([
    { code: 'a', geometry: square(106, 10) },
    { code: 'b', geometry: square(106.5, 10.5) },
    { code: 'none', geometry: undefined },
  ])
  const picture = pictures.draw(
    [
      [106.25, 10.25],
      [106.2501, 10.2501],
      [106.75, 10.75],
      [120, 10],
    ],
    new Map([
      ['b', 3],
      ['unknown', 1],
    ]),
  )
  const areas = picture.communes.split('z').filter(Boolean)
  t.equal(areas.length, 2)
  const numbers = [...picture.communes.matchAll(/\d+/g)].map(([number]) => Number(number))
  t.ok(numbers.every((number) => number >= 0 && number <= Math.max(...PICTURE_SIZE)))
  t.equal(picture.spots.split('M').length - 1, 2, 'near ones are one, those elsewhere none')
  t.same(picture.classed, [{ shade: 3, area: `${areas[1]}z` }])
  t.same([...pictures.areas.keys()], ['a', 'b'])
  const large = new MapPictures([{ code: 'a', geometry: square(106, 10) }], [1200, 1200])
  t.equal(
    Math.max(...[...(large.areas.get('a') ?? '').matchAll(/\d+/g)].map(([number]) => Number(number))),
    1198,
  )
  const [, x, y] = /^M(\d+) (\d+)h0M/.exec(picture.spots)!.map(Number)
  const [, x2, y2] = /M(\d+) (\d+)h0$/.exec(picture.spots)!.map(Number)
  t.ok(x! < x2! && y! > y2!, 'north is up')
})

t.test('Without communes nothing is drawn', async (t) => {
  t.same(new MapPictures([]).draw([[106, 10]], new Map()), { communes: '', spots: '', classed: [] })
})
