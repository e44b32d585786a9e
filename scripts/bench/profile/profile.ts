// npm run profile -- NAME: where the processor's time goes while a server answers, or an import loads, by our own names.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import type { Profiler } from 'node:inspector'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import autocannon from 'autocannon'
import { prepareRecord } from '../../../src/assembly/prepare-record.ts'
import { packageRoot } from '../../../src/config.ts'
import { programOf, startProcess } from '../bench-process.ts'
import { table } from '../bench-table.ts'
import { writeAddresses } from '../import-file.ts'
import { serveRequests } from '../serve-requests.ts'
import { bundledSource } from './bundled-source.ts'
import { type StageShares, stageShares } from './stage-shares.ts'

const SERVED = ['autocomplete', 'reverse', 'tile', 'code', 'hello'] as const
const CONNECTIONS = 8
const WARM_UP_SECONDS = 4
const SECONDS = 10
const IMPORTED_ROWS = 200_000
/** Stages below this share are summed up; so many functions are listed. */
const MIN_SHARE = 0.004
const FUNCTIONS = 30

/** What was profiled, and the requests or rows that it was done for. */
interface Profiled {
  readonly profile: Profiler.Profile
  readonly count: number
  readonly unit: string
}

const name = process.argv[2] ?? ''
const route = SERVED.find((one) => one === name)
if (!route && name !== 'import') {
  process.stderr.write(`npm run profile -- ${[...SERVED, 'import'].join(' | ')} [OPTION=VALUE…]\n`)
  process.exitCode = 1
} else {
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-profile-'))
  try {
    const { profile, count, unit } = route
      ? await profileServer(route, folder, process.argv.slice(3))
      : await profileImport(folder)
    const { model } = cpus()[0]!
    process.stdout.write(
      `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${model}, Node ${process.version}\n\n`,
    )
    print(name, stageShares(profile, bundledSource()), count, unit)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Asks the demonstration's server for one kind of thing; options (`view=list`) are added to each request. */
async function profileServer(route: string, dataDir: string, options: readonly string[]): Promise<Profiled> {
  const server = await startProcess('bench/bench-server', [], {
    DATA_DIR: dataDir,
    // The same texts are asked again and again.
    ANSWER_CACHE_MB: process.env.ANSWER_CACHE_MB ?? '0',
  })
  try {
    const paths = serveRequests(dataDir)[route]!
    const load = (seconds: number) => run(server.base, paths, options, seconds)
    await load(WARM_UP_SECONDS)
    await fetch(`${server.base}/profile/start`)
    const count = await load(SECONDS)
    const profile = (await (await fetch(`${server.base}/profile/stop`)).json()) as Profiler.Profile
    return { profile, count, unit: 'request' }
  } finally {
    await server.stop()
  }
}

async function run(
  url: string,
  paths: readonly string[],
  options: readonly string[],
  duration: number,
): Promise<number> {
  const extra = options.map((option) => `&${option}`).join('')
  const requests = paths.map((path) => ({
    method: 'GET' as const,
    path: path.includes('?') ? path + extra : path,
    headers: { 'accept-encoding': 'gzip' },
  }))
  let client = 0
  const {
    requests: answered,
    errors,
    non2xx,
  } = await autocannon({
    url,
    connections: CONNECTIONS,
    duration,
    requests,
    setupClient(one) {
      const first = Math.floor((client++ * requests.length) / CONNECTIONS)
      one.setRequests([...requests.slice(first), ...requests.slice(0, first)])
    },
  })
  if (errors + non2xx > 0) throw new Error(`${errors + non2xx} of ${answered.total} requests failed`)
  return answered.total
}

/** Profiles the main thread of `npm run import` into an empty record. */
async function profileImport(folder: string): Promise<Profiled> {
  const record = prepareRecord(folder, { factsDir: join(packageRoot(), 'data'), demo: false })
  const file = join(folder, 'addresses.csv')
  writeAddresses(record, file, IMPORTED_ROWS)
  record.close()
  const args = [
    '--cpu-prof',
    `--cpu-prof-dir=${folder}`,
    '--max-semi-space-size=128',
    ...programOf('commands/import'),
  ]
  const child = spawn(process.execPath, [...args, 'addresses', file], {
    env: { ...process.env, DATA_DIR: folder },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`the import ended with ${code}`)
  // One file a thread: CPU.date.time.process.thread.serial.cpuprofile.
  const main = readdirSync(folder).find((name) => /^CPU\.\d+\.\d+\.\d+\.0\.\d+\.cpuprofile$/.test(name))
  return { profile: JSON.parse(readFileSync(join(folder, main!), 'utf8')), count: IMPORTED_ROWS, unit: 'row' }
}

function print(title: string, { total, stages, functions }: StageShares, count: number, unit: string): void {
  const sorted = (sums: ReadonlyMap<string, number>) => [...sums].sort((a, b) => b[1] - a[1])
  const row = (label: string, time: number) => [
    label,
    `${((100 * time) / total).toFixed(1)} %`,
    (time / count).toFixed(2),
  ]
  const shown = sorted(stages).filter(([, time]) => time / total >= MIN_SHARE)
  const rest = total - shown.reduce((sum, [, time]) => sum + time, 0)
  const measured = ['share', `µs a ${unit}`]
  process.stdout.write(
    table(
      [`stage of ${title}`, ...measured],
      [
        ...shown.map(([stage, time]) => row(stage, time)),
        row('others', rest),
        row(`all, ${count.toLocaleString('en')} × ${unit}`, total),
      ],
    ),
  )
  const own = sorted(functions).slice(0, FUNCTIONS)
  process.stdout.write(
    `\n${table(
      ['function, with what it calls outside', ...measured],
      own.map(([label, time]) => row(label, time)),
    )}`,
  )
}
