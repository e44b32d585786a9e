import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { buildApp } from '../../../src/assembly/app.ts'
import { openPeople } from '../../../src/assembly/waiting-room.ts'
import { readConfig } from '../../../src/config.ts'
import { exportFile } from '../../../src/importing/export-file.ts'
import { type Actor, SERVER } from '../../../src/registry/actor.ts'
import type { PeopleStore } from '../../../src/store/people/people-store.ts'
import { csvRowsWithLines } from '../../../src/tables/csv-rows.ts'
import { csvLine } from '../../../src/tables/csv-writer.ts'
import { demoRecord } from '../../support/demo-record.ts'
import { actor } from '../../support/registry-actors.ts'
import { servedApp } from '../../support/served-app.ts'

const HERE = '27694'
const everywhere = SERVER.area
const ACTORS: Readonly<Record<string, Actor>> = {
  officer: { ...actor('oanh', ['officer']), area: everywhere },
  verifier: { ...actor('vinh', ['verifier']), area: everywhere },
  stranger: { ...actor('xa', ['officer'], ['99999']), office: 'xa' },
}
const actorOf = async ({ headers }: FastifyRequest) => ACTORS[String(headers['x-test-actor'])]

type Row = Readonly<Record<string, string>>
const csv = (rows: readonly Row[], columns = Object.keys(rows[0] ?? {})) =>
  [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))]
    .map((cells) => csvLine(cells, ',', '\n'))
    .join('')
const house = (n: number, more: Row = {}): Row => ({
  class: '1',
  house_number: String(n),
  street: 'Đường Thử Nghiệm Mẻ',
  hamlet: 'Ấp Thử',
  commune_code: HERE,
  lon: String(106.4137 + n * 1e-4),
  lat: '10.5402',
  ...more,
})

async function isRead(people: PeopleStore | undefined, id: string): Promise<void> {
  while ((await people?.read(({ batches }) => batches.byId(id)))?.state === 'reading') await setImmediate()
}

