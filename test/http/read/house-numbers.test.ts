import t from 'tap'
import { compareHouseNumbers, houseKey } from '../../../src/parsing/house-path.ts'
import { servedApp } from '../../support/served-app.ts'

interface Reply {
  numbers: { number: string; id: string }[]
  next: string | null
  sides: Record<'odd' | 'even' | 'alley', number>
  nearest: string[]
}

t.test('The house numbers of a street', async (t) => {
  const { app, demo, close } = await servedApp()
  t.teardown(close)
  const { addresses } = demo.record
  const rows = Array.from({ length: 2000 }, (_, i) => addresses.byFid(i + 1)).flatMap((row) =>
    row?.street && row.house_number && row.commune_code ? [row] : [],
  )
  const byStreet = new Map<string, typeof rows>()
  for (const row of rows) {
    const key = `${row.commune_code} ${row.street}`
    byStreet.set(key, [...(byStreet.get(key) ?? []), row])
  }
  const [own] = [...byStreet.values()].sort((a, b) => b.length - a.length)
  const { street, commune_code } = own![0]!
  const found = await app.inject(
    `/v1/search?q=${encodeURIComponent(street!)}&commune=${commune_code}&types=street`,
  )
  const { id } = found.json<{ features: { id: string }[] }>().features[0]!
  const path = `/v1/features/${encodeURIComponent(id)}/numbers`
  const ask = async (query: Record<string, string> = {}) =>
    (await app.inject(`${path}?${new URLSearchParams(query)}`)).json<Reply>()
  const expected = [...new Set(own!.map((row) => houseKey(row.house_number!)))].sort(compareHouseNumbers)
  const sideOf = (number: string) =>
    number.includes('/')
      ? 'alley'
      : Number.parseInt(number.replace(/^\D+/, ''), 10) % 2 === 1
        ? 'odd'
        : 'even'

  t.test('are those of its addresses, in order, also page by page', async (t) => {
    const all = await ask({ limit: '500' })
    t.same(
      all.numbers.map(({ number }) => number),
      expected,
    )
    t.equal(all.next, null)
    const paged: string[] = []
    for (let after = ''; ; ) {
      const page = await ask({ limit: '3', ...(after ? { after } : {}) })
      paged.push(...page.numbers.map(({ number }) => number))
      if (page.next === null) break
      after = page.next
      t.equal(page.numbers.length, 3)
    }
    t.same(paged, expected)
    for (const { number, id } of all.numbers.slice(0, 20)) {
      const house = (await app.inject(`/v1/addresses/${id}`)).json<{
        properties: { geocoding: { housenumber: string; street: string } }
      }>()
      t.equal(houseKey(house.properties.geocoding.housenumber), number)
      t.equal(house.properties.geocoding.street, street)
    }
  })

  t.test('are told by side, and narrow as a number is typed', async (t) => {
    const { sides } = await ask()
    for (const side of ['odd', 'even', 'alley'] as const) {
      const those = expected.filter((number) => sideOf(number) === side)
      t.equal(sides[side], those.length, side)
      t.same(
        (await ask({ side, limit: '500' })).numbers.map(({ number }) => number),
        those,
      )
    }
    for (const begins of ['1', '2', '10/', ' 1 '])
      t.same(
        (await ask({ begins, limit: '500' })).numbers.map(({ number }) => number),
        expected.filter((number) => number.startsWith(begins.trim())),
        `"${begins}"`,
      )
  })

  t.test('a number that does not exist has its neighbours', async (t) => {
    const { numbers, nearest } = await ask({ begins: '9998' })
    t.same(numbers, [])
    t.ok(nearest.length > 0)
    t.ok(nearest.every((number) => expected.includes(number)))
    t.same((await ask({ begins: 'zzz' })).nearest, [], 'what is no number has none')
  })

  t.test('of anything else are refused', async (t) => {
    for (const [url, status, code] of [
      ['/v1/features/khong-co/numbers', 404, 'unknown-feature'],
      [`/v1/features/${own![0]!.uid}/numbers`, 404, 'unknown-feature'],
      [`${path}?limit=501`, 400, 'invalid-input'],
      [`${path}?side=left`, 400, 'invalid-input'],
      [`${path}?begins=${'1'.repeat(41)}`, 400, 'invalid-input'],
    ] as const) {
      const reply = await app.inject(url)
      t.equal(reply.statusCode, status, url)
      t.equal(reply.json<{ code: string }>().code, code)
    }
  })
})
