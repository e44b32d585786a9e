import t from 'tap'
import { SearchEngine } from '../../../src/search/search-engine.ts'
import { SEARCH_KINDS, type SearchRequest } from '../../../src/search/search-types.ts'
import { addressLabel } from '../../../src/text/address-label.ts'
import { fold } from '../../../src/text/syllable.ts'
import { UnitRegister } from '../../../src/units/unit-register.ts'
import { demoRecord } from '../../support/demo-record.ts'
import { addressRow, searchRecord } from '../../support/search-record.ts'

const TODAY = '2026-11-22'
const ask = (text: string, more: Partial<SearchRequest> = {}): SearchRequest => ({
  text,
  unfinished: false,
  limit: 1,
  ...more,
})

t.test('A text that is the label of an address is answered as ranking answers it', async (t) => {
  const { record, close } = await demoRecord()
  t.teardown(close)
  const register = UnitRegister.of(record.units, () => TODAY)
  const engine = SearchEngine.build(record, { units: () => register })
  // A request that restricts nothing, but says so, is ranked.
  const everything = new Set(SEARCH_KINDS)
  let asked = 0
  let ambiguous = 0
  const wrong: string[] = []
  for (const { uid, house_number, street, hamlet, commune_code } of record.addresses.all()) {
    const lineage = register.lineage(commune_code, TODAY)
    if (!house_number || !lineage) continue
    const { commune, province } = lineage
    for (const parts of [
      { houseNumber: house_number, street, hamlet, units: [commune.fullName, province.fullName] },
      { houseNumber: house_number, street, hamlet, units: [commune.fullName] },
      ...(street
        ? [{ houseNumber: house_number, street, units: [commune.fullName, province.fullName] }]
        : []),
      // As a search by fields writes it.
      ...(street
        ? [
            {
              houseNumber: `số ${house_number}`,
              street: `đường ${street}`,
              hamlet,
              units: [commune.fullName],
            },
          ]
        : []),
    ]) {
      const text = addressLabel(parts)
      // "đường Dương Văn Dương": ranking is not sure which word is which.
      const words = fold(text).match(/[a-z]+/g)!
      const repeats = new Set(words).size < words.length
      const [hit] = engine.search(ask(text)).hits
      const [ranked] = engine.search(ask(text, { kinds: everything })).hits
      asked++
      if (hit?.warnings.includes('ambiguous')) ambiguous++
      else if (hit?.id !== uid) wrong.push(text)
      const told = ({ id, kind, score, lon, lat, within }: typeof hit & object) =>
        JSON.stringify([id, kind, repeats ? 1 : score, lon, lat, within?.code])
      if (!hit || !ranked || told(hit) !== told(ranked) || hit.score < ranked.score) wrong.push(text)
      const more = engine.search(ask(text, { limit: 3 })).hits
      if (JSON.stringify(more[0]) !== JSON.stringify(hit)) wrong.push(text)
    }
  }
  t.same(wrong, [])
  t.ok(asked > 4000, `${asked} labels`)
  t.ok(ambiguous < asked / 5, `${ambiguous} of them stand for several addresses`)
})

