import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import autocannon from 'autocannon'
import { decodePoint } from '../../src/geo/geopackage-geometry.ts'
import { worldX, worldY } from '../../src/geo/mercator.ts'
import { SeededRandom } from '../../src/importing/demo/seeded-random.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { fold } from '../../src/text/syllable.ts'
import { startProcess } from './bench-process.ts'
import { median, spread, table } from './bench-table.ts'

const ROUNDS = 5
const SECONDS = 3
/** Rounds that are not counted: the first requests of a process cost several times as much as later ones. */
const WARM_UP_ROUNDS = 1
const CONNECTIONS = 16
/** Every n-th demonstration address is asked for. */
const STRIDE = 97
const SEED = 20250701
/** Share of the keystrokes of an address that send a request: fast typists skip some. */
const STROKES = 0.15

interface Run {
  rate: number
  cpu: number
  p50: number
  p99: number
  bad: number
}

/**
 * `npm run bench -- serve`: requests a second and latencies over HTTP, each compared with a hello route of the same process, and
 * CPU time a request as the server counts it, without the client. The server caches no answer of search.
 */
export async function benchServe(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'diachiso-bench-'))
  const server = await startProcess('bench/bench-server', [], { DATA_DIR: dataDir })
  try {
    const routes = Object.entries(requests(dataDir))
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
  } finally {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
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

/** The same requests at every run: taken from the demonstration data in the order of the record. */
function requests(dataDir: string): Record<string, string[]> {
  const record = RecordStore.open(dataDir, { readonly: true })
  const paths = {
    hello: ['/hello'],
    autocomplete: [] as string[],
    reverse: [] as string[],
    code: [] as string[],
    tile: [] as string[],
  }
  const inForce = record.units.all().filter((unit) => unit.valid_to === null)
  const communes = new Map(inForce.map((unit) => [unit.code, unit.full_name]))
  const random = new SeededRandom(SEED)
  let n = 0
  for (const [fid, geom, commune, , street, hamlet, number] of record.addresses.scan()) {
    if (n++ % STRIDE !== 0) continue
    const house = [number, street ?? hamlet].filter(Boolean).join(' ')
    const whole = `${house}, ${communes.get(commune)}`
    const text = random.chance(0.5) ? fold(whole) : whole
    for (let end = 1; end <= text.length; end++)
      if (random.chance(STROKES))
        paths.autocomplete.push(`/v1/autocomplete?q=${encodeURIComponent(text.slice(0, end))}`)
    const [lon, lat] = decodePoint(geom)!
    const z = 12 + (n % 5)
    paths.reverse.push(`/v1/reverse?lat=${lat.toFixed(6)}&lon=${lon.toFixed(6)}&limit=5`)
    paths.code.push(`/v1/codes/${record.addresses.byFid(fid)?.code}`)
    paths.tile.push(
      `/tiles/address,street/${z}/${Math.floor(worldX(lon) * 2 ** z)}/${Math.floor(worldY(lat) * 2 ** z)}.mvt`,
    )
  }
  record.close()
  return paths
}
