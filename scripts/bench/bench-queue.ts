import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import type { Actor } from '../../src/registry/actor.ts'
import { Queue, type QueueQuestion } from '../../src/registry/desk/queue.ts'
import { migratePostgres } from '../../src/store/registry/engines/migrate-postgres.ts'
import { openPostgresEngine } from '../../src/store/registry/engines/postgres-engine.ts'
import { openSqliteEngine } from '../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../src/store/registry/registry-store.ts'
import { benchRecord } from './bench-record.ts'
import { median, quantile, table } from './bench-table.ts'
import { PostgresServer } from './postgres-server.ts'

const OPEN = 100_000
const PAGES = 60
const COMMUNES = 96
const FIRST = 27_694

const area = (communes: readonly string[], everywhere = false): Actor => ({
  account: 'bench',
  person: 'bench',
  office: 'bench',
  roles: new Set(['officer']),
  area: { communes: new Set(communes), hamlets: new Set(), everywhere },
})
const code = (i: number) => String(FIRST + i)
const ACTORS: readonly (readonly [string, Actor])[] = [
  ['one commune', area([code(3)])],
  ['all 96 communes by name', area(Array.from({ length: COMMUNES }, (_, i) => code(i)))],
  ['everywhere', area([], true)],
]

/**
 * Pages of 50 with the counts of every kind, from the beginning on and by kind, of a queue of 100,000 open findings beside
 * addresses. `bench -- queue [ADDRESSES]`, 1,000,000 where none are named.
 */
export async function benchQueue(): Promise<void> {
  const count = Number(process.argv[3] ?? 1_000_000)
  const rows = [...(await onSqlite(count)), ...(await onPostgres(count))]
  process.stdout.write(table(['a page of 100,000 open', 'median', 'p95', 'slowest'], rows))
}

/** 100,000 findings over the communes, two of three in the tenth of them that is busiest. */
const FINDINGS = `INSERT INTO zz_finding(id, kind, commune_code, rule, severity, path, subject, neighbours, revision, lon, lat,
    message_vi, message_en, values_hash, state, at)
  SELECT 'finding-' || i, CASE i % 3 WHEN 0 THEN 'duplicate' ELSE 'finding' END,
    CAST(${FIRST} + CASE WHEN i % 3 = 0 THEN i % ${COMMUNES} ELSE i % 10 END AS TEXT), 'near-boundary', 'warning', 'point',
    'subject-' || i, 0, 1, 106.4, 10.5, 'Điểm cách ranh giới xã dưới 50 m.', 'The point is within 50 m of a boundary.', 'h',
    'open', '2026-01-01T00:00:' || substr('0' || (i % 60), -2) || '.' || (100 + i % 900) || 'Z'`

async function onSqlite(count: number): Promise<string[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-bench-'))
  const record = benchRecord(folder, count)
  record.db.exec(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${OPEN}) ${FINDINGS} FROM n`,
  )
  const store = new RegistryStore(openSqliteEngine(folder))
  try {
    return await measured('SQLite', store)
  } finally {
    await store.close()
    record.close()
    rmSync(dirname(record.file), { recursive: true, force: true })
  }
}

async function onPostgres(count: number): Promise<string[][]> {
  const server = await PostgresServer.start()
  if (!server) return []
  const url = `postgres://bench@/postgres?host=${encodeURIComponent(dirname(server.socket))}`
  await migratePostgres(url)
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  await client.query('SET session_replication_role = replica')
  await client.query(
    `INSERT INTO address(geom, uid, house_number, commune_code)
     SELECT ST_SetSRID(ST_MakePoint(106 + i % 1000 * 1e-3, 10 + i % 997 * 1e-3), 4326), 'subject-' || i, i::text, (${FIRST} + i % ${COMMUNES})::text
     FROM generate_series(1, $1::int) i`,
    [count],
  )
  await client.query(
    `${FINDINGS.replace("substr('0' || (i % 60), -2)", "lpad((i % 60)::text, 2, '0')")} FROM generate_series(1, ${OPEN}) i`,
  )
  await client.query('VACUUM ANALYZE')
  await client.end()
  const store = new RegistryStore(openPostgresEngine(url, () => undefined))
  const rows = await measured('PostgreSQL', store)
  await store.close()
  await server.stop()
  return rows
}

async function measured(engine: string, store: RegistryStore): Promise<string[][]> {
  const queue = new Queue(store, undefined)
  const rows: string[][] = []
  for (const [name, actor] of ACTORS) {
    const times: number[] = []
    for (const newestFirst of [false, true])
      for (const kind of [undefined, 'finding', 'duplicate'] as const) {
        let question: QueueQuestion = {
          state: 'open',
          newestFirst,
          limit: 50,
          ...(kind && { kinds: [kind] }),
        }
        for (let page = 0; page < PAGES; page++) {
          const from = performance.now()
          const { next } = await queue.page(actor, question)
          times.push(performance.now() - from)
          if (next === undefined) break
          question = { ...question, after: next }
        }
      }
    const ms = (value: number) => `${value.toFixed(1)} ms`
    rows.push([`${engine}, ${name}`, ms(median(times)), ms(quantile(times, 0.95)), ms(Math.max(...times))])
  }
  return rows
}
