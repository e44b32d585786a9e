import t from 'tap'
import type { SearchHit, SearchRequest } from '../../../src/search/search-types.ts'
import { caseTable, searchRecord } from '../../support/search-record.ts'

interface Case {
  query: string
  kind: string
  answer: string
  commune: string
  list: string
  warnings: string
}

t.test('Postal codes', async (t) => {
  const { engine, close } = await searchRecord()
  t.teardown(close)
  const ask = (text: string, more: Partial<SearchRequest> = {}) =>
    engine.search({ text, unfinished: false, limit: 5, ...more })

  t.test('every text of the table', async (t) => {
    for (const { query, kind, answer, commune, list, warnings } of caseTable<Case>('postcodes.csv')) {
      const { hits, remark } = ask(query)
      const [hit] = hits
      t.equal(hit?.kind ?? '', kind, query)
      if (answer) t.equal(hit && shown(hit), answer, query)
      if (commune) t.equal(hit?.within?.code, commune, query)
      t.equal(remark?.postcode?.list ?? '', list, `${query}: of which list`)
      t.same(remark?.warnings ?? [], warnings ? warnings.split('+') : [], query)
      if (warnings === 'postcode-mismatch')
        t.ok(
          hits.every(({ grade }) => grade === 'C'),
          query,
        )
    }
  })

  t.test('a code of today leads to no other commune, whatever is asked', async (t) => {
    const streets = [
      'Nguyễn Huệ',
      'Trần Hưng Đạo',
      'Võ Công Tồn',
      'Quốc lộ 50',
      '12 Nguyễn Đình Chiểu',
      'Ấp 2',
      'qwxz',
    ]
    for (const [postcode, commune] of [
      ['82120', '27694'],
      ['82606', '27991'],
    ] as const)
      for (const street of streets) {
        const { hits } = ask(`${street}, ${postcode}`)
        t.ok(hits.length > 0, street)
        t.same([...new Set(hits.map(({ within }) => within?.code))], [commune], `${street}, ${postcode}`)
      }
  })

  t.test('a commune that is asked for is kept to', async (t) => {
    const { hits } = ask('Nguyễn Huệ 82120', { commune: '28036' })
    t.ok(hits.length > 0 && hits.every(({ within }) => within?.code === '28036'))
  })
})

function shown({ kind, address, name, code }: SearchHit): string {
  if (code) return code.value
  return kind === 'house' ? `${address?.house_number} ${address?.street ?? address?.hamlet}` : (name ?? '')
}
