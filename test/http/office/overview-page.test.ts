import t from 'tap'
import {
  figuresOf,
  hamletsOf,
  officesOf,
  sorted,
  totalOf,
} from '../../../src/http/office/overview/overview-lines.ts'
import { percentOf } from '../../../src/http/office/overview/overview-map.ts'
import type { CommuneOverview } from '../../../src/registry/desk/overview.ts'
import { deskApp } from '../../support/desk-app.ts'

const PAGE = '/ban-lam-viec/tong-quan'
const NONE = { collected: 0, basic: 0, advanced: 0, created: 0, verified: 0, official: 0 }
const tally = (
  objectClass: number,
  collected: number,
  count: number | null,
  hamlet: string | null = null,
) => ({
  ...{ hamlet, class: objectClass, ...NONE, collected, without_code: 0, with_contact: 1 },
  expected: count === null ? null : { count, source: 's', date: '2026-01-01', office: 'o' },
  offices: { server: collected },
})
const overviewOf = (...tallies: ReturnType<typeof tally>[]): CommuneOverview => ({
  ...{ commune_code: '27694', tallies, duplicates: 2, outside: 1, oldest_open: null },
})

t.test('Figures of communes, hamlets and offices', async (t) => {
  t.test('nothing is 100 % that is not whole, and a part is not the whole', async (t) => {
    const cases: [CommuneOverview, expected: number | null, share: number | null][] = [
      [overviewOf(tally(1, 10, null)), null, null],
      [overviewOf(tally(1, 10, 20), tally(2, 0, null)), 20, 50],
      [overviewOf(tally(1, 10, 20), tally(2, 1, null)), null, null],
      [overviewOf(tally(1, 999, 1000)), 1000, 99],
      [overviewOf(tally(1, 1000, 1000)), 1000, 100],
      [overviewOf(tally(1, 1100, 1000)), 1000, 110],
      [overviewOf(tally(1, 3, 0)), 0, null],
    ]
    for (const [commune, expected, share] of cases) t.match(figuresOf(commune), { expected, share })
    t.match(figuresOf(overviewOf(tally(1, 10, 20), tally(2, 1, null)), 1), { expected: 20, share: 50 })
  })

  t.test('lines add up, and are sorted with the unknown last', async (t) => {
    const commune = overviewOf(tally(1, 9, 10), tally(1, 5, null, 'Ấp 10'), tally(2, 3, 4, 'Ấp 9'))
    const lines = hamletsOf(commune)
    t.match(totalOf(lines), { collected: 8, expected: null, share: null })
    t.match(totalOf(lines.slice(1)), { collected: 3, expected: 4, share: 75 })
    const keys = (by: 'name' | 'share' | 'collected', isDown: boolean) =>
      sorted(lines, { by, isDown }).map(({ key }) => key)
    t.same(keys('name', false), ['Ấp 9', 'Ấp 10'])
    t.same(keys('collected', true), ['Ấp 10', 'Ấp 9'])
    t.same([keys('share', false)[0], keys('share', true)[0]], ['Ấp 9', 'Ấp 9'])
    t.same(officesOf([commune, commune]), [['server', 18]])
    t.equal(percentOf(figuresOf(overviewOf(tally(1, 0, null))), 'basic'), null)
  })
})

t.test('The page of the overview, without scripts', async (t) => {
  const { app, send, close } = await deskApp()
  t.teardown(close)
  const get = (as: string, url = PAGE) => app.inject({ url, headers: { 'x-test-actor': as } })
  const say = (as: string, fields: Record<string, string>) =>
    app.inject({
      method: 'POST',
      url: `${PAGE}?lang=vi`,
      payload: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-test-actor': as },
    })
  const said = {
    commune_code: '27694',
    class: '1',
    count: '4000',
    source: 'điều tra <b>',
    date: '2026-01-01',
  }

  t.test('who sees what', async (t) => {
    t.match((await app.inject(PAGE)).headers, { location: /\/dang-nhap/ })
    t.equal((await get('agency')).statusCode, 403)
    t.match(await get('elsewhere', `${PAGE}?commune=27694`), { statusCode: 403, body: /class="trouble"/ })
    const { body, headers } = await get('officer')
    t.match(headers, { 'cache-control': 'no-store', 'content-type': /html/ })
    t.match(body, 'Tổng quan thu thập: Phường Long An')
    t.notMatch(body, '<script')
    t.match(body, /<path class="shade-none" d="M[^"]+"><title>Phường Long An: –/, 'no number, no share')
    t.match(body, /name="source"/)
    t.notMatch((await get('collector')).body, 'name="source"', 'a collector says no number')
    t.match((await get('officer', `${PAGE}?lang=en`)).body, 'Overview of what was collected')
    const all = await get('coordinator')
    t.match(all.body, /<th scope="row"><a href="[^"]*commune=27694/)
    t.match(all.body, /<tfoot>/)
    t.match((await get('coordinator', `${PAGE}?commune=27694`)).body, 'Tất cả các xã, phường')
    t.match((await get('auditor')).body, '<tfoot>')
  })

  t.test('the figures are those of the contract, in the order that is asked for', async (t) => {
    const { communes } = (await send('coordinator', 'GET', '/v1/overview')).body
    const { body } = await get('coordinator', `${PAGE}?sort=-collected`)
    const shown = [
      ...body.matchAll(
        /<tr><th scope="row"><a href="[^"]*commune=(\d+)[^>]*>[^<]*<\/a><\/th><td>([\d.]+)<\/td><td>–<\/td>/g,
      ),
    ]
    const told = new Map<string | undefined, number>(
      communes.map((each: CommuneOverview) => [each.commune_code, figuresOf(each).collected ?? -1]),
    )
    const counts = shown.map(([, , count = '']) => Number(count.replaceAll('.', '')))
    t.same(
      counts,
      shown.map(([, code]) => told.get(code)),
    )
    t.same(
      counts,
      [...told.values()].sort((a, b) => b - a),
    )
    t.match(body, /<th scope="col" aria-sort="descending"><a href="[^"]*sort=collected"?/)
    for (const url of ['?sort=password', '?class=6', '?show=x', '?commune=1', '?more=1'])
      t.equal((await get('coordinator', PAGE + url)).statusCode, 400, url)
    t.equal((await get('coordinator', `${PAGE}?class=&show=basic&sort=-share`)).statusCode, 200)
  })

  t.test('a number is said, shown, and taken back', async (t) => {
    t.equal((await say('collector', said)).statusCode, 403)
    t.equal((await say('elsewhere', said)).statusCode, 403)
    const wrong = await say('officer', { ...said, date: '2026-02-30' })
    t.match([wrong.statusCode, wrong.body], [400, /role="alert"/])
    t.match(wrong.body, 'value="điều tra &lt;b&gt;"', 'what was typed is kept')
    t.equal((await say('officer', { ...said, count: '-1' })).statusCode, 400)
    const saved = await say('officer', said)
    t.equal(saved.statusCode, 303)
    const { body } = await get('officer', String(saved.headers.location))
    t.match(body, /role="status"/)
    t.match(body, 'Loại 1: 4.000, theo điều tra &lt;b&gt;, 01/01/2026')
    t.match((await get('officer', `${PAGE}?class=1`)).body, /Phường Long An: \d+ %/)
    t.equal((await say('officer', { ...said, count: '' })).statusCode, 303)
    t.notMatch((await get('officer', `${PAGE}?class=1`)).body, /Phường Long An: \d+ %/)
  })
})
