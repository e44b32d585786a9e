import fc from 'fast-check'
import t from 'tap'
import { readCoordinates } from '../../../src/parsing/coordinates/written-coordinates.ts'
import { caseTable } from '../../support/search-record.ts'

interface Case {
  text: string
  reads: string
  lat: string
  lon: string
}

/** Ways to write degrees, each with how much of them it keeps. */
const NOTATIONS: readonly [what: string, write: (lat: number, lon: number) => string, within: number][] = [
  ['decimal', (lat, lon) => `${lat.toFixed(6)}, ${lon.toFixed(6)}`, 1e-6],
  ['longitude first', (lat, lon) => `${lon.toFixed(5)} ${lat.toFixed(5)}`, 1e-5],
  ['commas', (lat, lon) => `${lat.toFixed(5)}; ${lon.toFixed(5)}`.replaceAll('.', ','), 1e-5],
  ['minutes', (lat, lon) => `${minutes(lat)}B ${minutes(lon)}Đ`, 1e-5],
  ['minutes without signs', (lat, lon) => `${minutes(lat)} ${minutes(lon)}`.replace(/[°']/g, ' '), 1e-5],
  ['seconds', (lat, lon) => `${seconds(lat)}N ${seconds(lon)}E`, 1e-5],
  ['seconds, longitude first', (lat, lon) => `${seconds(lon)}Đ, ${seconds(lat)}B`, 1e-5],
  ['seconds without signs', (lat, lon) => `${seconds(lat)} ${seconds(lon)}`.replace(/[°'"]/g, ' '), 1e-5],
  ['a link', (lat, lon) => `https://www.google.com/maps/@${lat.toFixed(6)},${lon.toFixed(6)},17z`, 1e-6],
  ['WKT', (lat, lon) => `POINT(${lon.toFixed(6)} ${lat.toFixed(6)})`, 1e-6],
]

t.test('Coordinates are read as they are written', async (t) => {
  t.test('every text of the table', async (t) => {
    const cases = caseTable<Case>('coordinates.csv')
    t.ok(cases.length > 190)
    for (const { text, reads, lat, lon } of cases) {
      const found = readCoordinates(text)
      t.equal(readsAs(found), reads, text)
      if (found?.kind !== 'point') continue
      const near = [found.position.lat - Number(lat), found.position.lon - Number(lon)].every(
        (error) => Math.abs(error) < 2e-5,
      )
      t.ok(near, `${text}: ${found.position.lat}, ${found.position.lon}`)
    }
  })

  t.test('metres without a zone say which one was taken', async (t) => {
    t.match(readCoordinates('X=1165213 Y=572180'), {
      assumed: true,
      system: 'VN-2000 / TM-3 105-45 (EPSG:9210)',
    })
    t.match(readCoordinates("X=1165213 Y=572180 KTT 105°45'"), { assumed: false })
    t.match(readCoordinates('48PXS5442765023'), { assumed: false, system: 'MGRS' })
  })

  t.test('any position of Vietnam in any notation', async (t) => {
    const positions = fc.record({
      lat: fc.double({ min: 8.01, max: 23.9, noNaN: true }),
      lon: fc.double({ min: 102.01, max: 117.9, noNaN: true }),
    })
    for (const [, write, within] of NOTATIONS)
      fc.assert(
        fc.property(positions, ({ lat, lon }) => {
          const found = readCoordinates(write(lat, lon))
          if (found?.kind !== 'point') return false
          const { position } = found
          return Math.abs(position.lat - lat) <= within && Math.abs(position.lon - lon) <= within
        }),
        { numRuns: 200, seed: 7 },
      )
    t.pass(NOTATIONS.map(([what]) => what).join(', '))
  })

  t.test('any text is read or not, within bounds', async (t) => {
    const alphabet = fc.constantFrom(...'0123456789.,;:°\'"′″NSEWBĐTnsewbđt+-/@=() \u00a0vĩđộkinhlatlonXY')
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 60 }), (chars) => {
        const found = readCoordinates(chars.join(''))
        if (found?.kind !== 'point') return true
        return Math.abs(found.position.lat) <= 90 && Math.abs(found.position.lon) <= 180
      }),
      { numRuns: 5000, seed: 11 },
    )
    t.equal(readCoordinates(`10.536, 106.4113${' '.repeat(3000)}`), undefined, 'too long')
  })
})

function readsAs(found: ReturnType<typeof readCoordinates>): string {
  if (!found) return 'none'
  return found.kind === 'incomplete' ? `missing ${found.missing}` : found.kind
}

function minutes(degrees: number): string {
  const whole = Math.floor(degrees)
  return `${whole}°${Math.min(59.9999, (degrees - whole) * 60).toFixed(4)}'`
}

function seconds(degrees: number): string {
  const whole = Math.floor(degrees)
  const rest = (degrees - whole) * 60
  return `${whole}°${Math.floor(rest)}'${Math.min(59.99, (rest - Math.floor(rest)) * 60).toFixed(2)}"`
}
