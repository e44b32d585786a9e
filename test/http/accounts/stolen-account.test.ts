import t from 'tap'
import { dayOf } from '../../../src/chains/day-of.ts'
import { ApiKeys } from '../../../src/registry/accounts/keys/api-keys.ts'
import type { Role } from '../../../src/registry/actor.ts'
import { addAccount } from '../../support/account-rows.ts'
import { noPostgres } from '../../support/postgres-server.ts'
import { as, HERE, headersOf, overDatabase, overFile, POINT } from '../../support/rights/rights-world.ts'

const HOUSE = {
  class: 2,
  name: 'Cơ sở giả',
  house_number: '1',
  street: 'Đường Giả',
  commune_code: HERE,
  ...POINT,
}
const SETTINGS = { CREATIONS_A_DAY: '5' }

for (const { name, skip, open } of [
  { name: 'file', skip: false as const, open: overFile },
  { name: 'PostgreSQL', skip: noPostgres, open: overDatabase },
])
  t.test(`A stolen account publishes at full speed, over the ${name}`, { skip }, async (t) => {
    const { app, people, close } = await open(SETTINGS)
    t.teardown(close)
    const thief = as('collector')
    await addAccount(people, thief)
    const draft = { name: 'trộm', scopes: ['write' as const], quota: 100, expires: dayOf(new Date()) }
    const { token } = await new ApiKeys(people).create(thief, draft)
    const send = async (n: number, headers: Record<string, string>) => {
      const payload = { ...HOUSE, house_number: String(n) }
      const reply = await app.inject({ method: 'POST', url: '/v1/addresses', payload, headers })
      return { status: reply.statusCode, body: reply.json() }
    }
    const bearer = { authorization: `Bearer ${token}` }
    const before = new Date()

    // By the session and by a key at once: they are one account.
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, n) => send(n, n % 2 === 0 ? bearer : headersOf('collector', HERE))),
    )
    const made = all.filter(({ status }) => status === 201)
    t.equal(made.length, 5)
    const refused = all.filter(({ status }) => status === 429)
    t.equal(refused.length, 7)
    t.match(refused[0]?.body, { code: 'too-many-creations', approval: /^[\w-]{36}$/ })

    const suspend = async (role: Role, payload: object) => {
      const url = `/v1/accounts/${thief.account}/suspend`
      const reply = await app.inject({ method: 'POST', url, payload, headers: headersOf(role, HERE) })
      return { status: reply.statusCode, body: reply.json() }
    }
    const payload = { reason: 'stolen', undo_since: before.toISOString(), text: 'phiên bị lấy cắp' }
    const REFUSED = [
      ['operator', payload, 403, 'who may suspend alone'],
      ['administrator', { ...payload, text: undefined }, 422, 'no reason in words'],
      [
        'administrator',
        { ...payload, undo_since: '2026-11-30' },
        400,
        'a day: from its beginning, or its end?',
      ],
      ['administrator', { ...payload, undo_since: '2026-02-30T10:00:00Z' }, 400, 'no moment'],
    ] as const
    for (const [role, sent, status, why] of REFUSED) t.match(await suspend(role, sent), { status }, why)
    t.match(await people.read(({ accounts }) => accounts.byId(thief.account)), { state: 'active' })

    const undone = await suspend('administrator', payload)
    t.match(undone, { status: 200, body: { undone: 5, withdrawn: 0, left: [] } })
    t.match(undone.body.acts, [{ action: 'approval-asked' }], 'not the key, which is older')
    t.match(await send(99, bearer), { status: 401 }, 'its key is of no use any more')
    t.match(await suspend('administrator', payload), { status: 200, body: { undone: 0 } }, 'again')
    for (const { body } of made) {
      const { statusCode, body: text } = await app.inject(`/v1/addresses/${body.id}`)
      t.match([statusCode, JSON.parse(text).properties.vn.status], [200, 'retired'])
    }
  })