t.test('a whole address', async (t) => {
  const search = await searchRecord()
  t.teardown(() => search.close())
  const { engine, record } = search
  const put = (values: Parameters<typeof addressRow>[0]) =>
    record.write(() => record.addresses.insert(addressRow({ commune_code: '28159', ...values })))
  put({ uid: 'street', house_number: '5 bis', street: 'Nhà Máy', hamlet: 'Ấp Kho' })
  put({ uid: 'other-hamlet', house_number: '5 bis', street: 'Nhà Máy', hamlet: 'Ấp Bến' })
  put({ uid: 'hamlet', house_number: '5', hamlet: 'Ấp Kho' })
  put({ uid: 'retired', house_number: '6', street: 'Nhà Máy', status: 'retired' })
  search.follow()
  const commune = record.units.all().find(({ code, valid_to }) => code === '28159' && !valid_to)!
  const there = (text: string) => `${text}, ${commune.full_name}`

  const cases: ReadonlyArray<[text: string, id: string | undefined, warnings: string[]]> = [
    [there('5 bis Nhà Máy, Ấp Kho'), 'street', []],
    [there('5 bis Nhà Máy, Ấp Bến'), 'other-hamlet', []],
    [there('5 bis Nhà Máy'), 'street', ['ambiguous']],
    [there('Số 5, Ấp Kho'), 'hamlet', []],
  ]
  for (const [text, id, warnings] of cases) {
    const [hit] = engine.search(ask(text)).hits
    t.match(hit, { id, warnings, grade: warnings.length > 0 ? 'C' : 'A' }, text)
    const [first, ...others] = engine.search(ask(text, { limit: 8 })).hits
    t.same(first, hit, `${text}, as the first of eight`)
    t.notOk(
      others.some((other) => other.id === id),
      'once',
    )
    t.ok(others.every(({ score }) => score <= hit!.score))
  }

  await t.test('what is not word for word an address in the record is ranked', async (t) => {
    const [retired] = engine.search(ask(there('6 Nhà Máy'))).hits
    t.match(retired, { kind: 'street', warnings: ['house-number-not-found'] })
    const [typed] = engine.search(ask(there('so 5, ap kho'))).hits
    t.match(typed, { id: 'hamlet', grade: 'A' })
    const [elsewhere] = engine.search(ask('5 bis Nhà Máy, Ấp Kho, Xã Không Có')).hits
    t.match(elsewhere, { id: 'street', grade: 'C' })
    for (const text of [
      ', ',
      there(''),
      there(', '),
      there('Số , Ấp Kho'),
      there('5 bis Nhà Máy, Ấp Kho, Ấp Kho'),
    ])
      t.doesNotThrow(() => engine.search(ask(text)), text)
  })

  await t.test('restrictions hold, a place to be near to counts', async (t) => {
    const text = there('Số 5, Ấp Kho')
    t.same(engine.search(ask(text, { kinds: new Set(['province'] as const) })).hits, [])
    t.same(
      engine.search(ask(text, { commune: '27724' })).hits.filter(({ id }) => id === 'hamlet'),
      [],
    )
    const { lon, lat, score } = engine.search(ask(text)).hits[0]!
    const focus = { lon: lon!, lat: lat!, zoom: 12 }
    const near = engine.search(ask(text, { focus })).hits[0]!
    t.match(near, { id: 'hamlet', distance: 0 })
    t.ok(near.score > score)
  })

  await t.test('an edit is seen at the next request', async (t) => {
    const row = record.addresses.byUid('hamlet')!
    record.write(() => record.addresses.update({ ...row, house_number: '7' }))
    search.follow()
    t.equal(engine.search(ask(there('Số 7, Ấp Kho'))).hits[0]!.address?.house_number, '7')
    t.not(engine.search(ask(there('Số 5, Ấp Kho'))).hits[0]!.id, 'hamlet')
  })
})

t.test('An address that a program adds and the record changes at once is there once', async (t) => {
  const search = await searchRecord()
  t.teardown(() => search.close())
  const { engine, record } = search
  const before = record.changes.last()
  // Triggers give it an id, and take from it what only an event can give.
  record.db
    .prepare(
      `INSERT INTO address(geom, class, house_number, street, commune_code, status)
       SELECT geom, 1, '5 bis', 'Nhà Máy', '28159', 'official' FROM address LIMIT 1`,
    )
    .run()
  t.ok(record.changes.last() > before + 1, 'more than one entry of the feed')
  search.follow()
  const commune = record.units.all().find(({ code, valid_to }) => code === '28159' && !valid_to)!
  const { hits } = engine.search(ask(`5 bis Nhà Máy, ${commune.full_name}`, { limit: 8 }))
  t.match(hits[0], { grade: 'A', warnings: [] })
  t.equal(hits.filter(({ id }) => id === hits[0]?.id).length, 1)
})
