// Numbers along a street, against houses that are placed so that their numbers are known.
import fc from 'fast-check'
import t from 'tap'
import { METRES_PER_DEGREE, metresPerDegreeLon } from '../../../src/geo/distance.ts'
import { numberAlong, numberByNearest } from '../../../src/registry/numbering/number-houses.ts'
import { type Position, StreetCourse } from '../../../src/registry/numbering/street-course.ts'

const [LON, LAT] = [106.41, 10.54]
/** A position some metres east and north of a point of Long An. */
const at = (east: number, north: number): Position => [
  LON + east / metresPerDegreeLon(LAT),
  LAT + north / METRES_PER_DEGREE,
]
const house = (uid: string, [lon, lat]: Position) => ({ uid, lon, lat })
const free = () => false
const RULE = { sides: 'odd-left', start: 1, step: 2, prefix: '' } as const
/** East for 200 m, then north for 100 m. */
const CORNER = [at(0, 0), at(200, 0), at(200, 100)]
const WEST_END = at(-5, 0)

/** A street of n equal stretches in any parts, orders and directions of drawing, with houses on both sides of it. */
const streets = fc
  .record({
    stretches: fc.integer({ min: 1, max: 6 }),
    reversed: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
    order: fc.array(fc.double({ noNaN: true }), { minLength: 6, maxLength: 6 }),
    houses: fc.uniqueArray(
      fc.record({
        metre: fc.integer({ min: 1, max: 290 }),
        left: fc.boolean(),
        away: fc.integer({ min: 3, max: 40 }),
      }),
      { selector: ({ metre }) => metre, maxLength: 60 },
    ),
    start: fc.integer({ min: 1, max: 50 }),
    sides: fc.constantFrom('odd-left', 'odd-right'),
  })
  .map(({ stretches, reversed, order, ...given }) => {
    const metres = (i: number) => (300 * i) / stretches
    const parts = Array.from({ length: stretches }, (_, i) => {
      const part = [at(metres(i), 0), at(metres(i + 1), 0)]
      return { part: reversed[i] ? part.toReversed() : part, by: order[i] as number }
    })
    const drawn = parts.sort((a, b) => a.by - b.by).map(({ part }) => part)
    return { ...given, drawn }
  })

t.test('each side counts up along the street, odd on its side, whatever way the line was drawn', (t) => {
  fc.assert(
    fc.property(streets, ({ drawn, houses, start, sides }) => {
      const course = StreetCourse.ofLine(drawn, WEST_END) as StreetCourse
      const list = houses.map(({ metre, left, away }) => house(`${metre}`, at(metre, left ? away : -away)))
      const numbered = numberAlong(list, course, { ...RULE, sides: sides as 'odd-left', start }, free)
      const expected = new Map<string, string>()
      for (const odd of [true, false]) {
        const side = houses
          .filter(({ left }) => (left === (sides === 'odd-left')) === odd)
          .sort((a, b) => a.metre - b.metre)
        const first = (start % 2 === 1) === odd ? start : start + 1
        for (const [i, { metre }] of side.entries()) expected.set(`${metre}`, String(first + 2 * i))
      }
      const given = new Map(numbered.map(({ uid, house_number }) => [uid, house_number]))
      return (
        given.size === houses.length &&
        houses.every(({ metre }) => given.get(`${metre}`) === expected.get(`${metre}`))
      )
    }),
  )
  t.end()
})

const CASES: [does: string, from: Position | undefined, rule: object, expected: object][] = [
  ['around a corner', WEST_END, {}, { a: '1', b: '2', c: '3', d: '4' }],
  ['from the other end', at(200, 120), {}, { d: '1', c: '2', b: '3', a: '4' }],
  ['without a place to begin at the northernmost end', undefined, {}, { d: '1', c: '2', b: '3', a: '4' }],
  ['with the odd ones on the right', WEST_END, { sides: 'odd-right' }, { b: '1', a: '2', d: '3', c: '4' }],
  ['in one row', WEST_END, { sides: 'none', step: 1 }, { a: '1', b: '2', c: '3', d: '4' }],
  ['with gaps', WEST_END, { step: 4, start: 10 }, { b: '10', a: '11', d: '14', c: '15' }],
  ['in an alley', WEST_END, { prefix: '51/' }, { a: '51/1', b: '51/2', c: '51/3', d: '51/4' }],
]
for (const [does, from, rule, expected] of CASES)
  t.test(`numbers a street ${does}`, (t) => {
    const course = StreetCourse.ofLine(
      [CORNER.slice(1), CORNER.slice(0, 2).toReversed()],
      from,
    ) as StreetCourse
    const houses = [
      house('c', at(190, 50)),
      house('a', at(20, 8)),
      house('d', at(212, 60)),
      house('b', at(30, -9)),
    ]
    const numbered = numberAlong(houses, course, { ...RULE, ...rule }, free)
    t.same(Object.fromEntries(numbered.map(({ uid, house_number }) => [uid, house_number])), expected)
    t.end()
  })

