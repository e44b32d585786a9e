import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { decodePoint } from '../src/geo/geopackage-geometry.ts'
import { worldX, worldY } from '../src/geo/mercator.ts'
import { RecordStore } from '../src/store/record-store.ts'
import { median, spread, table } from './bench-table.ts'

const ROUNDS = 5
const SECONDS = 2
const CONNECTIONS = 16
/** Every n-th demonstration address is asked for. */
const STRIDE = 97

/** `npm run bench -- serve`: requests a second and latencies over HTTP, each beside a hello route of the same process. */
export async function benchServe(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'diachiso-bench-'))
  const server = spawn(process.execPath, [fileURLToPath(new URL('bench-server.js', import.meta.url))], {
    env: { ...process.env, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [first] = (await once(server.stdout, 'data')) as [Buffer]
    const base = `http://127.0.0.1:${Number(first.toString())}`
    const paths = requests(dataDir)
    const results = new Map<string, Array<{ rate: number; p50: number; p99: number; bad: number }>>()
    for (let round = 0; round < ROUNDS; round++)
      for (const [name, list] of Object.entries(paths)) {
        process.stderr.write(`\rround ${round + 1} of ${ROUNDS}: ${name.padEnd(14)}`)
        const run = await autocannon({
          url: base,
          connections: CONNECTIONS,
          duration: SECONDS,
          requests: list.map((path) => ({
            method: 'GET' as const,
            path,
            headers: { 'accept-encoding': 'gzip' },
          })),
        })
        const list_ = results.get(name) ?? []
        list_.push({
          rate: run.requests.average,
          p50: run.latency.p50,
          p99: run.latency.p99,
          bad: run.non2xx + run.errors,
        })
        results.set(name, list_)
      }
    process.stderr.write('\n')
    const hello = results.get('hello')!
    const rows = [...results].map(([name, runs]) => {
      const ratios = runs.map(({ rate }, i) => rate / hello[i]!.rate)
      return [
        name,
        Math.round(median(runs.map(({ rate }) => rate))).toString(),
        median(ratios).toFixed(2),
        spread(ratios),
        `${median(runs.map(({ p50 }) => p50))} / ${median(runs.map(({ p99 }) => p99))}`,
        String(runs.reduce((sum, { bad }) => sum + bad, 0)),
      ]
    })
    process.stdout.write(table(['route', 'requests/s', '× hello', 'spread', 'p50 / p99 ms', 'failed'], rows))
  } finally {
    server.kill('SIGTERM')
    await once(server, 'exit')
    rmSync(dataDir, { recursive: true, force: true })
  }
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
  let n = 0
  for (const [fid, geom, , , street, hamlet, number] of record.addresses.scan()) {
    if (n++ % STRIDE !== 0) continue
    const text = [number, street ?? hamlet].filter(Boolean).join(' ')
    const typed = text.slice(0, 3 + (n % Math.max(1, text.length - 2)))
    const [lon, lat] = decodePoint(geom)!
    const z = 12 + (n % 5)
    paths.autocomplete.push(`/v1/autocomplete?q=${encodeURIComponent(typed)}`)
    paths.reverse.push(`/v1/reverse?lat=${lat.toFixed(6)}&lon=${lon.toFixed(6)}&limit=5`)
    paths.code.push(`/v1/codes/${record.addresses.byFid(fid)?.code}`)
    paths.tile.push(
      `/tiles/address,street/${z}/${Math.floor(worldX(lon) * 2 ** z)}/${Math.floor(worldY(lat) * 2 ** z)}.mvt`,
    )
  }
  record.close()
  return paths
}
