import { createSecretKey } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { openPeople } from '../../../src/assembly/waiting-room.ts'
import { dayOf } from '../../../src/chains/day-of.ts'
import { actorOfAccount } from '../../../src/registry/accounts/actor-of-account.ts'
import { newToken, tokenHash } from '../../../src/registry/accounts/secret-token.ts'
import type { Actor } from '../../../src/registry/actor.ts'
import type { PeopleStore } from '../../../src/store/people/people-store.ts'
import { codeAt, PASSWORD } from '../../support/login-world.ts'
import { readPdf } from '../../support/pdf-reading.ts'
import { servedApp } from '../../support/served-app.ts'
import { Stranger, solved } from '../../support/stranger.ts'

const COMMUNE = '27694'
const KEY = createSecretKey(Buffer.alloc(32, 9))

/** What is sent to without an account. */
const DOORS: ReadonlySet<string> = new Set(['/v1/activations', '/v1/accounts/requests'])
const ADDRESS = '203.0.113.7'

/** The whole server, with an administrator who came by the link, and requests in the name of a login. */
async function world() {
  let people: PeopleStore | undefined
  const actorOf = async ({ headers }: FastifyRequest): Promise<Actor | undefined> =>
    people?.read(async ({ accounts }) => {
      const account = await accounts.byLogin(String(headers['x-test-login']))
      return account && actorOfAccount(account, await accounts.rightsOf(account.id), new Date())
    })
  const settings = { PUBLIC_URL: 'https://diachi.example/so' }
  const served = await servedApp(settings, { actorOf }, async (dataDir) => {
    people = await openPeople(dataDir, KEY, (sentence) => {
      throw new Error(sentence)
    })
    return { people }
  })
  const send = async (
    as: string,
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    payload?: object | string,
    headers: Record<string, string> = {},
  ) => {
    const door = DOORS.has(url) && as === '' ? await new Stranger(served.app, ADDRESS).pass() : {}
    const reply = await served.app.inject({
      ...{ method, url, remoteAddress: ADDRESS },
      ...(payload !== undefined && { payload }),
      headers: { 'x-test-login': as, host: 'evil.example', ...door, ...headers },
    })
    const json = String(reply.headers['content-type']).includes('json')
    return { status: reply.statusCode, body: json ? reply.json() : undefined, reply }
  }
  const csv = (as: string, text: string, fields: Record<string, string> = {}) => {
    const parts = Object.entries(fields).map(
      ([name, value]) => `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    const file = `--x\r\ncontent-disposition: form-data; name="data"; filename="a.csv"\r\n\r\n${text}\r\n--x--\r\n`
    return send(as, 'POST', '/v1/accounts', parts.join('') + file, {
      'content-type': 'multipart/form-data; boundary=x',
    })
  }
  /** A slip for an account, as its paper says it. */
  const slipOf = async (as: string, id: string) => {
    const { reply } = await send(as, 'POST', `/v1/accounts/${id}/slip`, {})
    const { text } = readPdf(reply.rawPayload)
    return /phieu=([\w-]{43})/.exec(text.replace(/\s/g, ''))?.[1] as string
  }
  /** Uses a slip or a link, with a second factor where one is asked for. */
  const activate = async (slip: string, more: object = {}) => {
    const { body } = await send('', 'POST', '/v1/activations', { slip })
    const factor = body.needs_factor && {
      setup: body.setup,
      code: await codeAt(body.secret, new Date()),
    }
    return send('', 'POST', '/v1/activations', { slip, password: PASSWORD, ...more, ...factor })
  }
  const link = newToken()
  await people?.write(({ slips }) =>
    slips.replace({
      ...{ hash: tokenHash(link), purpose: 'administrator', account: null, created_by: 'server' },
      ...{ created_at: '2026', expires_at: '2099', used_at: null },
    }),
  )
  const bare = await send('', 'POST', '/v1/activations', {
    slip: link,
    password: PASSWORD,
    login: 'quan-tri',
  })
  t.equal(bare.body.code, 'missing-particulars', 'a second factor is needed')
  const made = await activate(link, { login: 'quan-tri' })
  t.match([made.status, made.body.recovery_codes?.length], [201, 10])
  const office = async (body: object) =>
    (await send('quan-tri', 'POST', '/v1/offices', body)).body.id as string
  const post = await office({ kind: 'post', name: 'Bưu điện', areas: [{ everywhere: true }] })
  const commune = await office({
    ...{ kind: 'commune', name: 'Phường Long An', areas: [{ commune: COMMUNE }], served_by: [post] },
  })
  const operator = await send('quan-tri', 'POST', '/v1/accounts', {
    ...{ office: post, login: 'van-hanh', roles: ['operator'], areas: [{ everywhere: true }] },
    identity: { number: '079000000001', how: 'CCCD' },
  })
  const slip = await slipOf('quan-tri', operator.body.id)
  const { word } = (await activate(slip)).body
  const [waiting] = (await send('quan-tri', 'GET', '/v1/approvals')).body.approvals
  await send('quan-tri', 'POST', `/v1/approvals/${waiting.id}`, { agree: true, word })
  return { ...served, send, csv, slipOf, post, commune, people: people as unknown as PeopleStore }
}

t.test('Issuing accounts over HTTP', async (t) => {
  const w = await world()
  t.teardown(w.close)
  const { send, csv, commune } = w

  t.test('a file of collectors becomes accounts with slips', async (t) => {
    const { features } = (await send('', 'GET', `/v1/hamlets?commune=${COMMUNE}`)).body
    const hamlets = features.map((one: { properties: { name: string } }) => one.properties) as {
      name: string
    }[]
    t.ok(hamlets.length > 2)
    const names = hamlets.map(({ name }) => name)
    const unique = hamlets.filter(({ name }) => names.indexOf(name) === names.lastIndexOf(name))
    const file = [
      'login,roles,commune_code,hamlet,identity_number,identity_how',
      ...unique.map(
        ({ name }, at) =>
          `ap-${at},collector,${COMMUNE},"${name}",0790000001${10 + at},danh sách có dấu của xã`,
      ),
      `x-1,administrator,${COMMUNE},,079000000901,CCCD`,
      `x-2,collector,${COMMUNE},Ấp không có,079000000902,CCCD`,
      `x-3,collector,28159,,079000000903,CCCD`,
      `x-4,collector,${COMMUNE},,079000000904,=HYPERLINK(1)`,
    ].join('\n')
    const dry = await csv('van-hanh', file, { office: commune, dry_run: '1' })
    t.equal(dry.status, 200)
    t.match(dry.body, { dry_run: true, issued: unique.length, refused: 4 })
    t.equal((await send('van-hanh', 'GET', `/v1/accounts?office=${commune}`)).body.accounts.length, 0)
    const { status, body } = await csv('van-hanh', file, { office: commune })
    t.equal(status, 201)
    const from = unique.length + 2
    t.match(
      body.rows.filter((row: { code?: string }) => row.code),
      [
        { line: from, code: 'not-your-role' },
        { line: from + 1, code: 'unknown-area' },
        { line: from + 2, code: 'outside-area' },
        { line: from + 3, code: 'findings', paths: ['identity.how'] },
      ],
    )
    const { reply } = await send('van-hanh', 'POST', `/v1/offices/${commune}/slips`, {})
    t.equal(reply.headers['content-type'], 'application/pdf')
    t.equal(reply.headers['cache-control'], 'no-store')
    const { text, codes } = readPdf(reply.rawPayload)
    t.equal(codes.length, unique.length)
    for (const code of codes) t.match(code, /^https:\/\/diachi\.example\/so\/kich-hoat\?phieu=[\w-]{43}$/)
    t.match(text, unique[0]?.name as string)
    t.match(text, 'Người thu thập')
    const slip = codes[0]?.split('=')[1]
    const used = await send('', 'POST', '/v1/activations', { slip, password: PASSWORD })
    t.match(used, { status: 201, body: { state: 'active' } })
    t.equal((await send('', 'POST', '/v1/activations', { slip, password: PASSWORD })).status, 410)
    const other = await send('van-hanh', 'POST', `/v1/offices/${commune}/slips`, {})
    t.equal(other.reply.headers['x-slips'], '0', 'all have one')
    const list = await send('van-hanh', 'GET', `/v1/accounts?office=${commune}&format=csv&limit=500`)
    t.match(list.reply.headers['content-type'], 'text/csv')
    t.notMatch(list.reply.body, /\$argon2|(?:^|,)[=+@]/m)
    const told = await w.people.read(({ audit }) => audit.list({ action: 'accounts-exported', limit: 5 }))
    t.match(told, [{ subject: commune, details: `{"accounts":${unique.length}}` }])
  })

  t.test('nobody sets what is not his to set', async (t) => {
    const draft = { office: commune, roles: ['collector'], areas: [{ commune: COMMUNE }] }
    for (const more of [
      { state: 'active' },
      { person: 'x' },
      { password: 'x' },
      { demo: 1 },
      { granted_by: 'x' },
      { identity: { number: '079000000500', how: 'x', by: 'y' } },
    ]) {
      t.equal(
        (await send('van-hanh', 'POST', '/v1/accounts', { ...draft, ...more })).status,
        400,
        JSON.stringify(more),
      )
      t.equal((await send('', 'POST', '/v1/accounts/requests', { ...draft, ...more })).status, 400)
    }
    t.equal(
      (await csv('van-hanh', 'login,roles,state\na,collector,active\n')).status,
      422,
      'a column too many',
    )
  })

  t.test('somebody without an account may ask for one, and sees nothing', async (t) => {
    const draft = { office: commune, roles: ['collector'], areas: [{ commune: COMMUNE }] }
    const asked = await send('', 'POST', '/v1/accounts/requests', draft)
    t.same([asked.status, Object.keys(asked.body)], [202, ['id']])
    const { id } = asked.body
    for (const [method, url] of [
      ['GET', '/v1/accounts'],
      ['GET', '/v1/approvals'],
      ['GET', `/v1/offices/${commune}/members`],
      ['POST', `/v1/accounts/${id}/slip`],
      ['POST', `/v1/accounts/${id}/identity`],
      ['POST', `/v1/accounts/${id}/suspend`],
    ] as const)
      t.equal((await send('', method, url, method === 'POST' ? {} : undefined)).status, 401, url)
    t.match((await send('', 'GET', '/v1/offices')).body.offices, [{}, {}, {}])
    const checked = { number: '079000000600', how: 'CCCD' }
    t.equal((await send('van-hanh', 'POST', `/v1/accounts/${id}/identity`, checked)).status, 204)
    t.equal((await send('van-hanh', 'POST', `/v1/accounts/${id}/suspend`, { reason: 'absent' })).status, 204)
    t.equal((await send('van-hanh', 'POST', `/v1/accounts/${id}/review`, {})).status, 200)
    t.equal((await send('van-hanh', 'POST', `/v1/accounts/${id}/factor-reset`, {})).status, 409)
    const over = await send('van-hanh', 'POST', `/v1/accounts/${id}/hand-over`, {})
    t.equal(over.status, 201)
    t.equal((await send('van-hanh', 'POST', `/v1/accounts/${over.body.id}/decline`, {})).status, 204)
    t.equal((await send('van-hanh', 'POST', '/v1/accounts/x/suspend', { reason: 'left' })).status, 404)
  })

  t.test('passwords of any length and slips that are none cost an answer', async (t) => {
    const slip = newToken()
    t.equal((await send('', 'POST', '/v1/activations', { slip, password: 'x'.repeat(10_000) })).status, 410)
    t.equal((await send('', 'POST', '/v1/activations', { slip, password: 'x'.repeat(100_000) })).status, 413)
    t.equal((await send('', 'POST', '/v1/activations', { slip: 'x', password: 'x' })).status, 400)
    t.equal((await send('', 'POST', '/v1/activations', { slip })).status, 410)
  })

  t.test(
    'without a token nobody asks for an account or tries a slip, and limits hold for each network',
    async (t) => {
      const draft = { office: commune, roles: ['collector'], areas: [{ commune: COMMUNE }] }
      const slip = newToken()
      const one = new Stranger(w.app, '192.0.2.7')
      const other = new Stranger(w.app, '198.51.100.7')
      for (const [url, payload] of [
        ['/v1/accounts/requests', draft],
        ['/v1/activations', { slip }],
      ] as const) {
        t.match(await one.ask('POST', url, payload), { status: 403, body: { code: 'form-expired' } })
        const headers = { ...(await one.pass()), origin: 'https://evil.example' }
        t.match(await one.ask('POST', url, payload, headers), { status: 403, body: { code: 'other-site' } })
      }
      const pass = await one.pass()
      const many = async (url: string, payload: object) => {
        const statuses: number[] = []
        for (let i = 0; i < 40; i++) statuses.push((await one.ask('POST', url, payload, pass)).status)
        return statuses
      }
      t.same(await many('/v1/accounts/requests', draft), [...Array(30).fill(202), ...Array(10).fill(429)])
      t.same(await many('/v1/activations', { slip }), [...Array(30).fill(410), ...Array(10).fill(429)])
      const { challenge } = (await one.ask('POST', '/v1/activations', { slip }, pass)).body
      const proof = {
        'x-form-token': challenge.token,
        'x-form-proof': solved(challenge.token, challenge.bits),
      }
      t.equal(
        (await one.ask('POST', '/v1/activations', { slip }, proof)).status,
        410,
        'who works tries one more',
      )
      t.equal((await one.ask('POST', '/v1/activations', { slip }, proof)).status, 429, 'and not two')
      t.equal((await other.send('/v1/accounts/requests', draft)).status, 202)
      t.equal((await other.send('/v1/activations', { slip })).status, 410)
    },
  )

  t.test('an office has a substitute between two days', async (t) => {
    const { post } = w
    const body = { substitute: post, roles: ['collector'], from: '2026-01-01', to: '2026-01-02' }
    const url = `/v1/offices/${commune}/substitutes`
    t.equal((await send('quan-tri', 'POST', url, body)).status, 422, 'over')
    const today = dayOf(new Date())
    const made = await send('quan-tri', 'POST', url, { ...body, to: today, from: today })
    t.equal(made.status, 201)
    t.match((await send('van-hanh', 'GET', url)).body.substitutes, [
      { substitute: post, roles: ['collector'] },
    ])
    t.equal((await send('quan-tri', 'DELETE', `${url}/${made.body.id}`)).status, 204)
    t.equal((await send('quan-tri', 'DELETE', `${url}/${made.body.id}`)).status, 409)
  })
})
