import fc from 'fast-check'
import t from 'tap'
import { scoreParts } from '../../src/search/scoring.ts'
import type { SearchRequest } from '../../src/search/search-types.ts'
import { fold } from '../../src/text/syllable.ts'
import { addressRow, caseTable, searchRecord } from '../support/search-record.ts'

const ask = (text: string, more: Partial<SearchRequest> = {}): SearchRequest => ({
  text,
  unfinished: false,
  limit: 8,
  ...more,
})

t.test('search over a small record', async (t) => {
  const search = await searchRecord()
  t.teardown(() => search.close())
  const { engine, record } = search
  const found = (text: string, more: Partial<SearchRequest> = {}) => engine.search(ask(text, more)).hits
  const ids = (text: string, more: Partial<SearchRequest> = {}) => found(text, more).map(({ id }) => id)

  t.test('a split commune gives every successor, unsafe', async (t) => {
    const hits = found('Nhị Thành', { kinds: new Set(['commune']) })
    t.same(hits.map(({ name }) => name).sort(), ['Xã Nhựt Tảo', 'Xã Thủ Thừa'])
    t.ok(hits.every(({ grade, warnings }) => grade === 'C' && warnings.includes('split-unit')))
  })

  t.test('a missing number gives the street and its neighbours, never a house elsewhere', async (t) => {
    const [hit] = found('10 Nguyễn Đình Chiểu, Phường Long An')
    t.match(hit, { kind: 'street', grade: 'C', name: 'Nguyễn Đình Chiểu' })
    t.same(hit?.nearest, ['7', '9', '12', '12/2'])
  })

  t.test('a number being typed goes on', async (t) => {
    const numbers = found('nguyen dinh chieu phuong long an 12/4', { unfinished: true }).map(
      ({ address }) => address?.house_number,
    )
    t.same(numbers.slice(0, 3), ['12/4', '12/4A', '12/4B'])
  })

  t.test(
    'an address added, renumbered, moved or retired is found, or gone, at the next request',
    async (t) => {
      const row = addressRow({
        uid: 'new-one',
        house_number: '77',
        street: 'Đường Mới Toanh',
        commune_code: '28159',
      })
      const named = () => found('77 đường mới toanh').filter(({ name }) => name === 'Đường Mới Toanh')
      t.equal(named().length, 0)
      const fid = record.write(() => record.addresses.insert(row))
      search.follow()
      t.equal(found('77 đường mới toanh')[0]?.id, 'new-one')
      record.write(() => record.addresses.update({ ...row, fid, house_number: '78' }))
      search.follow()
      t.equal(found('78 đường mới toanh')[0]?.id, 'new-one')
      t.match(found('77 đường mới toanh')[0], { kind: 'street', nearest: ['78'] })
      record.write(() =>
        record.addresses.update({ ...row, fid, street: 'Nguyễn Huệ', commune_code: '28036' }),
      )
      search.follow()
      t.equal(named().length, 0)
      t.equal(found('77 nguyễn huệ thủ thừa')[0]?.id, 'new-one')
      record.write(() =>
        record.addresses.update({
          ...row,
          fid,
          street: 'Nguyễn Huệ',
          commune_code: '28036',
          status: 'retired',
        }),
      )
      search.follow()
      t.notOk(ids('77 nguyễn huệ thủ thừa').includes('new-one'))
    },
  )

  t.test('places and streets follow edits by anyone', async (t) => {
    record.db
      .prepare(
        "INSERT INTO place(name, category, commune_code) VALUES ('Đình Vĩnh Phong', 'culture', '28036')",
      )
      .run()
    search.follow()
    t.equal(found('dinh vinh phong')[0]?.name, 'Đình Vĩnh Phong')
    record.db.prepare("DELETE FROM place WHERE name = 'Đình Vĩnh Phong'").run()
    record.db.prepare("UPDATE street SET name = 'Huỳnh Việt Thanh' WHERE name = 'Phan Văn Mãng'").run()
    search.follow()
    t.not(found('dinh vinh phong')[0]?.name, 'Đình Vĩnh Phong')
    t.equal(found('huynh viet thanh')[0]?.name, 'Huỳnh Việt Thanh')
  })

  t.test('restrictions hold for every hit', async (t) => {
    const commune = found('nguyen', { commune: '28159', unfinished: true })
    t.ok(commune.length > 0 && commune.every(({ within }) => within?.code === '28159'))
    const streets = found('nguyen', { kinds: new Set(['street']), unfinished: true })
    t.ok(streets.length > 0 && streets.every(({ kind }) => kind === 'street'))
    t.same(found('nguyen hue', { bbox: [0, 0, 1, 1] }), [])
  })

  t.test('what is near comes first among equals', async (t) => {
    for (const hit of found('Nguyễn Huệ', { kinds: new Set(['street']) })) {
      const [first] = found('Nguyễn Huệ', {
        kinds: new Set(['street']),
        focus: { lon: hit.lon as number, lat: hit.lat as number, zoom: 16 },
      })
      t.equal(first?.id, hit.id)
    }
  })

  t.test('codes and coordinates are answered as what they are', async (t) => {
    t.match(found('82120')[0], { kind: 'code', unit: { code: '27694' } })
    for (const text of ['10.5360,106.4113', '106.4113 10.5360', `10°32'09.6"N 106°24'40.7"E`])
      t.match(found(text)[0], { kind: 'point', grade: 'A' }, text)
    t.same(found('0909123456'), [], 'a phone number finds no one')
  })

  t.test('limit k is a prefix of limit k + 1, and nothing comes twice', async (t) => {
    for (const text of ['nguyen', 'nguyen dinh chieu 12', 'tan', 'ấp 2', 'long an']) {
      const all = ids(text, { limit: 12, unfinished: true })
      t.equal(new Set(all).size, all.length, `${text}: no hit twice`)
      for (let limit = 1; limit < 12; limit++)
        t.same(ids(text, { limit, unfinished: true }), all.slice(0, limit), `${text}: ${limit}`)
    }
  })

  t.test('leaving the accents out keeps a top hit that has no rival', async (t) => {
    for (const text of [
      'Võ Công Tồn',
      'Xã Mỹ Yên',
      'Ấp Lập Điền',
      'Chùa Tôn Thạnh',
      '18 Cách Mạng Tháng Tám',
    ])
      t.equal(ids(fold(text))[0], ids(text)[0], text)
  })

  t.test('naming the right commune never lowers a hit', async (t) => {
    for (const { layer, name, commune } of caseTable<{ layer: string; name: string; commune: string }>(
      'gazetteer.csv',
    )) {
      const inside = search.register.get(commune, '2026-11-22')?.fullName ?? ''
      const rank = (text: string) =>
        found(text, { limit: 20 }).findIndex((hit) => hit.name === name && hit.within?.code === commune)
      const alone = rank(name)
      const named = rank(`${name}, ${inside}`)
      if (alone >= 0) t.ok(named >= 0 && named <= alone, `${layer} ${name}, ${inside}: ${alone} → ${named}`)
    }
  })

  t.test('the parts of a score add up to it', async (t) => {
    for (const { score, evidence, doubt } of found('nguyen hue thu thua', {
      focus: { lon: 106.3, lat: 10.6, zoom: 12 },
    })) {
      const sum = scoreParts(evidence!, doubt).reduce((total, { value }) => total + value, 0)
      t.ok(Math.abs(Math.max(0, Math.min(1, sum)) - score) < 0.002)
    }
  })

  t.test('no text throws, and every answer is bounded', async (t) => {
    const alphabet = fc.constantFrom(...'aăâđeêioôơuưyỨ́̀ 0123456789/-,.;^+()\'"°\u0000\ud800bcdghklmnpqrstvx')
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.array(alphabet, { maxLength: 120 }).map((chars) => chars.join('')),
    )
    fc.assert(
      fc.property(texts, fc.boolean(), (text, unfinished) => found(text, { unfinished }).length <= 8),
      { numRuns: 1500, seed: 4 },
    )
    t.pass()
  })
})
