import t from 'tap'
import { dayOf } from '../../../src/chains/day-of.ts'
import { ApiKeys } from '../../../src/registry/accounts/keys/api-keys.ts'
import { KeyQuota } from '../../../src/registry/accounts/keys/key-quota.ts'
import type { Actor, KeyScope } from '../../../src/registry/actor.ts'
import { addAccount } from '../../support/account-rows.ts'
import { noPostgres } from '../../support/postgres-server.ts'
import { actor } from '../../support/registry-actors.ts'
import {
  ELSEWHERE,
  HERE,
  headersOf,
  overDatabase,
  overFile,
  POINT,
} from '../../support/rights/rights-world.ts'

const TODAY = dayOf(new Date())
const DRAFT = {
  name: 'phần mềm thu thập',
  scopes: ['read', 'write'] as KeyScope[],
  quota: 100,
  expires: TODAY,
}
const HOUSE = {
  class: 2,
  name: 'Cơ sở',
  house_number: '5',
  street: 'Đường Khoá',
  commune_code: HERE,
  ...POINT,
}

for (const { name, skip, open } of [
  { name: 'file', skip: false as const, open: overFile },
  { name: 'PostgreSQL', skip: noPostgres, open: overDatabase },
])
  t.test(`API keys over the ${name}`, { skip }, async (t) => {
    const world = await open()
    t.teardown(world.close)
    const { app, people, registry } = world
    const keys = new ApiKeys(people)
    const officer = actor(`officer ${HERE}`, ['officer'])
    await addAccount(people, officer)

    type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT'
    const call = async (headers: Record<string, string>, method: Method, url: string, payload?: object) => {
      const reply = await app.inject({ method, url, headers, ...(payload && { payload }) })
      return { status: reply.statusCode, headers: reply.headers, body: reply.body === '' ? {} : reply.json() }
    }
    const asOfficer = headersOf('officer', HERE)
    const bearer = (token: string, more = {}) => ({ authorization: `Bearer ${token}`, ...more })
    const make = async (more: object = {}) => {
      const { status, body } = await call(asOfficer, 'POST', '/v1/keys', { ...DRAFT, ...more })
      t.equal(status, 201, JSON.stringify(body))
      return body as { id: string; token: string }
    }
    /** Writes an account of its own with a key, whose maker then becomes something else. */
    const madeBy = async (maker: Actor) => {
      await addAccount(people, maker)
      return (await keys.create(maker, { ...DRAFT, scopes: ['read', 'write'] })).token
    }

    t.test('a key is shown once, kept as a hash, and told with its use', async (t) => {
      const { id, token } = await make()
      t.match(token, /^dcs_[\w-]{43}$/)
      const made = await call(bearer(token), 'POST', '/v1/addresses', HOUSE)
      t.match(made, { status: 201, headers: { 'ratelimit-policy': '"day";q=100;w=86400' } })
      t.match(made.headers.ratelimit, /^"day";r=99;t=\d{1,5}$/)
      const { body } = await call(asOfficer, 'GET', '/v1/keys')
      const told = body.keys.find((key: { id: string }) => key.id === id)
      t.match(told, { ...DRAFT, uses: [{ day: TODAY, count: 1 }] })
      t.notMatch(JSON.stringify(body), token)
      t.notMatch(JSON.stringify(body), 'hash')
      const stored = await people.read(({ apiKeys }) => apiKeys.byId(id))
      t.notMatch(JSON.stringify(stored), token)
      const audit = await people.read(({ audit }) => audit.list({ subject: id, limit: 5 }))
      t.match(audit, [{ action: 'key-made', account: officer.account }])
      t.notMatch(JSON.stringify(audit), token)
    })

    t.test('it creates, changes and proposes, and nothing more', async (t) => {
      const { token } = await make()
      const { body } = await call(bearer(token), 'POST', '/v1/addresses', HOUSE)
      const own = { ...bearer(token), 'if-match': '"1"' }
      t.match(await call(own, 'PATCH', `/v1/addresses/${body.id}`, { street: 'Đường Khác' }), { status: 200 })
      const verified = await world.address('verified')
      const seen = { ...bearer(token), 'if-match': `"${verified.revision}"` }
      const proposed = await call(seen, 'PATCH', `/v1/addresses/${verified.uid}`, {
        street: 'Đường X',
        reason: 'x',
      })
      t.equal(proposed.status, 202)
      const NEVER: readonly [Method, string, object?][] = [
        ['POST', `/v1/addresses/${body.id}/transitions`, { to: 'retired', reason: 'x' }],
        ['POST', `/v1/addresses/${verified.uid}/redactions`, { fields: ['street'], reason: 'x' }],
        ['POST', `/v1/proposals/${proposed.body.proposal}/accept`, {}],
        ['POST', `/v1/proposals/${proposed.body.proposal}/reject`, { reason: 'other', text: 'x' }],
        ['POST', `/v1/events/${verified.eventId}/undo`, { reason: 'x' }],
        ['POST', '/v1/keys', DRAFT],
        ['GET', '/v1/keys'],
        ['GET', '/v1/queue'],
        ['POST', '/v1/webhooks', { url: 'https://receiver.example/' }],
        ['GET', '/v1/audit'],
      ]
      for (const [method, url, payload] of NEVER)
        t.match(
          await call(bearer(token), method, url, payload),
          { status: 403, body: { code: 'forbidden' } },
          url,
        )
    })

    t.test('what its maker wrote with it, another person must verify', async (t) => {
      const both = actor('hai vai', ['officer', 'verifier'])
      const token = await madeBy(both)
      const { body } = await call(bearer(token), 'POST', '/v1/addresses', HOUSE)
      const step = { method: 'thực địa', date: '2026-10-02' }
      await t.rejects(registry.transition(both, body.id, 1, 'verified', step), { code: 'another-person' })
    })

    t.test(
      'a key has no more than the area and the roles of its maker, and less where it says so',
      async (t) => {
        const { token } = await make({ communes: [HERE] })
        t.match(await call(bearer(token), 'POST', '/v1/addresses', HOUSE), { status: 201 })
        t.match(await call(bearer(token), 'POST', '/v1/addresses', { ...HOUSE, commune_code: ELSEWHERE }), {
          status: 403,
        })
        t.match(await call(asOfficer, 'POST', '/v1/keys', { ...DRAFT, communes: [ELSEWHERE] }), {
          status: 403,
        })
        const wide = { ...actor('rộng', ['officer']), area: { ...officer.area, everywhere: true } }
        await addAccount(people, wide)
        const narrow = await keys.create(wide, { ...DRAFT, scopes: ['write'], communes: [ELSEWHERE] })
        t.match(await call(bearer(narrow.token), 'POST', '/v1/addresses', HOUSE), { status: 403 })
        const reading = await make({ scopes: ['read'] })
        t.match(await call(bearer(reading.token), 'POST', '/v1/addresses', HOUSE), { status: 403 })
        t.match(await call(bearer(reading.token), 'GET', `/v1/overview?commune=${HERE}`), { status: 200 })
        const coordinator = headersOf('coordinator', HERE)
        await addAccount(people, actor(`coordinator ${HERE}`, ['coordinator']))
        t.match(await call(coordinator, 'POST', '/v1/keys', DRAFT), {
          status: 422,
          body: { code: 'findings' },
        })
      },
    )

    t.test('it ends when it is revoked, expires, or its maker is not there any more', async (t) => {
      const revoked = await make()
      t.match(await call(headersOf('officer', ELSEWHERE), 'DELETE', `/v1/keys/${revoked.id}`), {
        status: 404,
      })
      t.match(await call(bearer(revoked.token), 'GET', '/v1/units?level=province'), { status: 200 })
      t.match(await call(asOfficer, 'DELETE', `/v1/keys/${revoked.id}`), { status: 204 })
      const suspended = await madeBy(actor('bị đình chỉ', ['officer']))
      const moved = await madeBy(actor('chuyển đi', ['officer']))
      const now = new Date()
      await people.write(async ({ accounts }) => {
        await accounts.change('account-bị đình chỉ', ['active'], { state: 'suspended' }, now)
        await accounts.change('account-chuyển đi', ['active'], { office: 'office-khác' }, now)
      })
      const late = actor('hết hạn', ['officer'])
      await addAccount(people, late, { valid_to: TODAY })
      const tomorrow = new Date(now.getTime() + 86_400_000)
      const { token: expired } = await keys.create(late, { ...DRAFT, scopes: ['read'] })
      t.equal(await new ApiKeys(people, () => tomorrow).of(expired), undefined, 'the day after')
      const cases = {
        revoked: revoked.token,
        suspended,
        moved,
        unknown: `${revoked.token.slice(0, -1)}_`,
        short: 'dcs_x',
      }
      for (const [why, token] of Object.entries(cases)) {
        // Where no account is needed it is said too: a program must not go on unseen without its quota.
        for (const url of ['/v1/units?level=province', `/v1/overview?commune=${HERE}`]) {
          const { status, headers } = await call(bearer(token), 'GET', url)
          t.equal(status, 401, `${why} ${url}`)
          t.match(headers['www-authenticate'], /invalid_token/)
        }
      }
    })

    t.test('an agency’s, for its layers', async (t) => {
      await addAccount(people, actor(`agency ${HERE}`, ['agency']))
      const asked = { ...DRAFT, scopes: ['layers'], layers: ['thu-diem'] }
      const { body } = await call(headersOf('agency', HERE), 'POST', '/v1/keys', asked)
      t.match(body, { scopes: ['layers'], layers: ['thu-diem'] })
      const token = bearer(body.token)
      t.match(await call(token, 'GET', '/v1/batches/x'), { status: 404, body: { code: 'unknown-batch' } })
      t.equal((await call(token, 'POST', '/v1/addresses', HOUSE)).status, 403)
      t.equal((await call(token, 'POST', '/v1/layers/thu-diem/publish', {})).status, 403)
      t.equal((await call(token, 'POST', '/v1/batches/x/undo', { reason: 'x' })).status, 403)
      t.match(await call({ ...token, origin: 'https://maps.example' }, 'GET', '/v1/batches/x'), {
        status: 403,
        body: { code: 'key-origin' },
      })
    })

    t.test('a page cannot write with it, and another page cannot read', async (t) => {
      const { token } = await make()
      const origin = 'https://maps.example'
      t.match(await call(bearer(token, { origin }), 'POST', '/v1/addresses', HOUSE), {
        status: 403,
        body: { code: 'key-origin' },
      })
      const reading = await make({ scopes: ['read'], origins: [origin] })
      const url = '/v1/units?level=province'
      t.match(await call(bearer(reading.token, { origin }), 'GET', url), { status: 200 })
      t.match(await call(bearer(reading.token, { origin: 'https://else.example' }), 'GET', url), {
        status: 403,
      })
      t.match(await call(bearer(reading.token, { origin: 'null' }), 'GET', url), { status: 403 })
      t.match(await call(bearer(reading.token), 'GET', url), { status: 200 }, 'no page')
    })

    t.test('its requests of a day are counted, also over a restart and in two processes', async (t) => {
      const { id, token } = await make({ quota: 30 })
      const mine = { id, quota: 30, account: officer.account, office: officer.office }
      const url = '/v1/units?level=province'
      for (let i = 0; i < 22; i++) await call(bearer(token), 'GET', url)
      await call(asOfficer, 'GET', '/v1/keys')
      const restarted = new KeyQuota(people, (error) => t.fail(String(error)))
      t.match(await restarted.take(mine, new Date()), { left: 7 })
      for (let i = 0; i < 7; i++) await restarted.take(mine, new Date())
      await restarted.flush()
      // This process learns of the other's when it notes its own.
      await call(bearer(token), 'GET', url)
      await call(asOfficer, 'GET', '/v1/keys')
      const { status, headers } = await call(bearer(token), 'GET', url)
      t.equal(status, 429)
      t.match(headers.ratelimit, /^"day";r=0;t=\d+$/)
      t.ok(Number(headers['retry-after']) > 0)
      for (let i = 0; i < 3; i++) t.equal((await restarted.take(mine, new Date())).left, -1)
      await restarted.flush()
      const told = await people.read(({ audit }) => audit.list({ action: 'key-used-up', limit: 5 }))
      t.match(told, [{ subject: id, account: officer.account, details: /"quota":30/ }], 'noted once a day')
      t.equal(told.length, 1)
      const tomorrow = new Date(Date.now() + 86_400_000)
      t.match(await restarted.take(mine, tomorrow), { left: 29 }, 'the next day')
      await restarted.flush()
    })

    t.test('wrong drafts', async (t) => {
      const WRONG: readonly [string, object, number][] = [
        ['fields of others', { account: 'account-else' }, 400],
        ['an office', { office: 'x' }, 400],
        ['a scope that there is not', { scopes: ['admin'] }, 400],
        ['no scope', { scopes: [] }, 400],
        ['a line break', { name: 'a\r\nSet-Cookie: x' }, 400],
        ['a path for an origin', { scopes: ['read'], origins: ['https://a.example/x'] }, 400],
        ['origins of a key that writes', { origins: ['https://a.example'] }, 422],
        ['yesterday', { expires: '2026-01-01' }, 422],
        ['two years', { expires: `${Number(TODAY.slice(0, 4)) + 2}-01-01` }, 422],
        ['no day', { expires: '2027-02-30' }, 400],
        ['an officer’s for layers', { scopes: ['layers'] }, 422],
        ['layers without the scope', { layers: ['thu-diem'] }, 422],
        ['no quota', { quota: 0 }, 400],
        ['a commune that is none', { communes: ['x'] }, 400],
      ]
      for (const [what, more, status] of WRONG)
        t.equal((await call(asOfficer, 'POST', '/v1/keys', { ...DRAFT, ...more })).status, status, what)
      const demo = actor('minh hoạ', ['officer'])
      await addAccount(people, demo, { demo: 1 })
      await t.rejects(keys.create(demo, { ...DRAFT, scopes: ['read'] }), { code: 'not-your-role' })
    })

    t.test('an account has so many keys and no more', async (t) => {
      const many = actor('nhiều', ['officer'])
      await addAccount(people, many)
      for (let i = 0; i < 20; i++) await keys.create(many, { ...DRAFT, scopes: ['read'] })
      await t.rejects(keys.create(many, { ...DRAFT, scopes: ['read'] }), { code: 'too-many-keys' })
    })
  })
