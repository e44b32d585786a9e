// Files of addresses with a record in PostgreSQL: over HTTP, and by the commands.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import t from 'tap'
import { packageRoot } from '../../src/config.ts'
import type { App } from '../../src/http/edge/app-type.ts'
import { verifyHistory } from '../../src/registry/verify-history.ts'
import { databaseName } from '../../src/store/engines/postgres-failure.ts'
import { openPostgresEngine } from '../../src/store/registry/engines/postgres-engine.ts'
import { RegistryStore } from '../../src/store/registry/registry-store.ts'
import { migrated, servedDatabase } from '../support/database-app.ts'
import { emptyDatabase, noPostgres } from '../support/postgres-server.ts'

const HEADER = 'id,class,house_number,street,hamlet,commune_code,lon,lat,status'
const id = (n: number) => `40000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const row = (n: number, more: { number?: string; lon?: number; status?: string } = {}) =>
  [
    id(n),
    '1',
    more.number ?? String(2 * n + 1),
    'Đường Thử Mẻ',
    '',
    '27694',
    more.lon ?? 106.4137 + n * 2e-4,
    '10.5402',
    more.status ?? '',
  ].join(',')
const csv = (rows: readonly string[]) => `${[HEADER, ...rows].join('\n')}\n`

t.test('Batches over PostgreSQL', { skip: noPostgres }, async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'diachiso-database-'))
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }))
  const url = await migrated(await emptyDatabase())
  const { app } = await servedDatabase(t, url, { DATA_DIR: dataDir })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  t.teardown(() => client.end())
  const statusOf = async (n: number) =>
    (await client.query('SELECT status FROM address WHERE uid = $1', [id(n)])).rows[0]?.status

  const run = async (name: string, ...words: string[]) => {
    const program = join(packageRoot(), 'scripts', 'commands', `${name}.ts`)
    const child = spawn(process.execPath, ['--import', 'tsx', program, ...words], {
      cwd: packageRoot(),
      env: { PATH: process.env.PATH, RECORD_URL: url, DATA_DIR: dataDir },
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        said += chunk
      })
    const [code] = await once(child, 'close')
    return { code, said }
  }
  const file = (name: string, rows: readonly string[]) => {
    const path = join(dataDir, name)
    writeFileSync(path, csv(rows))
    return path
  }

  t.test('a file is reported, applied, and taken back', async (t) => {
    const { status, body } = await send(app, csv([row(1), row(2), row(3, { lon: 1 })]))
    t.equal(status, 201, JSON.stringify(body))
    t.match(body, { state: 'ready', read: 3, plans: { new: 2, refused: 1 } })
    t.match(body.findings.single, [{ line: 4, rule: 'out-of-province' }])
    t.same(readdirSync(join(dataDir, 'batches')), [], 'the file is gone when it is read')
    t.match(await act(app, body.id, 'apply', { yes: Object.keys(body.warnings) }), {
      state: 'applied',
      outcomes: { added: 2 },
    })
    t.equal(await statusOf(1), 'created')
    const again = await send(app, csv([row(1), row(2, { number: '99' })]))
    t.match(again.body, { plans: { unchanged: 1, change: 1 } }, 'rows are matched with the record')
    t.match(await act(app, body.id, 'undo', { reason: 'nhầm tệp' }), { state: 'undone' })
    t.same([await statusOf(1), await statusOf(2)], ['retired', 'retired'])
  })

  t.test('a file without ids is matched by its natural key', async (t) => {
    const rows = [row(11), row(12)].map((cells) => cells.replace(/^[^,]*/, ''))
    const first = await send(app, csv(rows))
    await act(app, first.body.id, 'apply', { yes: Object.keys(first.body.warnings) })
    t.match((await send(app, csv(rows))).body, { plans: { unchanged: 2 } })
  })

  t.test('npm run import writes a batch, npm run check looks at it, a list is made official', async (t) => {
    const houses = [row(21), row(22), row(23), row(24, { lon: 1 })]
    const dry = await run('import', 'addresses', file('a.csv', houses), '--dry-run')
    t.match(dry, { code: 1, said: /new 3, .*refused 1/ })
    t.match(dry.said, /a\.csv\t5\terror\tout-of-province/)
    t.equal(await statusOf(21), undefined, 'nothing is written')
    const first = await run('import', 'addresses', file('a.csv', houses))
    t.match(first, { code: 0, said: /batch [0-9a-f-]{36}: .*added 3/ })
    t.match(readFileSync(join(dataDir, 'a.csv.rejects.csv'), 'utf8'), /^5,out-of-province,/m)

    const list = join(dataDir, 'list.csv')
    writeFileSync(list, [id(21), id(22), id(22), id(1), 'L0000000000', ''].join('\n'))
    const official = await run('migrate', '--official', '12/QĐ-UBND', '2026-01-15', list)
    t.match(official, { code: 0, said: /read 5, .*made official 2, .*known 1, .*refused 2/ })
    t.match(readFileSync(`${list}.rejects.csv`, 'utf8'), /not-certifiable(?:.|\n)*unknown-address/)
    t.same([await statusOf(21), await statusOf(22), await statusOf(23)], ['official', 'official', 'created'])
    const { rows: events } = await client.query(
      "SELECT office, count, details FROM zz_event WHERE action = 'made-official'",
    )
    t.same(events, [
      {
        office: 'server',
        count: 2,
        details: JSON.stringify({ decision: { number: '12/QĐ-UBND', date: '2026-01-15' } }),
      },
    ])
    t.match(await run('migrate', '--official', '12/QĐ-UBND', '2026-01-15', list), {
      code: 0,
      said: /made official 0, .*known 3/,
    })
    const edited = file('b.csv', [row(21, { number: '1A' }), row(22, { status: 'official' })])
    t.match(await run('import', 'addresses', edited), {
      code: 0,
      said: /added 0, .*changed 0, .*proposed 1/,
    })

    const doubtful = file('c.csv', [row(25, { number: '47', lon: 106.4137 + 23 * 2e-4 })])
    t.match(await run('check', doubtful), { code: 0, said: /c\.csv\t2\twarning\tsame-(number|place)/ })
    await client.query(
      `INSERT INTO address(uid, commune_code, street, house_number, geom)
       VALUES ('drawn', '27694', 'Đường Thử Mẻ', '47', ST_SetSRID(ST_MakePoint(${106.4137 + 23 * 2e-4}, 10.5402), 4326))`,
    )
    const checked = await run('check', '--store')
    t.match(checked.said, /warning\tsame-(number|place)/)
    const { items } = (
      await app.inject({ url: '/v1/queue?kind=duplicate', headers: { 'x-test-actor': 'officer' } })
    ).json()
    t.ok(
      items.some(({ addresses }: { addresses: string[] }) => addresses.join() === `${id(23)},drawn`),
      JSON.stringify(items),
    )
    t.ok(existsSync(join(dataDir, `${databaseName(url).replace(/^.*\//, '')}.findings.csv`)))
  })

  t.test('a code of a configured scheme is found', async (t) => {
    const { rows } = await client.query('SELECT revision FROM address WHERE uid = $1', [id(23)])
    const attached = await app.inject({
      method: 'POST',
      url: `/v1/addresses/${id(23)}/identifiers`,
      headers: { 'x-test-actor': 'officer', 'if-match': `"${rows[0].revision}"` },
      payload: { scheme: 'vpostcode', value: '82120CP6C7XX' },
    })
    t.equal(attached.statusCode, 200, attached.body)
    t.match((await app.inject('/v1/codes/82120CP6C7XX')).json(), {
      scheme: 'vpostcode',
      registered: true,
      address: { id: id(23) },
    })
  })

  t.test('a file on another server is that one’s to read, until a day has passed', async (t) => {
    const insert = (name: string, created: string) =>
      client.query(
        `INSERT INTO people.batch(id, name, file, state, dry_run, account, person, office, actor, created_at, expires_at)
         SELECT $1, 'x.csv', 'elsewhere.csv', 'reading', 0, account, person, office, actor, $2, '2999-01-01' FROM people.batch LIMIT 1`,
        [name, created],
      )
    await insert('today', new Date().toISOString())
    await insert('long-ago', '2026-01-01T00:00:00.000Z')
    await servedDatabase(t, url, { DATA_DIR: join(dataDir, 'second') })
    const { rows } = await client.query(
      "SELECT id, state FROM people.batch WHERE id IN ('today', 'long-ago') ORDER BY id",
    )
    t.same(rows, [
      { id: 'long-ago', state: 'failed' },
      { id: 'today', state: 'reading' },
    ])
    const { body } = await get(app, 'long-ago')
    t.match(body, { state: 'failed' })
  })

  t.test('a table of expected counts', async (t) => {
    const counts = join(dataDir, 'counts.csv')
    writeFileSync(counts, 'commune_code,class,count\n27694,1,70\n')
    t.match(await run('import', 'expected', counts), { code: 0, said: /added 1/ })
    const { rows } = await client.query('SELECT commune_code, class, count, office FROM zz_expected')
    t.same(rows, [{ commune_code: '27694', class: 1, count: 70, office: 'server' }])
  })

  t.test('the history holds', async (t) => {
    const store = new RegistryStore(openPostgresEngine(url, t.fail))
    t.same((await verifyHistory(store)).breaks, [])
    await store.close()
  })
})

async function send(app: App, file: string) {
  const part = (head: string, text: string) =>
    `--x\r\ncontent-disposition: form-data; ${head}\r\n\r\n${text}\r\n`
  const reply = await app.inject({
    method: 'POST',
    url: '/v1/batches',
    payload: `${part('name="kind"', 'addresses')}${part('name="data"; filename="a.csv"', file)}--x--\r\n`,
    headers: { 'x-test-actor': 'officer', 'content-type': 'multipart/form-data; boundary=x' },
  })
  return { status: reply.statusCode, body: reply.json() }
}

async function act(app: App, batch: string, what: string, payload: object) {
  const reply = await app.inject({
    method: 'POST',
    url: `/v1/batches/${batch}/${what}`,
    payload,
    headers: { 'x-test-actor': 'officer' },
  })
  return reply.json()
}

async function get(app: App, batch: string) {
  const reply = await app.inject({
    url: `/v1/batches/${batch}`,
    headers: { 'x-test-actor': 'officer' },
  })
  return { status: reply.statusCode, body: reply.json() }
}
