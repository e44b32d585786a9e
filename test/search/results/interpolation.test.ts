import t from 'tap'
import { distance } from '../../../src/geo/distance.ts'
import { parseHousePath } from '../../../src/parsing/house-path.ts'
import { HouseList } from '../../../src/search/houses/house-list.ts'
import { HouseTexts } from '../../../src/search/houses/house-texts.ts'
import { interpolate } from '../../../src/search/results/interpolation.ts'

/** A street eastward: each house number with its metres from the start, south of it when odd. */
function street(houses: Readonly<Record<string, number>>) {
  const texts = new HouseTexts()
  let list = new HouseList()
  const positions: Array<[number, number]> = []
  for (const [number, metres] of Object.entries(houses)) {
    positions.push([106.4 + metres / 109_500, 10.5])
    list = list.edited(new Set(), new Map([[positions.length - 1, texts.add(number.trim())]]), texts)
  }
  return (number: string) => {
    const found = interpolate(list, parseHousePath(number)!, texts, (fid) => positions[fid])
    return found && { ...found, metres: Math.round(distance(106.4, 10.5, found.lon, found.lat)) }
  }
}

t.test('a number stands between its neighbours of the same side', async (t) => {
  const at = street({ '2': 0, '3': 500, '4/7': 900, '8': 60, '9': 700, '12': 100, '12A': 104, '80': 900 })
  const cases: [number: string, between: [string, string] | undefined, metres: number | undefined][] = [
    ['4', ['2', '8'], 20],
    ['6', ['2', '8'], 40],
    ['6B', ['2', '8'], 40],
    ['10', ['8', '12'], 80],
    ['5', ['3', '9'], 566],
    ['1', undefined, undefined],
    ['11', undefined, undefined],
    ['82', undefined, undefined],
    ['14', undefined, undefined],
    ['4/9', undefined, undefined],
  ]
  for (const [number, between, metres] of cases) {
    const found = at(number)
    t.same([found?.between, found?.metres], [between, metres], number)
  }
})

t.test('its accuracy is what the neighbours allow', async (t) => {
  const at = street({ '2': 0, '6': 20, '20': 420, '24': 2420 })
  t.equal(at('4')?.accuracy, 15, 'not better than a house')
  t.equal(at('10')?.accuracy, 200)
  t.equal(at('22'), undefined, 'two kilometres apart are no neighbours')
})

t.test('of a number that stands twice the nearer one counts', async (t) => {
  const at = street({ '2': 0, '6': 5000, ' 6': 80 })
  t.equal(at('4')?.metres, 40)
})
