import t from 'tap'
import type { SearchRequest } from '../../../src/search/search-types.ts'
import { caseTable, searchRecord } from '../../support/search-record.ts'

interface Case {
  query: string
  outside: string
  kind: string
  within: string
}

t.test('A place elsewhere is said to be elsewhere', async (t) => {
  const { engine, record, follow, close } = await searchRecord()
  t.teardown(close)
  const ask = (text: string, more: Partial<SearchRequest> = {}) =>
    engine.search({ text, unfinished: false, limit: 8, ...more })

  t.test('every text of the table, whatever the limit', async (t) => {
    for (const { query, outside, kind, within } of caseTable<Case>('elsewhere.csv'))
      for (const limit of [1, 8]) {
        const { hits, remark } = ask(query, { limit })
        if (!outside) {
          t.ok(hits.length > 0 && remark?.outside === undefined, query)
          continue
        }
        t.same(hits, [], query)
        t.match(remark, {
          warnings: ['outside-province'],
          outside: { name: outside, kind, within: within || null },
        })
      }
  })

  t.test('a district of ours in a province elsewhere is kept, and said to contradict it', async (t) => {
    const cases: ReadonlyArray<readonly [text: string, isKept: boolean]> = [
      ['huyện Cần Giuộc, TP HCM', true],
      ['H. Cần Giuộc, Hồ Chí Minh', true],
      ['Xã Phước Lý, huyện Cần Giuộc, Thành phố Hồ Chí Minh', true],
      ['thị xã Kiến Tường, tỉnh Đồng Tháp', true],
      ['Can Giuoc District, Ho Chi Minh City', true],
      // that province has, or had, a district of the name
      ['huyện Châu Thành, tỉnh Tiền Giang', false],
      ['huyện Bình Chánh, TP HCM', false],
      // communes and streets of a name are everywhere
      ['Xã Tân Phú, TP HCM', false],
      ['Phường 4, TP HCM', false],
    ]
    for (const [text, isKept] of cases) {
      const { hits, remark } = ask(text)
      t.equal(remark?.outside === undefined, isKept, text)
      if (!isKept) continue
      t.ok(hits.length > 0, text)
      for (const { grade, warnings } of hits) {
        t.equal(grade, 'C', text)
        t.ok(warnings.includes('province-mismatch'), text)
      }
    }
  })

  t.test('a thing of the record with exactly that name comes first', async (t) => {
    const insert = (name: string) =>
      record.db.prepare('INSERT INTO street(name, commune_code) VALUES (?, ?)').run(name, '27931')
    insert('Hồ Chí Minh')
    insert('Mỹ Thọ')
    follow()
    t.match(ask('Hồ Chí Minh').hits[0], { kind: 'street', name: 'Hồ Chí Minh' })
    t.match(ask('đường Hồ Chí Minh').hits[0], { kind: 'street', name: 'Hồ Chí Minh' })
    t.match(ask('TP Hồ Chí Minh').remark, { warnings: ['outside-province'] }, 'a street is no city')
    t.match(ask('Mỹ Tho').remark, { outside: { name: 'Thành phố Mỹ Tho' } }, 'other accents are another name')
    t.match(ask('my tho').hits[0], { name: 'Mỹ Thọ' }, 'without accents it may be meant')
  })

  t.test('while it is typed, what may still be meant is suggested', async (t) => {
    record.db.prepare('INSERT INTO street(name, commune_code) VALUES (?, ?)').run('Hòa Bình Mới', '27931')
    follow()
    t.match(ask('Hòa Bình', { unfinished: true }).hits[0], { name: 'Hòa Bình Mới' })
    t.match(ask('Hòa Bình').remark, { outside: { name: 'Tỉnh Hòa Bình', until: '2025-06-30' } })
  })
})
