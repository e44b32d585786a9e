import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { openPostgresRecord } from '../../src/assembly/registry-only/postgres-record.ts'
import type { App } from '../../src/http/edge/app-type.ts'
import { migratePostgres } from '../../src/store/registry/engines/migrate-postgres.ts'
import { POSTGRES_STEPS } from '../../src/store/registry/engines/postgres-schema.ts'
import { migrated, servedDatabase as served } from '../support/database-app.ts'
import { databaseIn, emptyDatabase, noPostgres, ownServer } from '../support/postgres-server.ts'
import { registryProcess } from '../support/registry-process.ts'
import { servedApp } from '../support/served-app.ts'

const HERE = '27694'
const HOUSE = {
  class: 1,
  lon: 106.4137,
  lat: 10.5402,
  commune_code: HERE,
  house_number: '4711',
  street: 'Đường Thử Nghiệm Sổ',
}

const post = (app: App, url: string, payload: object, headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url, payload, headers: { 'x-test-actor': 'officer', ...headers } })

/** Asks again until an answer is what it is to become. */
async function until<T>(ask: () => Promise<T>, is: (answer: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 400; tries++) {
    const answer = await ask()
    if (is(answer)) return answer
    await pause(25)
  }
  return ask()
}

t.test('A server over PostgreSQL', { skip: noPostgres }, async (t) => {
  t.test('answers every route of the whole server, or says that it needs a mirror', async (t) => {
    const whole = await servedApp()
    t.teardown(whole.close)
    const { app } = await served(t, await migrated(await emptyDatabase()))
    const { paths } = (await whole.app.inject('/openapi.json')).json<{ paths: Record<string, object> }>()
    const own = (await app.inject('/openapi.json')).json<{ paths: Record<string, object> }>().paths
    const pages = {
      '/': { get: {} },
      '/chuyen-doi': { get: {} },
      '/ban-do': { get: {} },
      '/ban-do/x': { get: {} },
    }
    const mirrored: string[] = []
    for (const [path, methods] of Object.entries({ ...paths, ...pages }))
      for (const method of Object.keys(methods)) {
        const url = path
          .replace('{commune}', HERE)
          .replace(/\{(?:z|x|y)\}/g, '0')
          .replace(/\{[^}]+\}/g, HERE)
        const reply = await app.inject({ method: method.toUpperCase() as 'GET', url })
        const { code } = (/json/.test(String(reply.headers['content-type'])) ? reply.json() : {}) as {
          code?: string
        }
        t.notMatch(code ?? '', /^(not-found|method-not-allowed|internal-error)$/, `${method} ${url}`)
        t.equal(code === 'no-mirror', !(path in own), `${method} ${path}: described only if it is answered`)
        if (code === 'no-mirror') mirrored.push(path)
      }
    for (const path of [
      '/v1/search',
      '/v1/reverse',
      '/tiles/{layers}/{z}/{x}/{y}.mvt',
      '/ogc/conformance',
      '/styles',
      '/',
    ])
      t.ok(mirrored.includes(path), path)
    t.notOk(
      mirrored.some((path) => /addresses(?!\/\{id\}\.pdf)|codes|events|proposals|feeds|units/.test(path)),
    )
    t.match((await app.inject('/ready')).json(), { status: 'registry-only' })
    const page = await app.inject({ url: '/', headers: { accept: 'text/html', 'accept-language': 'en' } })
    t.equal(page.statusCode, 503)
    t.match(page.body, /<h1>This server only writes the registry/)
    t.equal((await app.inject('/nothing')).statusCode, 404)
  })

  t.test('says what is wrong with what is sent', async (t) => {
    const { app } = await served(t, await migrated(await emptyDatabase()))
    t.match((await post(app, '/v1/addresses', { ...HOUSE, street: 'a\0b' })).json(), {
      status: 400,
      code: 'invalid-input',
      detail: /U\+0000/,
    })
    t.equal((await app.inject('/v1/addresses/%00')).statusCode, 404)
    t.match((await post(app, '/v1/addresses', { ...HOUSE, lon: 109.5, lat: 9.5 })).json(), {
      status: 422,
      findings: [{ rule: 'out-of-province' }],
    })
    t.equal((await post(app, '/v1/addresses', HOUSE)).statusCode, 201)
    const again = (await post(app, '/v1/addresses', HOUSE)).json()
    t.match(
      again.properties.vn.findings,
      [{ rule: /same-number|same-place/ }],
      'its neighbours are looked at',
    )
  })

  t.test('outlives its database: 503 while it is away, and each request done once', async (t) => {
    const server = await ownServer()
    t.teardown(() => server.remove())
    const { app } = await served(t, await migrated(await databaseIn(server)))
    t.equal((await app.inject('/ready')).statusCode, 200)
    await server.stop('SIGQUIT')
    const key = { 'idempotency-key': 'once' }
    for (const ask of [
      () => app.inject('/v1/addresses/x'),
      () => app.inject('/v1/codes/L0000000000'),
      () => app.inject('/v1/events/heads'),
      () => post(app, '/v1/addresses', HOUSE, key),
      () => post(app, '/v1/proposals/x/accept', {}),
    ]) {
      const reply = await ask()
      t.match(reply.json(), { status: 503, code: 'record-away' }, reply.body)
      t.equal(reply.headers['retry-after'], '5')
    }
    t.match((await app.inject('/ready')).json(), { status: 503, code: 'record-away' })
    t.equal((await app.inject(`/v1/units/${HERE}`)).statusCode, 200, 'units are in memory')
    t.equal((await app.inject('/health')).statusCode, 200)
    await server.restart()
    const [one, two] = await Promise.all([
      post(app, '/v1/addresses', HOUSE, key),
      post(app, '/v1/addresses', HOUSE, key),
    ])
    t.match([one.statusCode, two.statusCode], [201, 201], `${one.body} ${two.body}`)
    t.equal(one.json().id, two.json().id)
    t.equal((await app.inject('/ready')).statusCode, 200)
  })

  t.test('gives what QGIS writes its events, once, however many servers there are', async (t) => {
    const url = await migrated(await emptyDatabase())
    const [{ app }] = await Promise.all([served(t, url), served(t, url)])
    const { id } = (await post(app, '/v1/addresses', HOUSE)).json()
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    t.teardown(() => client.end())
    const EDITS: [does: string, sql: string, status: string][] = [
      ['certifies', `UPDATE address SET status = 'official' WHERE uid = '${id}'`, 'created'],
      [
        'names an event that is not there',
        `UPDATE address SET status = 'verified', event = 99, street = 'x' WHERE uid = '${id}'`,
        'created',
      ],
      ['retires', `UPDATE address SET status = 'retired' WHERE uid = '${id}'`, 'retired'],
      ['deletes', `DELETE FROM address WHERE uid = '${id}'`, 'retired'],
    ]
    for (const [i, [does, sql, status]] of EDITS.entries()) {
      await client.query(sql)
      const events = await until(
        async () => (await app.inject(`/v1/events?chain=${HERE}@2025-07-01`)).json().events,
        (events) => events.length === i + 2,
      )
      t.match(events.at(-1), { office: 'outside', subject: id, to_status: status }, does)
      t.match((await app.inject(`/v1/addresses/${id}`)).json().properties.vn, { status }, does)
    }
    const many = Array.from(
      { length: 300 },
      (_, i) =>
        `('${HERE}', 'qgis-${i}', 'Đường QGIS', '${i + 1}', ST_SetSRID(ST_MakePoint(106.41, 10.53), 4326))`,
    )
    await client.query(
      `INSERT INTO address(commune_code, uid, street, house_number, geom) VALUES ${many.join(', ')}`,
    )
    await until(
      async () => (await client.query('SELECT 1 FROM address WHERE event IS NULL')).rows.length,
      (left) => left === 0,
    )
    const { rows } = await client.query(
      `SELECT count(*)::integer AS events, count(DISTINCT subject)::integer AS subjects FROM zz_event WHERE subject LIKE 'qgis-%'`,
    )
    t.same(rows, [{ events: 300, subjects: 300 }])
  })
})

