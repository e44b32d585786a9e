import t from 'tap'
import { SearchEngine } from '../../../src/search/search-engine.ts'
import { UnitRegister } from '../../../src/units/unit-register.ts'
import { evalRecord } from '../../support/demo-record.ts'

t.test('what people mean comes first', async (t) => {
  const { record, close } = await evalRecord()
  t.teardown(close)
  const register = UnitRegister.of(record.units, () => '2026-01-01')
  const engine = SearchEngine.build(record, { units: () => register })
  const typed = (text: string, limit = 8) => engine.search({ text, unfinished: true, limit }).hits

  t.test('a few letters give the units and streets that begin with them', async (t) => {
    const table: [text: string, first: string][] = [
      ['t', 'Tỉnh Tây Ninh'],
      ['ben', 'Xã Bến Lức'],
      ['bế', 'Xã Bến Lức'],
      ['duc', 'Xã Đức Hoà'],
      ['can g', 'Xã Cần Giuộc'],
      ['thu t', 'Xã Thủ Thừa'],
      ['phuong l', 'Phường Long An'],
    ]
    for (const [text, first] of table) t.equal(typed(text)[0]?.name, first, text)
    t.equal(typed('t')[0]?.former, undefined, 'the province of today, not the one that ended')
    for (const { name, kind } of typed('nguy'))
      t.ok(kind === 'street' && name?.startsWith('Nguyễn'), `nguy → ${name}`)
  })

  t.test('a numbered hamlet or road is met by its first letter, accents and all', (t) => {
    const table: [text: string, name: RegExp][] = [
      ['ấ', /^Ấp \d/],
      ['Ấp', /^Ấp \d/],
      ['số 31, Ấ', /^31 .*Ấp \d/],
    ]
    for (const [text, name] of table) {
      const [hit] = typed(text)
      const { house_number, hamlet } = hit?.address ?? {}
      const told = hit?.address ? `${house_number} ${hamlet}` : (hit?.name ?? '')
      t.match(told, name, text)
    }
    t.end()
  })

  t.test('one name does not fill the list while it is typed', async (t) => {
    const names = new Set(typed('ql').map(({ name }) => name))
    t.ok(names.size >= 4, [...names].join(', '))
  })

  t.test('a bare name is the commune of today first, then the former district', async (t) => {
    t.match(typed('Ấp 3 Bến Lức')[0], { name: 'Ấp 3', within: { name: 'Bến Lức' } })
    // Which of the three communes of the former city have such a street is the generator's.
    const there = record.db
      .prepare(
        "SELECT DISTINCT commune_code FROM address WHERE street = 'Hùng Vương' AND commune_code IN ('27694', '27712', '27715') ORDER BY 1",
      )
      .pluck()
      .all()
    t.ok(there.length > 1)
    const streets = typed('hung vuong tan an', there.length)
    t.ok(streets.every(({ name }) => name === 'Hùng Vương'))
    t.same(streets.map(({ within }) => within?.code).sort(), there, 'those that were in the former city')
    t.match(typed('Phường 4, TP Tân An')[0], { kind: 'commune', former: { unit: { name: '4' } } })
  })

  t.test('the map’s zoom says how far near reaches', async (t) => {
    const [near, far] = [16, 5].map(
      (zoom) =>
        engine.search({
          text: 'hung vuong',
          unfinished: true,
          limit: 1,
          focus: { lon: 105.95, lat: 10.78, zoom },
        }).hits[0],
    )
    const value = (hit: typeof near) => hit?.evidence?.nearness ?? 0
    t.ok(value(far) > value(near), 'seen from far away everything is near')
    t.ok((near?.distance ?? Infinity) < 60_000)
  })
})
