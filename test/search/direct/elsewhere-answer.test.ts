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
