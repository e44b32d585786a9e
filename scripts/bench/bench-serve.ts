import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import autocannon from 'autocannon'
import { prepareRecord } from '../../src/assembly/prepare-record.ts'
import { packageRoot } from '../../src/config.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { startProcess } from './bench-process.ts'
import { benchRecord } from './bench-record.ts'
import { median, spread, table } from './bench-table.ts'
import { serveRequests } from './serve-requests.ts'
import { benchTyping } from './typing/bench-typing.ts'

const ROUNDS = 5
const SECONDS = 3
/** Rounds that are not counted: the first requests of a process cost several times as much as later ones. */
const WARM_UP_ROUNDS = 1
const CONNECTIONS = 16

interface Run {
  rate: number
  cpu: number
  p50: number
  p99: number
  bad: number
}

/**
 * `npm run bench -- serve [ADDRESSES]`: requests a second and latencies over HTTP, each compared with a hello route of the same
 * process, and CPU time a request as the server counts it, without the client; then the same of people typing. The server keeps no
 * answer of search, but a second one that people type to does. Without a number of addresses the demonstration's record is served.
 */
export async function benchServe(addresses = process.argv[3]): Promise<void> {
  if (addresses !== undefined && !/^[1-9]\d*$/.test(addresses))
    throw new RangeError(`"${addresses}" is no number of addresses`)
  const dataDir = mkdtempSync(join(tmpdir(), 'diachiso-bench-'))
  const keepingDir = `${dataDir}-keeping`
  if (addresses === undefined)
    prepareRecord(dataDir, { factsDir: join(packageRoot(), 'data'), demo: true }).close()
  else benchRecord(dataDir, Number(addresses)).close()
  cpSync(dataDir, keepingDir, { recursive: true })
  const server = await startProcess('bench/bench-server', [], { DATA_DIR: dataDir, ANSWER_CACHE_MB: '0' })
  const keeping = await startProcess('bench/bench-server', [], { DATA_DIR: keepingDir })
  try {
    const routes = Object.entries(serveRequests(dataDir))
    const results = new Map<string, Run[]>()
    for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++)
      for (const [name, paths] of routes) {
        process.stderr.write(`\rround ${round + 1} of ${ROUNDS}: ${name.padEnd(14)}`)
        const run = await measure(server.base, paths, round + WARM_UP_ROUNDS)
        if (round >= 0) results.set(name, [...(results.get(name) ?? []), run])
      }
    process.stderr.write('\n')
    const measured = ['requests/s', '× hello', 'spread', 'CPU µs a request', 'requests/s a core']
    process.stdout.write(table(['route', ...measured, 'p50 / p99 ms', 'failed'], rowsOf(results)))
    const record = RecordStore.open(dataDir, { readonly: true })
    await benchTyping({ computing: server.base, keeping: keeping.base }, record)
    record.close()
  } finally {
    await server.stop()
    await keeping.stop()
    for (const folder of [dataDir, keepingDir]) rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(base: string, paths: readonly string[], round: number): Promise<Run> {
  const requests = paths.map((path) => ({
    method: 'GET' as const,
    path,
    headers: { 'accept-encoding': 'gzip' },
  }))
  let client = round * CONNECTIONS
  const before = await cpuOf(base)
  const run = await autocannon({
    url: base,
    connections: CONNECTIONS,
    duration: SECONDS,
    requests,
    // Each has its own part of the list, or all would ask for its first requests only.
    setupClient: (one) => one.setRequests(partOf(requests, client++)),
  })
  return {
    rate: run.requests.average,
    cpu: ((await cpuOf(base)) - before) / run.requests.total,
    p50: run.latency.p50,
    p99: run.latency.p99,
    bad: run.non2xx + run.errors,
  }
}

function rowsOf(results: ReadonlyMap<string, readonly Run[]>): string[][] {
  const hello = results.get('hello')!
  return [...results].map(([name, runs]) => {
    const ratios = runs.map(({ rate }, i) => rate / hello[i]!.rate)
    const cpu = median(runs.map(({ cpu }) => cpu))
    return [
      name,
      Math.round(median(runs.map(({ rate }) => rate))).toString(),
      median(ratios).toFixed(2),
      spread(ratios),
      Math.round(cpu).toString(),
      Math.round(1e6 / cpu).toString(),
      `${median(runs.map(({ p50 }) => p50))} / ${median(runs.map(({ p99 }) => p99))}`,
      String(runs.reduce((sum, { bad }) => sum + bad, 0)),
    ]
  })
}

/** The requests of one connection of one round; those of a round share out the list, and begin elsewhere in the next. */
function partOf<T>(requests: readonly T[], client: number): T[] {
  const size = Math.ceil(requests.length / CONNECTIONS)
  const round = Math.floor(client / CONNECTIONS)
  const begin = (client % CONNECTIONS) * size + Math.floor((round * size) / (ROUNDS + WARM_UP_ROUNDS))
  return Array.from({ length: size }, (_, i) => requests[(begin + i) % requests.length]!)
}

/** Microseconds that the processor has worked for the server so far. */
async function cpuOf(base: string): Promise<number> {
  return Number(await (await fetch(`${base}/cpu`)).text())
}
