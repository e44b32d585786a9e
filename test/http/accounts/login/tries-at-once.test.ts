import t from 'tap'
import { newToken } from '../../../../src/registry/accounts/secret-token.ts'
import { newReceiptNumber } from '../../../../src/registry/doors/receipt-number.ts'
import { PASSWORD } from '../../../support/login-world.ts'
import { servedLogins } from '../../../support/served-logins.ts'
import { Stranger } from '../../../support/stranger.ts'
import type { Visitor } from '../../../support/visitor.ts'

/** How many of some answers have each status. */
async function counted(asked: readonly Promise<{ status: number }>[]): Promise<Record<number, number>> {
  const counts: Record<number, number> = {}
  for (const { status } of await Promise.all(asked)) counts[status] = (counts[status] ?? 0) + 1
  return counts
}
const times = <T>(count: number, work: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => work(i))

t.test('Many wrong tries at once are no more than as many one after another', async (t) => {
  const w = await servedLogins()
  t.teardown(w.close)
  for (const name of ['oanh', 'bích', 'chi']) await w.add(name, ['officer'])
  const enter = (visitor: Visitor, login: string, password = 'sai') =>
    visitor.json('POST', '/v1/session', { login, password })

  t.test('passwords of a login from one network', async (t) => {
    t.same(await counted(times(20, () => enter(w.visitor(), 'oanh'))), { 401: 5, 429: 15 })
    t.equal((await enter(w.visitor({ address: '198.51.100.9' }), 'oanh', PASSWORD)).status, 201)
  })

  t.test('right ones do not count, however many at once', async (t) => {
    const address = '198.51.100.20'
    for (let round = 0; round < 3; round++)
      t.same(await counted(times(5, () => enter(w.visitor({ address }), 'chi', PASSWORD))), { 201: 5 })
    t.same(await counted(times(20, () => enter(w.visitor({ address }), 'chi'))), { 401: 5, 429: 15 })
  })

  t.test('passwords shown once more, and codes', async (t) => {
    const visitor = w.visitor({ address: '198.51.100.30' })
    const { csrf } = (await enter(visitor, 'bích', PASSWORD)).body
    const proof = { 'x-csrf-token': csrf }
    const change = { password: 'sai', new_password: 'một mật khẩu khác hẳn' }
    const tried = times(20, () => visitor.json('POST', '/v1/me/password', change, proof))
    t.same(await counted(tried), { 401: 10, 429: 10 })

    await w.add('dung', ['officer'], { factor: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' })
    const waiting = w.visitor({ address: '198.51.100.40' })
    const opened = await enter(waiting, 'dung', PASSWORD)
    t.match(opened.body, { state: 'factor' }, opened.text)
    const codes = times(20, () =>
      waiting.json('POST', '/v1/session/factor', { code: 'abcdef' }, { 'x-csrf-token': opened.body.csrf }),
    )
    t.same(await counted(codes), { 422: 10, 429: 10 })
    const notices = await w.people.read((tx) => tx.roster.takeNotices('dung', new Date()))
    t.equal(notices.filter(({ kind }) => kind === 'wrong-code').length, 1, 'the holder is told once')
  })

  t.test('slips and receipts of one network', async (t) => {
    const one = new Stranger(w.app, '198.51.100.50')
    const tokens = await Promise.all(times(40, () => one.pass()))
    const slips = tokens.map((token) => one.ask('POST', '/v1/activations', { slip: newToken() }, token))
    t.same(await counted(slips), { 410: 30, 429: 10 })
    const other = new Stranger(w.app, '192.0.2.60')
    const receipts = times(40, () => other.ask('GET', `/v1/declarations/${newReceiptNumber()}`))
    t.same(await counted(receipts), { 404: 30, 429: 10 })
    const shown = times(20, () => other.ask('GET', '/v1/reports/x'))
    t.same(await counted(shown), { 429: 20 })
  })
})
