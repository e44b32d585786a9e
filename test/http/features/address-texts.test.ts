import t from 'tap'
import { addressFeature } from '../../../src/http/features/address-feature.ts'
import { AddressTexts, withMembers } from '../../../src/http/features/address-texts.ts'
import { reverseAnswers } from '../../../src/http/read/reverse-answers.ts'
import { searchAnswers } from '../../../src/http/read/search-answers.ts'
import { ReverseIndex } from '../../../src/reverse/reverse-index.ts'
import { SearchEngine } from '../../../src/search/search-engine.ts'
import { readElsewhere } from '../../../src/units/elsewhere.ts'
import { UnitRegister } from '../../../src/units/unit-register.ts'
import { demoRecord } from '../../support/demo-record.ts'
import { unitKnowledge } from '../../support/unit-knowledge.ts'

t.test('features of addresses that are kept as texts', async (t) => {
  const { record, close } = await demoRecord()
  t.teardown(close)
  let today = '2026-11-22'
  const register = UnitRegister.of(record.units, () => today)
  const units = unitKnowledge(register)
  const fids = record.db.prepare<[], number>('SELECT fid FROM address').pluck().all()
  const rows = fids.flatMap((fid) => record.publicAddresses.byFid(fid) ?? [])

  t.test('are what is made anew, letter by letter', async (t) => {
    const texts = new AddressTexts(units)
    const former = [{ commune: { code: '27694', name: 'Phường "một", "former":[' }, until: null }]
    let compared = 0
    for (const round of ['written', 'kept'])
      for (const row of rows)
        for (const hasNamesake of [false, true]) {
          const vn = { distance: 1.5, warnings: ['x'] }
          const text = texts.of(row, hasNamesake)
          const feature = (more: object) =>
            addressFeature(row, units, { hasNamesake, vn: { ...vn, ...more } })
          const [plain, other] = [feature({}), feature({ former })]
          const is = [withMembers(text, vn), withMembers(text, vn, former), text.label]
          const expected = [JSON.stringify(plain), JSON.stringify(other), plain.properties.geocoding.label]
          if (is.join('\n') !== expected.join('\n')) t.same(is, expected, `${round} ${row.uid}`)
          compared++
        }
    t.equal(compared, 4 * rows.length)
    t.ok(rows.length > 1500)
  })

  t.test('a name may hold what the text is cut by', async (t) => {
    const row = { ...rows[0]!, class: 2, name: '"former":[]}}}, "vn"' }
    const text = withMembers(new AddressTexts(units).of(row), { distance: 0 })
    t.equal(text, JSON.stringify(addressFeature(row, units, { vn: { distance: 0 } })))
  })

  t.test('on another day, by other units or of another row they are written anew', async (t) => {
    let known = units
    const texts = new AddressTexts({
      get register() {
        return known.register
      },
      formerOf: (code, former) => known.formerOf(code, former),
      today: () => today,
    })
    const row = rows.find(({ former_commune_code }) => former_commune_code !== null)!
    const before = texts.of(row).label
    t.equal(texts.of(row), texts.of(row), 'kept')
    today = '2025-06-30'
    t.not(texts.of(row).label, before, 'before the reform')
    today = '2026-11-22'
    t.equal(texts.of(row).label, before)
    record.db.prepare('UPDATE unit SET full_name = ? WHERE code = ?').run('Xã Mới', row.commune_code)
    known = unitKnowledge(UnitRegister.of(record.units, () => today))
    t.match(texts.of(row).label, 'Xã Mới')
    t.not(texts.of({ ...row, street: 'Đường Khác', house_number: '1' }).label, texts.of(row).label)
  })
})

t.test('an answer that is written as text is the one that is made of objects', async (t) => {
  const { record, close } = await demoRecord()
  t.teardown(close)
  const register = UnitRegister.of(record.units, () => '2026-11-22')
  const elsewhere = readElsewhere()
  const search = SearchEngine.build(record, { units: () => register, elsewhere })
  const units = unitKnowledge(register)
  const { found, find } = searchAnswers({ search, units })
  const { gazetteer, db } = record
  const addresses = search.rows
  const { near, nearText } = reverseAnswers({
    reverse: new ReverseIndex(record),
    addresses,
    gazetteer,
    units,
  })
  const column = (sql: string) => db.prepare<[], string>(sql).pluck().all()
  const named =
    column(`SELECT house_number || ' ' || coalesce(street, hamlet) || ', ' || unit.full_name FROM address
    JOIN unit ON unit.code = former_commune_code OR unit.code = commune_code ORDER BY address.fid LIMIT 300`)
  const codes = column('SELECT code FROM address WHERE code IS NOT NULL ORDER BY fid LIMIT 20')
  const more = ['tân an', 'Mỹ Tho', '10.536, 106.411', '82120', 'HHW5+29J Cần Đước', '998 Hùng Vương']
  let former = 0
  for (const q of [...named.filter(Boolean), ...codes, ...more])
    for (const extra of [{}, { at: '2022-04-30' }, { explain: '1' }, { view: 'list' }] as const) {
      const query = { q, lat: 10.54, lon: 106.41, ...extra }
      const text = found(query)
      if (text.includes('former-unit')) former++
      if (text !== JSON.stringify(find(query))) t.same(JSON.parse(text), find(query), q)
    }
  t.ok(former > 20, `${former} answers by former units`)
  for (let i = 0; i < 300; i++) {
    const place = { lat: 10.4 + (i % 20) * 0.03, lon: 106.1 + (i % 15) * 0.03, radius: 5000, limit: 5 }
    for (const extra of [{}, { at: '2022-04-30' }, { types: 'house,hamlet,place,commune,province' }]) {
      const query = { ...place, ...extra }
      if (nearText(query) !== JSON.stringify(near(query))) t.same(JSON.parse(nearText(query)), near(query))
    }
  }
})
