import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { encodePoint } from '../../src/geo/geopackage-geometry.ts'
import { SERVER } from '../../src/registry/actor.ts'
import { Registry } from '../../src/registry/registry.ts'
import { migratePostgres } from '../../src/store/registry/engines/migrate-postgres.ts'
import { openPostgresEngine } from '../../src/store/registry/engines/postgres-engine.ts'
import { openSqliteEngine } from '../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../src/store/registry/registry-store.ts'
import { benchRecord } from './bench-record.ts'
import { median, spread, table } from './bench-table.ts'
import { PostgresServer } from './postgres-server.ts'

const ROUNDS = 5
const SECONDS = 3
const CLIENTS = [1, 16] as const
const COMMUNE = '27694'

/**
 * Durable edits a second: an address created whole (row, version, event in its chain, code, identifier, history, feed),
 * beside a bare INSERT of the same row in a transaction of the same engine, which is the limit. `bench -- registry
 * [ADDRESSES]`, 1,000,000 beside them where none are named.
 */
export async function benchRegistry(): Promise<void> {
  const count = Number(process.argv[3] ?? 1_000_000)
  const rows = [...(await onSqlite(count)), ...(await onPostgres())]
  process.stdout.write(
    table(['durable edits a second', 'whole', 'spread', 'bare INSERT', 'whole ÷ bare'], rows),
  )
}

async function onSqlite(count: number): Promise<string[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-bench-'))
  const record = benchRecord(folder, count)
  const store = new RegistryStore(openSqliteEngine(folder))
  const registry = new Registry({ store })
  const insert = record.db.prepare(
    `INSERT INTO address(geom, uid, class, house_number, street, commune_code, event) VALUES (?, ?, 1, ?, 'Bench', '${COMMUNE}', 1)`,
  )
  const lines: string[][] = []
  try {
    for (const clients of CLIENTS) {
      const bare: number[] = []
      const whole: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        bare.push(
          await perSecond(1, async (n) =>
            record.write(() => insert.run(encodePoint(106.4, 10.5), id(n), String(n))),
          ),
        )
        whole.push(await perSecond(clients, (n) => create(registry, n)))
      }
      lines.push(line(`SQLite, ${said(clients)}, beside ${count.toLocaleString('en')}`, whole, bare))
    }
  } finally {
    await store.close()
    record.close()
    rmSync(dirname(record.file), { recursive: true, force: true })
  }
  return lines
}

async function onPostgres(): Promise<string[][]> {
  const server = await PostgresServer.start()
  if (!server) return []
  const url = `postgres://bench@/postgres?host=${encodeURIComponent(dirname(server.socket))}`
  await migratePostgres(url)
  const pool = new pg.Pool({ connectionString: url, max: Math.max(...CLIENTS) })
  // The server ends before the last of its connections is told.
  pool.on('error', () => undefined)
  await pool.query(
    `INSERT INTO unit(code, level, type, name, full_name, valid_from) SELECT $1::int + i, 'commune', 'x', 'x', 'x', '2025-07-01' FROM generate_series(0, 63) i`,
    [COMMUNE],
  )
  const store = new RegistryStore(
    openPostgresEngine(url, (error) => process.stderr.write(`${error.message}\n`)),
  )
  const registry = new Registry({ store })
  const lines: string[][] = []
  for (const clients of CLIENTS) {
    const bare: number[] = []
    const whole: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      bare.push(
        await perSecond(clients, async (n) => {
          await pool.query(
            `INSERT INTO address(geom, uid, class, house_number, street, commune_code) VALUES (ST_SetSRID(ST_MakePoint(106.4, 10.5), 4326), $1, 1, $2, 'Bench', $3)`,
            [id(n), String(n), commune(n)],
          )
        }),
      )
      whole.push(await perSecond(clients, (n) => create(registry, n, commune(n))))
    }
    lines.push(line(`PostgreSQL, ${said(clients)}`, whole, bare))
  }
  await store.close()
  await pool.end()
  await server.stop()
  return lines
}

const said = (clients: number) => (clients === 1 ? '1 client' : `${clients} clients`)
let made = 0
const id = (n: number) => `bench-${process.pid}-${n}-${made}`
/** Clients work in communes of their own, as officers do. */
const commune = (n: number) => String(Number(COMMUNE) + (n % 64))

function create(registry: Registry, n: number, commune_code = COMMUNE) {
  return registry.create(SERVER, {
    class: 1,
    name: null,
    house_number: String(n),
    street: 'Bench',
    hamlet: null,
    group_name: null,
    commune_code,
    former_commune_code: null,
    postcode: null,
    position: 'entrance',
    source: null,
    raw_text: null,
    ndas: null,
    attributes: null,
    lon: 106.4,
    lat: 10.5,
  })
}

/** How often `work` ends in a second when so many are under way at once. */
async function perSecond(clients: number, work: (n: number) => Promise<unknown>): Promise<number> {
  const from = performance.now()
  const until = from + SECONDS * 1000
  let done = 0
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < until) {
        await work(++made)
        done++
      }
    }),
  )
  return (done * 1000) / (performance.now() - from)
}

function line(name: string, whole: readonly number[], bare: readonly number[]): string[] {
  return [
    name,
    median(whole).toFixed(0),
    spread(whole, 0),
    `${median(bare).toFixed(0)} (${spread(bare, 0)})`,
    (median(whole) / median(bare)).toFixed(2),
  ]
}