t.test('a number that is taken is passed over', (t) => {
  const course = StreetCourse.ofLine([[at(0, 0), at(100, 0)]], WEST_END) as StreetCourse
  const houses = [house('a', at(10, 5)), house('b', at(20, 5)), house('c', at(30, -5))]
  const numbered = numberAlong(houses, course, RULE, (number) => ['3', '2'].includes(number))
  t.match(numbered, [
    { uid: 'a', house_number: '1', side: 'left', along: 10, away: 5 },
    { uid: 'b', house_number: '5' },
    { uid: 'c', house_number: '4', side: 'right', along: 30, away: 5 },
  ])
  t.end()
})

/** what is given by hand, what all of six houses of one side get */
const BY_HAND: [given: Record<string, string>, rule: object, numbers: string][] = [
  [{}, {}, '1 3 5 7 9 11'],
  [{ b: '7' }, {}, '1 7 9 11 13 15'],
  [{ c: '3A' }, {}, '1 3 3A 5 7 9'],
  [{ b: '3-7' }, {}, '1 3-7 9 11 13 15'],
  [{ c: '1 bis' }, {}, '1 3 1 bis 5 7 9'],
  [{ c: '4' }, {}, '1 3 4 5 7 9'],
  [{ b: '51/3' }, {}, '1 51/3 3 5 7 9'],
  [{ e: '3' }, {}, '1 5 7 9 3 11'],
  [{ b: '51/9' }, { prefix: '51/' }, '51/1 51/9 51/11 51/13 51/15 51/17'],
  [{ b: 'LÔ B' }, {}, '1 LÔ B 3 5 7 9'],
]
for (const [given, rule, numbers] of BY_HAND)
  t.test(`numbers run on behind ${JSON.stringify(given)}`, (t) => {
    const course = StreetCourse.ofLine([[at(0, 0), at(100, 0)]], WEST_END) as StreetCourse
    const row = [...'abcdef'].map((uid, i) => house(uid, at(10 * i, 5)))
    const fixed = new Set(Object.values(given))
    const numbered = numberAlong(
      row,
      course,
      { ...RULE, ...rule },
      (number) => fixed.has(number),
      new Map(Object.entries(given)),
    )
    t.equal(numbered.map(({ house_number }) => house_number).join(' '), numbers)
    t.end()
  })

t.test('houses tell the course of a street without a line, unless they stand along none', (t) => {
  const row = Array.from({ length: 12 }, (_, i) => at(i * 20, i % 2 === 0 ? 8 : -8))
  const course = StreetCourse.ofHouses(row, WEST_END) as StreetCourse
  const numbered = numberAlong(
    row.map((position, i) => house(String(i), position)).toReversed(),
    course,
    RULE,
    free,
  )
  t.same(
    numbered.map(({ uid, house_number }) => Number(house_number) - Number(uid)),
    row.map(() => 1),
    'odd ones on the left, each further along than the one before',
  )
  t.equal(StreetCourse.ofHouses([at(0, 0), at(50, 0), at(0, 50), at(50, 50)], undefined), undefined)
  t.equal(StreetCourse.ofHouses([at(0, 0)], undefined), undefined)
  t.equal(StreetCourse.ofHouses([], undefined), undefined)
  t.equal(
    StreetCourse.ofLine([[at(0, 0), at(0, 0)], [at(1, 1)]], undefined),
    undefined,
    'a line without length',
  )
  t.end()
})

t.test('houses that stand along no street are numbered from one to the nearest', (t) => {
  const houses = [house('far', at(300, 0)), house('near', at(20, 0)), house('next', at(60, 30))]
  const order = (from: Position | undefined) =>
    numberByNearest(houses, from, { ...RULE, sides: 'none', step: 1 }, (number) => number === '2').map(
      ({ uid, house_number }) => `${uid} ${house_number}`,
    )
  t.same(order(at(0, 0)), ['near 1', 'next 3', 'far 4'])
  t.same(order(at(400, 0)), ['far 1', 'next 3', 'near 4'])
  t.same(order(undefined), ['next 1', 'near 3', 'far 4'], 'from the northernmost')
  t.end()
})
