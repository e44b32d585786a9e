import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { JobWorker } from '../../src/registry/jobs/job-worker.ts'
import { migratePostgres } from '../../src/store/registry/engines/migrate-postgres.ts'
import { openPostgresEngine } from '../../src/store/registry/engines/postgres-engine.ts'
import { openSqliteEngine } from '../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../src/store/registry/registry-store.ts'
import { benchRecord } from './bench-record.ts'
import { median, spread, table } from './bench-table.ts'
import { PostgresServer } from './postgres-server.ts'

const ROUNDS = 3
const JOBS = 600
const OWNERS = 200
const WORKERS = [1, 4] as const

/** Jobs that do nothing, from being due to being noted as done: how many a second, and this process's time for each. */
export async function benchJobs(): Promise<void> {
  const rows = [...(await onSqlite()), ...(await onPostgres())]
  process.stdout.write(table(['jobs', 'a second', 'spread', 'µs of processor time each'], rows))
}

async function onSqlite(): Promise<string[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-bench-'))
  const record = benchRecord(folder, 1000)
  const store = new RegistryStore(openSqliteEngine(folder))
  try {
    return await lines('SQLite', store)
  } finally {
    await store.close()
    record.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function onPostgres(): Promise<string[][]> {
  const server = await PostgresServer.start()
  if (!server) return []
  const url = `postgres://bench@/postgres?host=${encodeURIComponent(dirname(server.socket))}`
  await migratePostgres(url)
  const store = new RegistryStore(openPostgresEngine(url, () => undefined))
  try {
    return await lines('PostgreSQL', store)
  } finally {
    await store.close()
    await server.stop()
  }
}

async function lines(engine: string, store: RegistryStore): Promise<string[][]> {
  const rows: string[][] = []
  for (const workers of WORKERS) {
    const found: { perSecond: number; micros: number }[] = []
    for (let round = 0; round < ROUNDS; round++) found.push(await run(store, workers, `${workers}-${round}`))
    const rates = found.map(({ perSecond }) => perSecond)
    const micros = median(found.map((each) => each.micros))
    const label = `${engine}, ${workers} worker${workers > 1 ? 's' : ''}`
    rows.push([label, median(rates).toFixed(0), spread(rates), micros.toFixed(0)])
  }
  return rows
}

async function run(store: RegistryStore, count: number, name: string) {
  const jobs = Array.from({ length: JOBS }, (_, n) => ({
    kind: 'nothing',
    key: `${name}-${n}`,
    owner: `owner-${n % OWNERS}`,
    payload: '{}',
  }))
  await store.write((tx) => tx.jobs.add(jobs, new Date().toISOString()))
  let left = JOBS
  let done = () => {}
  const all = new Promise<void>((resolve) => {
    done = resolve
  })
  const handlers = {
    async nothing() {
      if (--left === 0) done()
      return { done: '' }
    },
  }
  const workers = Array.from(
    { length: count },
    () => new JobWorker({ store, handlers, makeJobs: async () => {}, onError: fail }),
  )
  const from = performance.now()
  const cpu = process.cpuUsage()
  for (const worker of workers) worker.start()
  await all
  for (const worker of workers) await worker.stop()
  const { user, system } = process.cpuUsage(cpu)
  return { perSecond: (JOBS * 1000) / (performance.now() - from), micros: (user + system) / JOBS }
}

function fail(error: unknown): never {
  throw error
}
