import pluscodes from 'pluscodes'
import t from 'tap'
import { checkDigitHolds, LocalCodeMaker } from '../../../src/codes/local-code.ts'
import { encodePoint } from '../../../src/geo/geopackage-geometry.ts'
import { ReverseIndex } from '../../../src/reverse/reverse-index.ts'
import { SearchEngine } from '../../../src/search/search-engine.ts'
import { addressRow, searchRecord } from '../../support/search-record.ts'

const [LON, LAT] = [106.4321, 10.5432]

t.test('A code or a coordinate typed as it is', async (t) => {
  const { record, register, close } = await searchRecord()
  t.teardown(close)
  const code = new LocalCodeMaker('0'.repeat(32)).code(41)
  record.write(() =>
    record.addresses.insert(
      addressRow({ uid: 'coded', code, house_number: '1', street: 'Lê Lợi', geom: encodePoint(LON, LAT) }),
    ),
  )
  const reverse = new ReverseIndex(record)
  const engine = SearchEngine.build(record, {
    units: () => register,
    nearest: (lon, lat, radius) => reverse.nearest(lon, lat, ['house'], 1, radius)[0],
  })
  const find = (text: string, limit = 5) => engine.search({ text, unfinished: false, limit }).hits

  t.test('a mistyped code offers the one that exists, and says that it was corrected', async (t) => {
    t.match(find(code), [{ kind: 'code', id: 'coded', grade: 'A', warnings: [] }])
    const digits = code.slice(1)
    const other = (digit: string) => String((Number(digit) + 1) % 10)
    const wrong = [...digits].map((digit, i) => `L${digits.slice(0, i)}${other(digit)}${digits.slice(i + 1)}`)
    for (const typed of wrong) {
      t.notOk(checkDigitHolds(typed))
      t.match(
        find(typed),
        [{ kind: 'code', id: 'coded', grade: 'C', name: code, warnings: ['typo-corrected'] }],
        typed,
      )
    }
    t.match(find(`L ${digits.slice(0, 5)} ${digits.slice(6)}`), [{ id: 'coded' }], 'a digit left out')
    t.match(find(`${code}7`), [{ id: 'coded' }], 'a digit too many')
    t.same(find('L0000000001'), [], 'no code that does not exist')
    t.same(find(wrong[0]!.slice(1)), [], 'bare digits may be a telephone number: nothing is guessed')
  })

  t.test('a short plus code is meant near the place that follows it', async (t) => {
    const full = pluscodes.encode({ longitude: LON, latitude: LAT }, 10)!
    for (const text of [`${full.slice(4)} Tân An`, `${full.slice(4).toLowerCase()}, phường Long An`, full]) {
      const [point] = find(text)
      t.equal(point?.kind, 'code', text)
      t.ok(Math.abs(point!.lon! - LON) < 0.0002 && Math.abs(point!.lat! - LAT) < 0.0002, text)
    }
    t.notMatch(find(`${full.slice(4)} qwxz`)[0], { kind: 'point' })
  })

  t.test('a coordinate brings the address beside it, within reach', async (t) => {
    t.match(find(`${LAT + 0.0003}, ${LON}`), [
      { kind: 'point', grade: 'A' },
      { kind: 'house', id: 'coded', distance: 33, grade: 'C' },
    ])
    t.equal(find(`${LAT + 0.0003}, ${LON}`, 1).length, 1)
    t.equal(find(`${LAT + 0.01}, ${LON}`).length, 1, 'not from a kilometre away')
    const streets = engine.search({
      text: `${LAT}, ${LON}`,
      unfinished: false,
      limit: 5,
      kinds: new Set(['street']),
    })
    t.same(
      streets.hits.map(({ kind }) => kind),
      ['point'],
    )
  })
})