t.test('Batches over HTTP', async (t) => {
  const folder = await demoRecord()
  t.teardown(folder.close)
  const people = await openPeople(folder.dataDir, undefined, (sentence) => t.fail(sentence))
  const { app, demo, close } = await servedApp({ MAX_TABLE_MB: '1' }, { actorOf, ...(people && { people }) })
  t.teardown(close)
  const call = async (as: string, method: 'GET' | 'POST', url: string, payload?: object) => {
    const reply = await app.inject({
      method,
      url,
      headers: { 'x-test-actor': as },
      ...(payload && { payload }),
    })
    return { status: reply.statusCode, body: reply.json(), headers: reply.headers }
  }
  const send = async (
    file: string,
    { as = 'officer', name = 'a.csv', fields = { kind: 'addresses' } as Record<string, string> } = {},
  ) => {
    const parts = Object.entries(fields).map(
      ([field, value]) => `--x\r\ncontent-disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`,
    )
    const payload = `${parts.join('')}--x\r\ncontent-disposition: form-data; name="data"; filename="${name}"\r\n\r\n${file}\r\n--x--\r\n`
    const reply = await app.inject({
      method: 'POST',
      url: '/v1/batches',
      payload,
      headers: { 'x-test-actor': as, 'content-type': 'multipart/form-data; boundary=x' },
    })
    const { statusCode: status, headers } = reply
    if (status !== 202) return { status, body: reply.json(), headers }
    // On a machine with much to do a file is still being read when its sender is answered.
    await isRead(people, reply.json().id)
    const { body } = await call(as, 'GET', `/v1/batches/${reply.json().id}`)
    return body.state === 'failed'
      ? { status: 400, body: { problems: [{ path: 'data', message: body.problem }] }, headers }
      : { status: 201, body, headers }
  }
  const get = async (id: string) => (await app.inject(`/v1/addresses/${id}`)).json().properties.vn

  t.test('a file is reported, applied, sampled, verified and taken back', async (t) => {
    const rows = [house(1), house(3), house(5), { ...house(7), lon: '1' }]
    const { status, body, headers } = await send(csv(rows))
    t.equal(status, 201, JSON.stringify(body))
    t.equal(headers.location, `/v1/batches/${body.id}`)
    t.match(body, { state: 'ready', read: 4, plans: { new: 3, refused: 1 }, name: 'a.csv', dry_run: false })
    t.match(body.findings, { single: [{ line: 5, rule: 'out-of-province', severity: 'error' }] })
    t.same(readdirSync(join(demo.dataDir, 'batches')), [], 'a file is kept until it is read')
    const yes = Object.keys(body.warnings)
    const url = `/v1/batches/${body.id}`
    t.match(await call('officer', 'POST', `${url}/apply`, { yes }), {
      status: 200,
      body: { state: 'applied', outcomes: { added: 3 }, waiting: { warnings: 0 } },
    })
    const added = await call('officer', 'GET', `${url}?rows=added&limit=2`)
    t.same(
      added.body.rows.map(({ line }: { line: number }) => line),
      [2, 3],
    )
    t.equal(added.body.next, 3)
    const found = await app.inject(
      `/v1/search?q=${encodeURIComponent('3 Đường Thử Nghiệm Mẻ')}&commune=${HERE}`,
    )
    t.match(
      found.json().features[0]?.properties.vn,
      { kind: 'house', status: 'created' },
      'it is in the next answer',
    )
    const again = await send(csv(rows.slice(0, 3)))
    t.match(again.body, { plans: { unchanged: 3 } }, 'the same file again changes nothing')
    const sample = await call('officer', 'POST', `${url}/sample`, {})
    t.match(sample.body, {
      lots: [{ commune_code: HERE, hamlet: 'Ấp Thử', size: 3, sample: 3, state: 'open' }],
    })
    const items = sample.body.drawn.map(({ id }: { id: string }) => ({ id, verdict: 'right' }))
    t.match(await call('verifier', 'POST', `${url}/verify`, { date: '2026-02-30', items }), { status: 400 })
    t.match(await call('verifier', 'POST', `${url}/verify`, { date: '2026-02-01', items }), {
      status: 200,
      body: { lots: [{ state: 'verified' }] },
    })
    t.match(await get(items[0].id), { status: 'verified', revision: 2 })
    const undone = await call('officer', 'POST', `${url}/undo`, { reason: 'nhầm' })
    t.match(undone, { status: 409, body: { code: 'not-undoable' } })
    t.equal(undone.body.left.length, 3, 'what is verified stays')
    t.match(await call('officer', 'GET', url), { status: 200, body: { state: 'applied', sample: {} } })
    const second = await send(csv([house(9)]))
    const other = `/v1/batches/${second.body.id}`
    await call('officer', 'POST', `${other}/apply`, { yes: Object.keys(second.body.warnings) })
    t.match(await call('officer', 'POST', `${other}/undo`, { reason: 'nhầm' }), {
      status: 200,
      body: { state: 'undone', undone: 1, left: [] },
    })
  })

  t.test('an export that others edited keeps every id', async (t) => {
    const file = join(demo.dataDir, 'export.csv')
    exportFile(demo.record, 'addresses', file)
    const rows = csvRowsWithLines(readFileSync(file, 'utf8').replace(/^\ufeff/, '')).map(
      ({ row }) => row as Row,
    )
    rmSync(file)
    const some = rows
      .filter(({ commune_code, source }) => commune_code === HERE && source === 'demo')
      .slice(0, 60)
    t.ok(
      some.length > 20 && some.every(({ revision }) => revision === '1'),
      `an export says its revisions: ${some.length}`,
    )
    const whole = await send(csv(some))
    t.match(
      whole.body.plans,
      { unchanged: some.length },
      JSON.stringify(whole.body.findings.single.slice(0, 3)),
    )
    t.match(whole.body.plans, { new: undefined, proposal: undefined })
    const columns = [
      'raw_text',
      'lat',
      'lon',
      'street',
      'hamlet',
      'house_number',
      'commune_code',
      'former_commune_code',
      'class',
      'name',
    ]
    const numbered = some.filter(({ house_number, street, hamlet }) => house_number && (street || hamlet))
    const keys = numbered.map(({ class: of, house_number, street, hamlet, former_commune_code }) =>
      [of, house_number, street, hamlet, former_commune_code].join('|'),
    )
    const single = numbered.filter(
      (_, i) => keys.indexOf(keys[i] as string) === keys.lastIndexOf(keys[i] as string),
    )
    t.ok(single.length > 15)
    const stripped = await send(csv([house(99), ...single], columns), { name: 'b.csv' })
    t.match(
      stripped.body.plans,
      { new: 1, unchanged: single.length },
      'ids and codes stripped, columns in another order, a row added',
    )
    const [first] = single
    const moved = await send(csv([{ ...(first as Row), lat: String(Number(first?.lat) + 1e-5) }], columns))
    t.match(moved.body, { plans: { proposal: 1 } }, 'a change of a certified one is a proposal')
    const { body } = await call('officer', 'GET', `/v1/batches/${moved.body.id}?rows=proposal`)
    t.match(body.rows, [{ id: first?.id, changes: { lat: [Number(first?.lat), Number(first?.lat) + 1e-5] } }])
  })

  t.test('a dry run keeps nothing', async (t) => {
    const { status, body } = await send(csv([house(21)]), { fields: { kind: 'addresses', dry_run: '1' } })
    t.match([status, body], [201, { dry_run: true, plans: { new: 1 } }])
    t.match(await call('officer', 'POST', `/v1/batches/${body.id}/apply`, {}), { status: 409 })
  })

  t.test('what cannot be taken is refused with field and rule', async (t) => {
    const good = csv([house(31)])
    const cases: [
      why: string,
      sent: Parameters<typeof send>,
      status: number,
      path: string,
      message: RegExp,
    ][] = [
      ['another kind', [good, { fields: { kind: 'maps' } }], 400, 'kind', /"maps".*addresses/],
      ['no kind', [good, { fields: {} }], 400, 'kind', /addresses/],
      [
        'an unknown field',
        [good, { fields: { kind: 'addresses', x: '1' } }],
        400,
        'x',
        /kind, dry_run, data/,
      ],
      [
        'a dry run of no kind',
        [good, { fields: { kind: 'addresses', dry_run: 'no' } }],
        400,
        'dry_run',
        /0.*1/,
      ],
      ['another format', [good, { name: 'a.docx' }], 400, 'data', /a\.docx.*\.csv/],
      ['no columns', ['x,y\n1,2\n'], 400, 'data', /class/],
      ['no table', ['\u0000\u0001'], 400, 'data', /./],
      ['an empty file', [''], 400, 'data', /./],
    ]
    for (const [why, sent, status, path, message] of cases) {
      const reply = await send(...sent)
      t.equal(reply.status, status, `${why}: ${JSON.stringify(reply.body)}`)
      t.match(reply.body.problems?.[0], { path, message }, why)
      t.notMatch(JSON.stringify(reply.body), new RegExp(demo.dataDir), 'no path of this machine')
    }
    const large = await send(`${good}${'x'.repeat(1_100_000)}`)
    t.match(large, { status: 413 })
    t.same(readdirSync(join(demo.dataDir, 'batches')), [])
  })

  t.test('who may', async (t) => {
    const { body } = await send(csv([house(41)]))
    for (const [as, method, path, payload, status] of [
      ['stranger', 'GET', '', undefined, 404],
      ['stranger', 'POST', '/apply', {}, 404],
      ['verifier', 'POST', '/apply', {}, 403],
      ['officer', 'POST', '/sample', {}, 409],
      ['officer', 'POST', '/undo', { reason: 'x' }, 409],
      ['officer', 'POST', '/apply', { no: 1 }, 400],
      ['officer', 'GET', '?rows=all', undefined, 400],
      ['nobody', 'GET', '', undefined, 401],
    ] as const)
      t.equal(
        (await call(as, method, `/v1/batches/${body.id}${path}`, payload)).status,
        status,
        `${as} ${method} ${path}`,
      )
    t.equal((await send(csv([house(43)]), { as: 'verifier' })).status, 403)
    t.equal((await call('officer', 'GET', '/v1/batches/none')).status, 404)
  })
})

