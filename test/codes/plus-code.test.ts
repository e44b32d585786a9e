import fc from 'fast-check'
import pluscodes from 'pluscodes'
import t from 'tap'
import { completedNear, completionsWithin, plusCodePoint, readPlusCode } from '../../src/codes/plus-code.ts'

const BOX = [105.3, 10.1, 107, 11.9] as const

t.test('Plus codes in a text', async (t) => {
  t.test('which words are one', async (t) => {
    const cases: [word: string, code: string | undefined, short?: boolean][] = [
      ['7P28GCP6+9R', '7P28GCP6+9R', false],
      ['7p28gcp6+9rx', '7P28GCP6+9RX', false],
      ['GCP6+9R', 'GCP6+9R', true],
      ['HHW5+29J', 'HHW5+29J', true],
      ['28GCP6+9R', '28GCP6+9R', true],
      ['P6+9R', 'P6+9R', true],
      ['2222+22', '2222+22', true],
      ['22+24', undefined],
      ['1+3', undefined],
      ['GCP+69R', undefined],
      ['GCA6+9R', undefined],
      ['GCP6+9', undefined],
    ]
    for (const [word, code, short] of cases) t.same(readPlusCode(word), code && { code, short }, word)
  })

  t.test('a short code is completed to the nearest of all that end so', async (t) => {
    const place = { min: -40, max: 40, noNaN: true }
    const places = fc.record({ lon: fc.double(place), lat: fc.double(place) })
    const away = fc.record({
      x: fc.double({ min: -0.45, max: 0.45, noNaN: true }),
      y: fc.double({ min: -0.45, max: 0.45, noNaN: true }),
    })
    const digits = fc.constantFrom(10, 11)
    fc.assert(
      fc.property(places, away, digits, ({ lon, lat }, { x, y }, length) => {
        const whole = pluscodes.encode({ longitude: lon, latitude: lat }, length)!
        return completedNear(whole.slice(4), { lon: lon + x, lat: lat + y }) === whole
      }),
      { numRuns: 500, seed: 3 },
    )
    const near = { lon: 106.4113, lat: 10.536 }
    t.equal(completedNear('P6+9R', near), '7P28GCP6+9R')
    t.equal(completedNear('28GCP6+9R', near), '7P28GCP6+9R')
  })

  t.test('all completions in a box', async (t) => {
    const inBox = fc.record({
      lon: fc.double({ min: BOX[0], max: BOX[2], noNaN: true }),
      lat: fc.double({ min: BOX[1], max: BOX[3], noNaN: true }),
    })
    fc.assert(
      fc.property(inBox, ({ lon, lat }) => {
        const whole = pluscodes.encode({ longitude: lon, latitude: lat }, 10)!
        const { lon: x, lat: y } = plusCodePoint(whole)!
        const inside = x >= BOX[0] && x <= BOX[2] && y >= BOX[1] && y <= BOX[3]
        const found = completionsWithin(whole.slice(4), BOX)
        return found.includes(whole) === inside && found.every((code) => code.endsWith(whole.slice(4)))
      }),
      { numRuns: 500, seed: 5 },
    )
    t.same(completionsWithin('P6+9R', BOX), [], 'too many to be of use')
  })
})
