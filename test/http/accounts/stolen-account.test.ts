import t from 'tap'
import { dayOf } from '../../../src/chains/day-of.ts'
import { ApiKeys } from '../../../src/registry/accounts/keys/api-keys.ts'
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

    const now = new Date()
    await people.write(({ accounts }) =>
      accounts.change(thief.account, ['active'], { state: 'suspended' }, now),
    )
    t.match(await send(99, bearer), { status: 401 }, 'its key is of no use any more')

    const undone = await app.inject({
      method: 'POST',
      url: `/v1/accounts/${thief.account}/undo`,
      payload: { since: before.toISOString(), reason: 'phiên bị lấy cắp' },
      headers: headersOf('administrator', HERE),
    })
    t.match([undone.statusCode, undone.json()], [200, { undone: 5, left: [] }], undone.body)
    for (const { body } of made) {
      const { statusCode, body: text } = await app.inject(`/v1/addresses/${body.id}`)
      t.match([statusCode, JSON.parse(text).properties.vn.status], [200, 'retired'])
    }
  })