t.test('What was half read is read again; other files go', async (t) => {
  const folder = await demoRecord()
  t.teardown(folder.close)
  const people = await openPeople(folder.dataDir, undefined, (sentence) => t.fail(sentence))
  const first = await servedApp({}, { actorOf, ...(people && { people }) })
  const inFolder = join(first.demo.dataDir, 'batches')
  const reply = await first.app.inject({
    method: 'POST',
    url: '/v1/batches',
    payload: `--x\r\ncontent-disposition: form-data; name="kind"\r\n\r\naddresses\r\n--x\r\ncontent-disposition: form-data; name="data"; filename="a.csv"\r\n\r\n${csv([house(1), house(3)])}\r\n--x--\r\n`,
    headers: { 'x-test-actor': 'officer', 'content-type': 'multipart/form-data; boundary=x' },
  })
  const { id } = reply.json()
  await isRead(people, id)
  // As a process leaves it that ended while it read: the file is there, and some of its rows.
  writeFileSync(join(inFolder, 'half.csv'), csv([house(5), house(7), house(9)]))
  writeFileSync(join(inFolder, 'nobodys.csv'), 'x')
  await people?.write(({ batches }) =>
    batches.lead(id, ['ready'], { state: 'reading', file: 'half.csv', report: null }),
  )
  await first.app.close()
  const again = await openPeople(folder.dataDir, undefined, (sentence) => t.fail(sentence))
  const app = await buildApp({
    config: readConfig({ DATA_DIR: first.demo.dataDir, LOG_LEVEL: 'silent', PORT: '0' }),
    state: first.state,
    version: '0',
    webDir: '/nowhere',
    logger: false,
    actorOf,
    ...(again && { people: again }),
  })
  t.teardown(async () => {
    await app.close()
    await first.state.close()
    first.demo.close()
  })
  await app.ready()
  const report = async () =>
    (await app.inject({ url: `/v1/batches/${id}`, headers: { 'x-test-actor': 'officer' } })).json()
  let now = await report()
  while (now.state === 'reading') {
    await setImmediate()
    now = await report()
  }
  t.match(now, { state: 'ready', read: 3, plans: { new: 3 } })
  t.same(readdirSync(inFolder), [])
})
