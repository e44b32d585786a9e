import t from 'tap'
import type { Role } from '../../../../src/registry/actor.ts'
import { codeAt, PASSWORD } from '../../../support/login-world.ts'
import { readPdf } from '../../../support/pdf-reading.ts'
import { servedLogins } from '../../../support/served-logins.ts'
import type { Visitor, VisitorReply } from '../../../support/visitor.ts'

const HERE = '27694'
const HOUSE = {
  ...{ class: 1, house_number: '17', street: 'Đường Đi Hết Các Vai', commune_code: HERE },
  ...{ lon: 106.4137, lat: 10.5402 },
}
const EVERYWHERE = [{ everywhere: true }]
const COMMUNE = [{ commune: HERE }]

/** Somebody with an account, in a browser of their own. */
interface Holder {
  readonly id: string
  readonly login: string
  readonly visitor: Visitor
  /** Sends JSON with what proves the session. */
  readonly send: (
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    payload?: object,
    headers?: Record<string, string>,
  ) => Promise<VisitorReply>
}

t.test(
  'From the first administrator’s link to a certified address, each in a session of his own',
  async (t) => {
    const w = await servedLogins()
    t.teardown(w.close)
    let second = 0
    /** Codes of one moment are taken once: each login shows the one of half a minute later, which a wrong clock might. */
    const enter = async (login: string, id: string, secret?: string): Promise<Holder> => {
      const visitor = w.visitor({ address: `192.0.2.${++second}` })
      let reply = await visitor.json('POST', '/v1/session', { login, password: PASSWORD })
      if (reply.body.state === 'factor') {
        const code = await codeAt(secret ?? '', new Date(Date.now() + 30_000))
        const headers = { 'x-csrf-token': reply.body.csrf }
        reply = await visitor.json('POST', '/v1/session/factor', { code }, headers)
      }
      t.match([reply.status, reply.body], [201, { state: 'open' }], login)
      const proof = { 'x-csrf-token': reply.body.csrf }
      const send: Holder['send'] = (method, url, payload, headers) =>
        visitor.json(method, url, payload, { ...proof, ...headers })
      return { id, login, visitor, send }
    }
    /** Uses a slip or link; what it answers, and the secret of the second factor. */
    const activate = async (slip: string, more: object = {}) => {
      const stranger = w.visitor({ address: `198.51.100.${++second}` })
      const post = async (payload: object) => {
        const { token } = (await stranger.get('/v1/challenge')).body
        return stranger.json('POST', '/v1/activations', payload, { 'x-form-token': token })
      }
      const { secret, setup, needs_factor } = (await post({ slip })).body
      const factor = needs_factor && { setup, code: await codeAt(secret, new Date()) }
      const reply = await post({ slip, password: PASSWORD, ...more, ...factor })
      t.equal(reply.status, 201, reply.text)
      return { ...reply.body, secret }
    }
    let numbers = 0
    /** Issues an account, hands the slip over, wakes it where it sleeps, and logs in. */
    const issue = async (
      by: Holder,
      office: string,
      login: string,
      role: Role,
      areas: object[],
      waker = by,
    ) => {
      const made = await by.send('POST', '/v1/accounts', {
        ...{ office, login, roles: [role], areas },
        identity: { number: String(79_000_000_000 + ++numbers).padStart(12, '0'), how: 'CCCD' },
      })
      t.equal(made.status, 201, `${login}: ${made.text}`)
      const paper = await by.visitor.ask('POST', `/v1/accounts/${made.body.id}/slip`, {
        headers: { 'x-csrf-token': (await by.visitor.get('/v1/session')).body.csrf },
        payload: {},
      })
      const [code = ''] = readPdf(paper.raw).codes
      const { state, word, secret } = await activate(code.split('phieu=')[1] as string)
      if (state === 'asleep') {
        t.equal(
          (await w.visitor().json('POST', '/v1/session', { login, password: PASSWORD })).status,
          403,
          `${login} sleeps`,
        )
        const { approvals } = (await waker.visitor.get('/v1/approvals')).body
        const { id } = approvals.find(({ subject }: { subject: string }) => subject === made.body.id)
        const woken = await waker.send('POST', `/v1/approvals/${id}`, { agree: true, word })
        t.equal(woken.status, 200, `${login}: ${woken.text}`)
      }
      return enter(login, made.body.id, secret)
    }

    const link = await w.link()
    const first = await activate(link, { login: 'quan-tri' })
    const administrator = await enter('quan-tri', '', first.secret)
    const office = async (kind: string, name: string, areas: object[], more: object = {}) =>
      (await administrator.send('POST', '/v1/offices', { kind, name, areas, ...more })).body.id as string
    const post = await office('post', 'Bưu điện', EVERYWHERE)
    const commune = await office('commune', 'Phường Long An', COMMUNE, { served_by: [post] })
    const department = await office('department', 'Sở', EVERYWHERE)
    const agency = await office('agency', 'Sở Y tế', EVERYWHERE)

    const operator = await issue(administrator, post, 'van-hanh', 'operator', EVERYWHERE)
    const collector = await issue(operator, commune, 'thu-thap', 'collector', COMMUNE)
    const officer = await issue(operator, commune, 'can-bo', 'officer', COMMUNE)
    const verifier = await issue(operator, commune, 'xac-minh', 'verifier', COMMUNE, officer)
    const coordinator = await issue(administrator, department, 'dieu-phoi', 'coordinator', EVERYWHERE)
    const health = await issue(administrator, agency, 'y-te', 'agency', EVERYWHERE)
    const auditor = await issue(administrator, department, 'kiem-toan', 'auditor', EVERYWHERE, coordinator)
    const citizen = await issue(operator, commune, 'nguoi-dan', 'citizen', COMMUNE)

    t.test('a citizen declares, a collector takes it up, an officer sends it back to nobody', async (t) => {
      const declared = await citizen.send('POST', '/v1/declarations', HOUSE)
      t.match([declared.status, declared.body.state], [201, 'open'], declared.text)
      const [item] = (await collector.visitor.get(`/v1/queue?commune=${HERE}`)).body.items
      t.equal((await citizen.visitor.get(`/v1/queue?commune=${HERE}`)).status, 403)
      const accepted = await collector.send('POST', `/v1/proposals/${item.id}/accept`, {})
      t.match([accepted.status, accepted.body.properties?.vn.status], [200, 'created'], accepted.text)
      const id = accepted.body.id as string
      const step = (who: Holder, payload: object, revision: number) =>
        who.send('POST', `/v1/addresses/${id}/transitions`, payload, { 'if-match': `"${revision}"` })
      const verified = { to: 'verified', method: 'thực địa', date: '2026-11-30' }
      for (const who of [collector, officer, operator, administrator, auditor, health, coordinator, citizen])
        t.equal((await step(who, verified, 1)).status, 403, `${who.login} does not verify`)
      t.equal((await step(verifier, verified, 1)).status, 200)
      const official = { to: 'official', decision: { number: '7/QĐ-UBND', date: '2026-11-30' } }
      t.equal((await step(officer, official, 2)).status, 403)
      t.equal((await step(verifier, official, 2)).status, 200)
      t.match((await w.visitor().get(`/v1/addresses/${id}`)).body, {
        properties: { vn: { status: 'official' } },
      })
      const people = {
        people: [{ role: 'owner', name: 'Người Thử', channels: [{ kind: 'phone', value: '0901234567' }] }],
      }
      t.equal((await officer.send('PUT', `/v1/addresses/${id}/people`, people)).status, 200)
      for (const who of [citizen, health, coordinator, operator, administrator, auditor])
        t.equal(
          (await who.visitor.ask('GET', `/v1/addresses/${id}/people`, { headers: { purpose: 'reason x' } }))
            .status,
          403,
          `${who.login} sees no contact`,
        )
    })

    t.test('each sees what is his', async (t) => {
      const CASES: readonly (readonly [who: Holder, url: string, status: number])[] = [
        [coordinator, '/v1/overview', 200],
        [citizen, '/v1/overview', 403],
        [auditor, '/v1/audit', 200],
        [administrator, '/v1/audit', 403],
        [operator, '/v1/audit', 403],
        [operator, '/v1/accounts', 200],
        [officer, '/v1/accounts', 403],
        [administrator, '/v1/webhooks', 200],
        [officer, '/v1/webhooks', 403],
        [health, '/v1/keys', 200],
        [citizen, '/v1/keys', 403],
        [verifier, '/tai-khoan/quan-ly', 200],
        [citizen, '/tai-khoan/quan-ly', 403],
      ]
      for (const [who, url, status] of CASES)
        t.equal((await who.visitor.get(url)).status, status, `${who.login} ${url}`)
      for (const who of [
        citizen,
        collector,
        officer,
        verifier,
        coordinator,
        health,
        auditor,
        operator,
        administrator,
      ]) {
        t.equal((await who.visitor.get('/tai-khoan')).status, 200, who.login)
        t.equal((await who.visitor.get('/v1/me')).body.login, who.login)
      }
      const { entries } = (await auditor.visitor.get('/v1/audit?limit=500')).body
      const actions = new Set(entries.map(({ action }: { action: string }) => action))
      for (const action of ['login', 'account-issued', 'slip-printed', 'account-activated', 'account-woken'])
        t.ok(actions.has(action), action)
    })

    t.test('who is suspended is out at once, with a session open', async (t) => {
      t.equal((await collector.visitor.get('/v1/session')).status, 200)
      const suspended = await operator.send('POST', `/v1/accounts/${collector.id}/suspend`, {
        reason: 'left',
      })
      t.equal(suspended.status, 204, suspended.text)
      t.equal((await collector.visitor.get('/v1/session')).status, 401)
      t.equal(
        (await collector.visitor.json('POST', '/v1/session', { login: 'thu-thap', password: PASSWORD }))
          .status,
        403,
      )
      t.equal(
        (await operator.send('POST', `/v1/accounts/${auditor.id}/suspend`, { reason: 'left' })).status,
        404,
        'of another office nothing is told',
      )
    })
  },
)
