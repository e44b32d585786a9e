import { createSecretKey, randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp } from '../../src/assembly/app.ts'
import { ServerState } from '../../src/assembly/server-state.ts'
import { openPeople } from '../../src/assembly/waiting-room.ts'
import { packageRoot, readConfig } from '../../src/config.ts'
import type { Actor, Role } from '../../src/registry/actor.ts'
import type { PeopleStore } from '../../src/store/people/people-store.ts'
import type { RecordStore } from '../../src/store/record-store.ts'
import { openSqliteEngine } from '../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../src/store/registry/registry-store.ts'
import { benchRecord } from './bench-record.ts'
import { median, quantile, table } from './bench-table.ts'

/** What waits, half of it declarations and half findings. */
const OPEN = 100_000
/** How often each is asked for. */
const TIMES = 60
const WARM = 5
const DATE = '2026-10-01'

/**
 * What officer and verifier wait for at the desk, over HTTP: settling, verifying, the pages that they look through, beside so
 * many addresses and 100,000 open items. `bench -- desk [ADDRESSES]`, 1,000,000 where none are named. Each may take 50 ms.
 */
export async function benchDesk(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'diachiso-bench-'))
  const record = benchRecord(dataDir, Number(process.argv[3] ?? 1_000_000))
  try {
    const rows = await measured(record, dataDir)
    process.stdout.write(table(['asked for', 'median', 'p95', 'slowest'], rows))
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** An address of the record beside which one is declared. */
interface Known {
  readonly street: string | null
  readonly hamlet: string
  readonly commune_code: string
  readonly former_commune_code: string
  readonly lon: number
  readonly lat: number
}

/** Somebody with an area. */
function actor(
  person: string,
  roles: readonly Role[],
  communes: readonly string[],
  everywhere = false,
): Actor {
  const area = { communes: new Set(communes), hamlets: new Set<string>(), everywhere }
  return { account: person, person, office: 'bench', roles: new Set(roles), area }
}

async function measured(record: RecordStore, dataDir: string): Promise<string[][]> {
  const communes = record.db
    .prepare<[], string>('SELECT commune_code FROM address GROUP BY 1 ORDER BY count(*) DESC')
    .pluck()
    .all()
  const [busiest = ''] = communes
  const actors: Readonly<Record<string, Actor>> = {
    officer: actor('officer', ['officer'], [busiest]),
    verifier: actor('verifier', ['verifier'], [busiest]),
    provincial: actor('provincial', ['officer', 'verifier'], communes),
    everywhere: actor('everywhere', ['officer', 'verifier'], [], true),
  }
  verifyAll(record)
  addFindings(record)
  const store = new RegistryStore(openSqliteEngine(dataDir))
  await store.write(async (tx) => tx.kept.move(await tx.kept.get(), await tx.changed.last()))
  await store.close()
  const people = await openPeople(dataDir, createSecretKey(randomBytes(32)), (sentence) => {
    throw new Error(sentence)
  })
  if (!people) throw new Error('people.db could not be opened')
  const declared = await addDeclarations(people, record, busiest)
  const config = readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'silent', PORT: '0', CREATIONS_A_DAY: '100000' })
  const state = await ServerState.open(record, dataDir, { tileCacheBytes: config.tileCacheBytes })
  const app = await buildApp({
    ...{ config, state, version: 'bench', webDir: join(packageRoot(), 'dist', 'web'), logger: false, people },
    actorOf: async ({ headers }) => actors[String(headers['x-bench-actor'])],
  })
  const base = await app.listen({ host: '127.0.0.1', port: 0 })
  const ask: Ask = async (as, method, path, body, revision) => {
    const reply = await fetch(base + path, {
      method,
      headers: {
        'x-bench-actor': as,
        ...(body && { 'content-type': 'application/json' }),
        ...(revision !== undefined && { 'if-match': `"${revision}"` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await reply.text()
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`)
    return JSON.parse(text) as Answer
  }
  try {
    return await timesOf(ask, declared, busiest)
  } finally {
    await app.close()
    await state.close()
  }
}

interface Answer {
  readonly items: readonly { readonly id: string; readonly revision: number }[]
}
type Ask = (as: string, method: string, path: string, body?: object, revision?: number) => Promise<Answer>

async function timesOf(ask: Ask, declared: readonly string[], commune: string): Promise<string[][]> {
  const rows: string[][] = []
  const time = async (name: string, one: (i: number) => Promise<unknown>) => {
    const times: number[] = []
    for (let i = 0; i < WARM + TIMES; i++) {
      const from = performance.now()
      await one(i)
      if (i >= WARM) times.push(performance.now() - from)
    }
    const ms = (value: number) => `${value.toFixed(1)} ms`
    rows.push([name, ms(median(times)), ms(quantile(times, 0.95)), ms(Math.max(...times))])
  }
  let next = 0
  const declaration = () => `/v1/proposals/${declared[next++]}`
  await time('declaration approved', () => ask('officer', 'POST', `${declaration()}/accept`, {}))
  await time('declaration rejected', () =>
    ask('officer', 'POST', `${declaration()}/reject`, { reason: 'duplicate', text: 'bench' }),
  )
  await time('declaration sent back', () =>
    ask('officer', 'POST', `${declaration()}/return`, { text: 'bench' }),
  )
  const found = await ask('officer', 'GET', `/v1/queue?kind=finding&limit=${WARM + TIMES}`)
  await time('finding said to be right', (i) =>
    ask('officer', 'PUT', `/v1/findings/${found.items[i]?.id}`, { accepted: true, reason: 'other' }),
  )
  const unverified = await ask('verifier', 'GET', `/v1/unverified?limit=${WARM + TIMES}`)
  const waits = (i: number) => unverified.items[i] as Answer['items'][0]
  await time('address looked at', (i) => ask('verifier', 'GET', `/v1/items/address/${waits(i).id}`))
  await time('address verified', (i) => {
    const { id, revision } = waits(i)
    const step = { to: 'verified', method: 'bench', date: DATE }
    return ask('verifier', 'POST', `/v1/addresses/${id}/transitions`, step, revision)
  })
  // What the start leaves for later is done by now.
  await time('declaration looked at', (i) => ask('officer', 'GET', `/v1/proposals/${declared[next + i]}`))
  for (const [said, as] of [
    ['one commune', 'officer'],
    ['all communes by name', 'provincial'],
    ['everywhere', 'everywhere'],
  ] as const) {
    await time(`page of the queue, ${said}`, () => ask(as, 'GET', '/v1/queue'))
    await time(`page of what is unverified, ${said}`, () => ask(as, 'GET', '/v1/unverified'))
  }
  await time('page of the desk', () => ask('officer', 'GET', `/v1/queue?commune=${commune}&limit=200`))
  return rows
}

/** As a province is at the end: of each commune all but the last 300 addresses are verified, so that whatever looks for the others goes far. */
function verifyAll({ db }: RecordStore): void {
  const triggers = db
    .prepare<[], { name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'address'",
    )
    .all()
  db.transaction(() => {
    for (const { name } of triggers) db.exec(`DROP TRIGGER "${name}"`)
    db.exec(`UPDATE address SET status = 'verified'
      WHERE status = 'created' AND fid < (SELECT max(fid) FROM address a WHERE a.commune_code = address.commune_code) - 300`)
    for (const { sql } of triggers) db.exec(sql)
  })()
}

/** Findings about one address of so many, the ones of what waits to be looked at. */
function addFindings({ db }: RecordStore): void {
  const every = Math.max(
    1,
    Math.floor(db.prepare<[], number>('SELECT count(*) FROM address').pluck().get()! / (OPEN / 2)),
  )
  db.prepare(
    `INSERT INTO zz_finding(id, kind, commune_code, rule, severity, path, subject, neighbours, revision, lon, lat,
        message_vi, message_en, values_hash, state, at)
      SELECT lower(hex(randomblob(32))), 'finding', commune_code, 'near-boundary', 'warning', 'point', uid, 0, revision, 106.4, 10.5,
        'Điểm cách ranh giới xã dưới 50 m.', 'The point is within 50 m of a boundary.', 'h', 'open',
        '2026-01-01T00:00:' || substr('0' || (fid % 60), -2) || '.' || (100 + fid % 900) || 'Z'
      FROM address WHERE fid % ? = 0 LIMIT ?`,
  ).run(every, OPEN / 2)
}

/** Declarations of houses beside those of the busiest commune; their ids. */
async function addDeclarations(people: PeopleStore, { db }: RecordStore, busiest: string): Promise<string[]> {
  const known = db
    .prepare<[string, number], Known>(
      `SELECT street, hamlet, commune_code, former_commune_code, r.minx AS lon, r.miny AS lat
       FROM address JOIN rtree_address_geom r ON r.id = address.fid WHERE commune_code = ? AND street IS NOT NULL LIMIT ?`,
    )
    .all(busiest, 2000)
  const ids: string[] = []
  for (let done = 0; done < OPEN / 2; done += 500)
    await people.write(async ({ proposals }) => {
      for (let i = done; i < done + 500; i++) {
        const { street, hamlet, commune_code, former_commune_code, lon, lat } = known[
          i % known.length
        ] as Known
        const at = { lon: lon + (i % 7) * 1e-5, lat: lat + (i % 11) * 1e-5 }
        const id = randomUUID()
        ids.push(id)
        const content = {
          act: 'declare',
          draft: {
            ...{
              class: 1,
              name: null,
              house_number: `${7000 + i}`,
              street,
              hamlet,
              group_name: null,
              commune_code,
            },
            ...{ former_commune_code, postcode: null, position: 'entrance', source: null, raw_text: null },
            ...{ ndas: null, attributes: null, ...at },
          },
        }
        await proposals.add({
          ...{
            id,
            kind: 'declaration',
            subject: null,
            base_revision: null,
            commune_code,
            hamlet: null,
            ...at,
          },
          ...{ changes: JSON.stringify(content), text: null, reason: null, account: null, person: null },
          ...{ office: null, state: 'open', event: null, settled_account: null, settled_person: null },
          ...{ settled_office: null, settle_reason: null, settle_text: null, ended_at: null },
          created_at: new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString(),
        })
      }
    })
  return ids
}
