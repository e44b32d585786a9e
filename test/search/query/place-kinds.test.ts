import t from 'tap'
import { placeKinds, splitsKind } from '../../../src/search/query/place-kinds.ts'
import { searchRecord } from '../../support/search-record.ts'

t.test('kinds of places stand in a query', async (t) => {
  const cases: [query: string, masks: number[]][] = [
    ['buu dien', [0b11]],
    ['buu dien tan an', [0b11]],
    ['tan an buu dien', [0b1100]],
    ['rap chieu phim', [0b111]],
    ['benh vien ngan hang', [0b11, 0b1100]],
    ['buu', []],
    ['dien buu', []],
    ['', []],
  ]
  for (const [query, masks] of cases) t.same(placeKinds(query.split(' ')), masks, query)
})

t.test('a name with half of a kind of place is not what is meant', async (t) => {
  t.notOk(splitsKind([], 0b1))
  t.notOk(splitsKind([0b11], 0b11))
  t.notOk(splitsKind([0b11], 0b1100))
  t.ok(splitsKind([0b11], 0b110))
  t.ok(splitsKind([0b1100, 0b11], 0b1))
})

t.test('a kind of place that the record has none of is not taken for something else', async (t) => {
  const { engine, close } = await searchRecord()
  t.teardown(close)
  for (const text of ['bưu điện', 'ngan hang', 'sân bay', 'Rạp chiếu phim'])
    for (const unfinished of [false, true])
      t.same(
        engine.search({ text, unfinished, limit: 8 }).hits.map(({ name }) => name),
        [],
        text,
      )
  const [commune] = engine.search({ text: 'bưu điện, Phường Long An', unfinished: false, limit: 8 }).hits
  t.match(commune, { kind: 'commune', name: 'Phường Long An', notFound: 'bưu điện', grade: 'C' })
})
