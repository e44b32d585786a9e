import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { quantile, table } from './bench-table.ts'
import { mixedQuestions, type Question } from './mixed-questions.ts'

/** Seconds that the light routes are asked for, alone and under load. */
const SECONDS = 12
/** Milliseconds between two questions to a light route. */
const PACE = 5
/** Papers of each kind that are made while nothing else is asked. */
const PAPERS_ALONE = 25

/**
 * `npm run bench -- mixed`: how long light routes wait while others ask for much: keys typed, reverse, tiles, OGC pages, a
 * table, a batch of 1,000, and pictures and sheets that nobody made before, each again as soon as it is answered. Beside it hello's
 * time alone in the same run, and that of papers while nothing else is asked.
 */
export async function benchMixed(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'diachiso-bench-'))
  const server = spawn(process.execPath, [fileURLToPath(new URL('bench-server.js', import.meta.url))], {
    env: { ...process.env, DATA_DIR: dataDir, TRUST_PROXY: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [first] = (await once(server.stdout, 'data')) as [Buffer]
    const port = Number(first.toString())
    const { light, heavy, papers } = mixedQuestions(dataDir)
    await probe(port, light, 2)
    const alone = (await probe(port, light, SECONDS)).get('hello')!
    const papersAlone = new Map<string, number[]>()
    for (const [name, list] of papers) papersAlone.set(name, await inTurn(port, list.slice(0, PAPERS_ALONE)))
    const stop = { now: false }
    const answered = new Map<string, number[]>()
    const rest = [...papers].map(([name, list]) => [name, list.slice(PAPERS_ALONE)] as const)
    const done = [...heavy, ...rest].map(async ([name, list]) => {
      answered.set(name, await inTurn(port, list, stop))
    })
    const loaded = await probe(port, light, SECONDS)
    stop.now = true
    await Promise.all(done)
    const p99 = quantile(alone, 0.99)
    process.stdout.write(
      `hello alone: p50 ${quantile(alone, 0.5).toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, slowest ${Math.max(...alone).toFixed(1)}\n` +
        `meanwhile ${[...answered].map(([name, times]) => `${times.length} × ${name}`).join(', ')}\n\n`,
    )
    const measured = ['p50 ms', 'p99 ms', "× hello's p99", 'slowest ms', "× hello's p99"]
    const rows = [...loaded].map(([name, times]) => [
      name,
      quantile(times, 0.5).toFixed(1),
      ...[quantile(times, 0.99), Math.max(...times)].flatMap((ms) => [ms.toFixed(1), (ms / p99).toFixed(1)]),
    ])
    process.stdout.write(`${table(['route under load', ...measured], rows)}\n`)
    const paperRows = [...papersAlone].flatMap(([name, times]) => [
      [`${name}, alone`, ...paperTimes(times)],
      [`${name}, under load`, ...paperTimes(answered.get(name)!)],
    ])
    process.stdout.write(
      table(['paper that was not made before', 'first ms', 'p50', 'p95', 'slowest'], paperRows),
    )
  } finally {
    server.kill('SIGTERM')
    await once(server, 'exit')
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** The first of a kind, which may start a thread, and the others. */
function paperTimes([first, ...others]: readonly number[]): string[] {
  return [first!, quantile(others, 0.5), quantile(others, 0.95), Math.max(...others)].map((ms) =>
    ms.toFixed(0),
  )
}

/** Milliseconds of each answer to questions that are asked one after another: each once, or again until it is stopped. */
async function inTurn(
  port: number,
  list: readonly Question[],
  stop?: { readonly now: boolean },
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const times: number[] = []
  for (let i = 0; stop ? !stop.now : i < list.length; i++) {
    const started = performance.now()
    await ask(port, list[i % list.length]!, agent)
    times.push(performance.now() - started)
  }
  agent.destroy()
  return times
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
function ask(port: number, { method, path, type, body, from }: Question, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      'accept-encoding': 'gzip',
      ...(type && { 'content-type': type }),
      ...(from && { 'x-forwarded-for': from }),
    }
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
