import t from 'tap'
import { searchRecord } from '../../support/search-record.ts'

t.test('after a street is chosen its numbers are offered', async (t) => {
  const { engine, close } = await searchRecord()
  t.teardown(close)
  const type = (text: string) => engine.search({ text, unfinished: true, limit: 8 }).hits
  const street = type('hùng vương, phường long a').find(({ kind }) => kind === 'street')
  const { text } = street!.complete!
  const numbers = (hits: ReturnType<typeof type>) =>
    hits.flatMap(({ kind, address }) =>
      kind === 'house' && address!.street === 'Hùng Vương' ? [address!.house_number] : [],
    )

  t.test('as houses behind the street, in the order of the street, none of them sure', async (t) => {
    const hits = type(text)
    t.equal(hits[0]!.kind, 'street')
    t.same(numbers(hits), ['2', '4', '6', '8', '88', '120A-B'])
    t.same(
      hits.slice(1, 7).map(({ grade }) => grade),
      Array(6).fill('B'),
    )
    for (const [i, { score }] of hits.entries()) t.ok(i === 0 || score <= hits[i - 1]!.score)
  })

  t.test('only where the street stands whole with its commune, and while it is typed', async (t) => {
    t.same(numbers(type('hùng vương')), [])
    t.same(numbers(type('hùng vươ, phường long an')), [])
    t.same(numbers([...engine.search({ text, unfinished: false, limit: 8 }).hits]), [])
  })

  t.test('a number that is not there leads into no other commune', async (t) => {
    for (const number of ['7', '1999', '88/7'])
      for (const { within, warnings } of type(`${number} ${text}`))
        t.ok(within?.code === '27694' || warnings.includes('commune-mismatch'), `${number} ${text}`)
  })
})