t.test('Starting over PostgreSQL', { skip: noPostgres }, async (t) => {
  const server = await ownServer()
  t.teardown(() => server.remove())
  const url = await migrated(await databaseIn(server))
  const query = async (sql: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(sql)
    await client.end()
  }

  /** what is wrong, its URL, what is made so first, the sentence */
  const REFUSED: [wrong: string, url: string, sql: string, sentence: RegExp][] = [
    [
      'no such database',
      server.url('nothing').replace('@', ':geheim@'),
      'SELECT 1',
      /There is no database .*\/nothing/,
    ],
    ['not migrated', await databaseIn(server), 'SELECT 1', /has layout 0, .* run npm run migrate/],
    [
      'an older layout',
      url,
      "UPDATE diachiso_info SET value = '1' WHERE key = 'postgres_layout'",
      /has layout 1, .* run npm run migrate/,
    ],
    [
      'a newer layout',
      url,
      "UPDATE diachiso_info SET value = '99' WHERE key = 'postgres_layout'",
      /has layout 99, .* install a newer/,
    ],
  ]
  for (const [wrong, of, sql, sentence] of REFUSED)
    await t.test(`refuses in a sentence: ${wrong}`, async (t) => {
      await query(sql)
      await t.rejects(openPostgresRecord({ recordUrl: of, peopleUrl: of }, t.fail), { message: sentence })
      const error = await openPostgresRecord({ recordUrl: of, peopleUrl: of }, t.fail).catch((e: Error) => e)
      t.notMatch(String(error), /geheim/, 'no password')
    })
  await query(`UPDATE diachiso_info SET value = '${POSTGRES_STEPS.length}' WHERE key = 'postgres_layout'`)

  t.test('waits for a database that is away, and says so', async (t) => {
    await server.stop('SIGQUIT')
    const run = registryProcess({ RECORD_URL: url.replace('@', ':geheim@') })
    await run.said(/does not answer .* Waiting for it, trying again every second/)
    await server.restart()
    const base = await run.base()
    t.equal((await fetch(`${base}/ready`)).status, 200)
    await server.stop('SIGQUIT')
    t.equal((await fetch(`${base}/ready`)).status, 503)
    await run.said(/Connection terminated|ENOENT|ECONNREFUSED/)
    t.equal(run.child.exitCode, null, 'it goes on')
    t.notMatch(run.words(), /geheim|"stack"/)
    await server.restart()
    t.equal(await run.stop(), 0)
  })

  t.test('a missing schema of people is said, and the record goes on without', async (t) => {
    const only = await databaseIn(server)
    await migratePostgres(only)
    const { app, said } = await served(t, only)
    t.match(said, [/Schema "people" has layout 0/])
    t.match((await post(app, '/v1/proposals/x/accept', {})).json(), { code: 'no-proposals' })
    t.equal((await app.inject('/ready')).statusCode, 200)
  })
})
