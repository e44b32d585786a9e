import t from 'tap'
import { placesByAddress } from '../../src/assembly/places/places-by-address.ts'
import { factsRecord } from '../support/demo-record.ts'
import { addressRow } from '../support/tile-record.ts'

t.test('The text of an address is graded, with every place that it may mean', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  for (const [house_number, lon] of [
    ['12', 106.4113],
    ['14', 106.4114],
  ] as const)
    record.addresses.insert(
      addressRow(lon, 10.536, { house_number, street: 'Hùng Vương', commune_code: '27694' }),
    )
  const find = placesByAddress(record)
  const [safe] = find('12 Hùng Vương, Phường Long An, Tây Ninh')
  t.match(safe, {
    grade: 'A',
    kind: 'house',
    lon: 106.4113,
    lat: 10.536,
    label: /^12 Hùng Vương, Phường Long An/,
  })
  t.match(find('14 hung vuong long an')[0], { grade: /[AB]/, kind: 'house', lon: 106.4114 })
  const [missing] = find('99 Hùng Vương, Phường Long An')
  t.ok(missing === undefined || missing.grade === 'C', 'a number that is not there is not safe')
  t.match(find('Phường Long An')[0], { kind: 'commune' })
  t.same(find('zzzz qqqq'), [])
})
