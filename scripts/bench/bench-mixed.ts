import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { decodePoint } from '../../src/geo/geopackage-geometry.ts'
import { worldX, worldY } from '../../src/geo/mercator.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { quantile, table } from './bench-table.ts'

/** Seconds that the light routes are asked for, alone and under load. */
const SECONDS = 12
/** Milliseconds between two questions to a light route. */
const PACE = 5
const CSV_ROWS = 5_000
const BATCH = 1_000
/** Every n-th demonstration address is asked for. */
const STRIDE = 41

interface Question {
  method: 'GET' | 'POST'
  path: string
  type?: string
  body?: string
}

/**
 * `npm run bench -- mixed`: how long light routes wait while others ask for much: keys typed, reverse, tiles, OGC pages, a
 * table and a batch of 1,000, each again as soon as it is answered. Beside it hello's time alone in the same run.
 */
export async function benchMixed(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'diachiso-bench-'))
  const server = spawn(process.execPath, [fileURLToPath(new URL('bench-server.js', import.meta.url))], {
    env: { ...process.env, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [first] = (await once(server.stdout, 'data')) as [Buffer]
    const port = Number(first.toString())
    const { light, heavy } = questions(dataDir)
    await probe(port, light, 2)
    const alone = (await probe(port, light, SECONDS)).get('hello')!
    const stop = { now: false }
    const done = heavy.map(async ({ list }) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      let answered = 0
      for (; !stop.now; answered++) await ask(port, list[answered % list.length]!, agent)
      agent.destroy()
      return answered
    })
    const loaded = await probe(port, light, SECONDS)
    stop.now = true
    const answered = await Promise.all(done)
    const [p99] = [quantile(alone, 0.99)]
    const rows = [...loaded].map(([name, times]) => [
      name,
      quantile(times, 0.5).toFixed(1),
      quantile(times, 0.99).toFixed(1),
      (quantile(times, 0.99) / p99).toFixed(1),
      Math.max(...times).toFixed(1),
      (Math.max(...times) / p99).toFixed(1),
    ])
    process.stdout.write(
      `hello alone: p50 ${quantile(alone, 0.5).toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, slowest ${Math.max(...alone).toFixed(1)}\n` +
        `meanwhile ${heavy.map(({ name }, i) => `${answered[i]} × ${name}`).join(', ')}\n\n`,
    )
    const measured = ['p50 ms', 'p99 ms', "× hello's p99", 'slowest ms', "× hello's p99"]
    process.stdout.write(table(['route under load', ...measured], rows))
  } finally {
    server.kill('SIGTERM')
    await once(server, 'exit')
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Milliseconds of each answer of each light route, asked at an even pace. */
async function probe(
  port: number,
  light: ReadonlyMap<string, readonly Question[]>,
  seconds: number,
): Promise<Map<string, number[]>> {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })
  const times = new Map([...light.keys()].map((name) => [name, [] as number[]]))
  const end = performance.now() + seconds * 1000
  for (let round = 0; performance.now() < end; round++)
    for (const [name, list] of light) {
      const started = performance.now()
      await ask(port, list[round % list.length]!, agent)
      times.get(name)!.push(performance.now() - started)
      await setTimeout(PACE)
    }
  agent.destroy()
  return times
}

/** Asks and reads the whole answer; throws when it is not one. */
function ask(port: number, { method, path, type, body }: Question, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'accept-encoding': 'gzip', ...(type ? { 'content-type': type } : {}) }
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent }, (reply) => {
      reply.resume()
      reply.on('end', () => {
        if ((reply.statusCode ?? 500) < 400) resolve()
        else reject(new Error(`${method} ${path}: ${reply.statusCode}`))
      })
      reply.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** The same at every run: from the demonstration data in the order of the record. */
function questions(dataDir: string): {
  light: Map<string, Question[]>
  heavy: { name: string; list: Question[] }[]
} {
  const record = RecordStore.open(dataDir, { readonly: true })
  const texts: string[] = []
  const points: [number, number][] = []
  const communes = new Map(record.units.all().map((unit) => [unit.code, unit.full_name]))
  let n = 0
  for (const [, geom, commune, , street, hamlet, number] of record.addresses.scan()) {
    if (n++ % STRIDE !== 0) continue
    texts.push([[number, street ?? hamlet].filter(Boolean).join(' '), communes.get(commune)].join(', '))
    points.push(decodePoint(geom)!)
  }
  record.close()
  const get = (path: string): Question => ({ method: 'GET', path })
  const keys = texts
    .slice(0, 200)
    .flatMap((text) =>
      [5, 9, 14].map((end) => get(`/v1/autocomplete?q=${encodeURIComponent(text.slice(0, end))}`)),
    )
  const tile = ([lon, lat]: [number, number], z: number) =>
    get(
      `/tiles/address,street/${z}/${Math.floor(worldX(lon) * 2 ** z)}/${Math.floor(worldY(lat) * 2 ** z)}.mvt`,
    )
  const boundary = 'bench-mixed'
  const csv = `q\n${Array.from({ length: CSV_ROWS }, (_, i) => `"${texts[i % texts.length]}"`).join('\n')}\n`
  const form = `--${boundary}\r\ncontent-disposition: form-data; name="data"; filename="a.csv"\r\ncontent-type: text/csv\r\n\r\n${csv}\r\n--${boundary}--\r\n`
  const queries = Array.from({ length: BATCH }, (_, i) => texts[i % texts.length])
  return {
    light: new Map([
      ['hello', [get('/hello')]],
      ['autocomplete', keys],
    ]),
    heavy: [
      { name: 'key typed', list: keys.toReversed() },
      { name: 'reverse', list: points.map(([lon, lat]) => get(`/v1/reverse?lat=${lat}&lon=${lon}&limit=5`)) },
      { name: 'tile', list: points.map((point, i) => tile(point, 12 + (i % 6))) },
      {
        name: 'OGC page',
        list: points.map((_, i) => get(`/ogc/collections/addresses/items?limit=1000&class=${1 + (i % 3)}`)),
      },
      {
        name: `table of ${CSV_ROWS} rows`,
        list: [
          {
            method: 'POST',
            path: '/v1/search/csv',
            type: `multipart/form-data; boundary=${boundary}`,
            body: form,
          },
        ],
      },
      {
        name: `batch of ${BATCH}`,
        list: [
          { method: 'POST', path: '/v1/batch', type: 'application/json', body: JSON.stringify({ queries }) },
        ],
      },
    ],
  }
}
