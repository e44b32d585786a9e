import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import t from 'tap'
import { METRES_PER_DEGREE, metresPerDegreeLon } from '../../../src/geo/distance.ts'
import { orderFindings } from '../../../src/registry/findings/order/order-findings.ts'
import type { Neighbour } from '../../../src/registry/findings/ports.ts'
import { goodDraft } from '../../support/finding-world.ts'

const cases: Record<string, string>[] = parse(
  readFileSync(new URL('../../cases/house-order.csv', import.meta.url)),
  { columns: true },
)
const [LON, LAT] = [106.41, 10.54]

/** A place some metres along and across a street that runs in a direction. */
function placeOn(along: number, across: number, direction: number): { lon: number; lat: number } {
  const [cos, sin] = [Math.cos(direction), Math.sin(direction)]
  return {
    lon: LON + (along * cos - across * sin) / metresPerDegreeLon(LAT),
    lat: LAT + (along * sin + across * cos) / METRES_PER_DEGREE,
  }
}

function house(house_number: string, along: number, across: number, direction: number): Neighbour {
  return {
    uid: `uid-${house_number}-${along}-${across}`,
    class: 1,
    name: null,
    house_number,
    street: 'Nguyễn Huệ',
    hamlet: null,
    commune_code: '27694',
    former_commune_code: null,
    ...placeOn(along, across, direction),
  }
}

/** "10@-20+5" is house 10, 20 m back, 5 m to the left. */
function neighboursOf(text: string, direction: number): Neighbour[] {
  return text
    .split(' ')
    .filter(Boolean)
    .map((each) => {
      const [, number, along, across] = /^(\w+)@([-+]?\d+)([-+]\d+)$/.exec(each)!
      return house(number!, Number(along), Number(across), direction)
    })
}

t.test('A number out of order or on the wrong side is found where its neighbours agree', async (t) => {
  for (const row of cases)
    for (const direction of [0, 0.7, Math.PI / 2, 2.5, -1.2]) {
      const draft = goodDraft({
        house_number: row.number!,
        ...placeOn(Number(row.along), Number(row.across), direction),
      })
      const findings = orderFindings(draft, neighboursOf(row.neighbours!, direction))
      const order = findings.find(({ rule }) => rule === 'house-order')
      const side = findings.find(({ rule }) => rule === 'house-side')
      const name = `${row.case} (${direction})`
      t.equal(order?.values.slice(-2).join('…') ?? '', row.order, name)
      t.equal(
        /odd|even/.exec(side?.message.en ?? '')?.[0] ?? '',
        row.side === '' ? '' : sideOf(row.side!),
        name,
      )
    }
})

/** The side on which a house stands that is of the other one. */
function sideOf(own: string): string {
  return own === 'even' ? 'odd' : 'even'
}

t.test('Who has no number on a street is left alone', async (t) => {
  const along = neighboursOf('10@-20+5 12@-10+5 16@10+5 18@20+5', 0)
  const found = (more: object) => orderFindings(goodDraft({ ...placeOn(0, 5, 0), ...more }), along).length
  t.equal(found({ house_number: '500' }), 1)
  for (const more of [
    { house_number: null },
    { house_number: '500/3' },
    { house_number: 'Lô B' },
    { house_number: '500', street: null },
    { house_number: '500', lon: null },
    { house_number: '500', status: 'alternative' },
    { house_number: '500', uid: 'uid-16-10-5' },
  ])
    t.equal(found(more), 0, JSON.stringify(more))
  const former = along.map((each) => ({ ...each, former_commune_code: '27700' }))
  t.equal(
    orderFindings(
      goodDraft({ house_number: '500', ...placeOn(0, 5, 0), former_commune_code: '27701' }),
      former,
    ).length,
    0,
    'a street of another former commune is another street',
  )
})

t.test('A street that is numbered as streets are has no finding, wherever it runs', async () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 6.2, noNaN: true }),
      fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: 12, maxLength: 30 }),
      fc.boolean(),
      (direction, shifts, falling) => {
        const street = shifts.map((shift, i) => {
          const number = falling ? shifts.length - i : i + 1
          return house(String(number), i * 5 + shift, number % 2 === 0 ? 5 : -5, direction)
        })
        return street.every((one) => orderFindings(goodDraft({ ...one }), street).length === 0)
      },
    ),
    { numRuns: 100, endOnFailure: true },
  )
})
