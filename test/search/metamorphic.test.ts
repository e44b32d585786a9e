import t from 'tap'
import { reverseAnswers } from '../../src/http/read/reverse-answers.ts'
import { ReverseIndex } from '../../src/reverse/reverse-index.ts'
import type { SearchHit } from '../../src/search/search-types.ts'
import { caseTable, searchRecord } from '../support/search-record.ts'
import { unitKnowledge } from '../support/unit-knowledge.ts'

interface Line {
  layer: 'street' | 'hamlet' | 'place'
  name: string
  commune: string
  houses: string
}

t.test('What must hold for any query, whatever the answer is', async (t) => {
  const { engine, register, record, close } = await searchRecord()
  t.teardown(close)
  const find = (text: string, limit = 5) => engine.search({ text, unfinished: false, limit }).hits
  const lines = caseTable<Line>('gazetteer.csv')
  const commune = (code: string) => register.get(code, '2026-11-22', 'commune')!.fullName
  const texts = lines.map(({ layer, name, commune: code, houses }) => {
    const number = houses.split(' ')[0]
    const place = layer === 'street' && number ? `${number} ${name}` : name
    return { place, whole: `${place}, ${commune(code)}`, code }
  })

  t.test('without accents a single best answer stays the same', async (t) => {
    for (const { whole } of texts) {
      const [first, second] = find(whole)
      if (!first || (second && second.score > first.score - 0.02)) continue
      t.equal(find(plain(whole))[0]?.id, first.id, plain(whole))
    }
  })

  t.test('the right commune never lowers the place of an answer', async (t) => {
    for (const { place, whole, code } of texts) {
      const rank = (hits: readonly SearchHit[]) => {
        const at = hits.findIndex(({ within, kind }) => within?.code === code && kind !== 'commune')
        return at < 0 ? Number.POSITIVE_INFINITY : at
      }
      t.ok(rank(find(whole, 10)) <= rank(find(place, 10)), whole)
    }
  })

  t.test('a part of a building changes neither the answer nor its grade', async (t) => {
    let safe = 0
    for (const { whole } of texts) {
      const [first] = find(whole)
      if (first?.kind !== 'house') continue
      for (const part of ['Căn hộ A12.05', 'P.302 lầu 3', 'phong 12-05', 'Block B, tầng 5, căn 502']) {
        const [hit] = find(`${part}, ${whole}`)
        t.same([hit?.id, hit?.grade], [first.id, first.grade], `${part}, ${whole}`)
      }
      if (first.grade === 'A') safe++
    }
    t.ok(safe > 10, `${safe} of grade A`)
  })

  t.test('fewer answers are the first of more', async (t) => {
    const queries = ['nguyen hue', 'hung vuong', 'ap 1', 'long an', 'tan', 'quoc lo', '12 nguyen', 'phuong 4']
    for (const text of queries)
      for (const unfinished of [true, false]) {
        const ids = (limit: number) => engine.search({ text, unfinished, limit }).hits.map(({ id }) => id)
        const all = ids(12)
        for (const limit of [1, 2, 3, 5, 8, 11])
          t.same(
            ids(limit),
            all.slice(0, limit),
            `${text}, limit ${limit}, ${unfinished ? 'typed' : 'finished'}`,
          )
      }
  })

  t.test('where a house is found, that house is found again', async (t) => {
    const units = unitKnowledge(register)
    const { publicAddresses: addresses, gazetteer } = record
    const { near } = reverseAnswers({ reverse: new ReverseIndex(record), addresses, gazetteer, units })
    let houses = 0
    for (const { whole } of texts) {
      const [hit] = find(whole, 1)
      if (hit?.kind !== 'house') continue
      houses++
      const ids = near({ lat: hit.lat!, lon: hit.lon!, limit: 5, radius: 1 }).features.map(({ id }) => id)
      t.ok(ids.includes(hit.id), whole)
    }
    t.ok(houses > 20, `${houses} houses`)
  })

  t.test('a person or a telephone number finds no one and nothing', async (t) => {
    const nothing = [
      '0912345678',
      '0912 345 678',
      '+84 912 345 678',
      '(0272) 3826 123',
      '080123456789',
      '079201001234',
    ]
    for (const text of nothing) t.same(find(text), [], text)
    const people = [
      'ông Nguyễn Văn Tèo',
      'chị Phạm Thị Xuyến',
      'Trần Thị Mỹ Dung 0912345678',
      'Lê Văn Út CMND 301234567',
    ]
    for (const text of people)
      t.same(
        find(text).filter(({ kind }) => kind === 'house'),
        [],
        `${text} is no house`,
      )
  })
})

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D')
}
