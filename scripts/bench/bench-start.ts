import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { prepareRecord } from '../../src/assembly/prepare-record.ts'
import { packageRoot } from '../../src/config.ts'
import { memoryOf, processorTime } from './bench-process.ts'
import { benchRecord } from './bench-record.ts'
import { median, spread, table } from './bench-table.ts'
import { serveRequests } from './serve-requests.ts'

const ROUNDS = 7
/** Addresses of the larger record; the other is the demonstration's. */
const ADDRESSES = 500_000
/** Milliseconds between two looks whether a program answers, and before it counts as hung. */
const POLL = 1
const PATIENCE = 120_000
/** Requests of all kinds before memory is read again, and how many are open at a time. */
const REQUESTS = 2000
const CONNECTIONS = 8

/** A program that listens on the variable `PORT`. */
interface Program {
  readonly name: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Answered with 200 when it has started. */
  readonly path: string
  /** Asked for when it has. */
  readonly requests: readonly string[]
}

/** One start: milliseconds, and MB where the system tells. */
interface Start {
  readonly wall: number
  readonly processor: number
  readonly ready: number
  readonly highest: number
  readonly loaded: number
}

const LISTEN = "listen({ port: Number(process.env.PORT), host: '127.0.0.1' })"
const BARE = `require('node:http').createServer((_request, reply) => reply.end('ok')).${LISTEN}`
const FASTIFY = `require('fastify')().get('/', async () => ({ hello: 'world' })).${LISTEN}`

/**
 * `npm run bench -- start [ROUNDS]`: from the start of a process to its first 200, asked for again and again; processor time until then
 * of all its threads, and resident memory then and after 2,000 requests of all kinds. The server with 50,000 and 500,000
 * addresses, whose records were made before, in turns with Node's own server and with Fastify saying hello.
 */
export async function benchStart(): Promise<void> {
  const rounds = Number(process.argv[3] ?? ROUNDS)
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-bench-'))
  try {
    const [small, large] = [join(folder, 'small'), join(folder, 'large')]
    prepareRecord(small, { factsDir: join(packageRoot(), 'data'), demo: true }).close()
    benchRecord(large, ADDRESSES).close()
    const programs = [
      hello('Node, http', BARE),
      hello('Fastify, hello', FASTIFY),
      server('50,000 addresses', small),
      server(`${ADDRESSES.toLocaleString('en')} addresses`, large),
    ]
    const starts = programs.map((): Start[] => [])
    // the first start makes serving.db
    for (let round = 0; round <= rounds; round++)
      for (const [i, program] of programs.entries()) {
        process.stderr.write(`\rround ${round} of ${rounds}: ${program.name}        `)
        const start = await started(program)
        if (round > 0) starts[i]!.push(start)
      }
    process.stderr.write('\n')
    process.stdout.write(
      table(
        ['', 'first 200, ms', 'processor, ms', 'resident, MB', 'highest, MB', 'after requests, MB'],
        programs.map(({ name }, i) => [
          name,
          ...(['wall', 'processor', 'ready', 'highest', 'loaded'] as const).map((field) => {
            const values = starts[i]!.map((start) => start[field])
            return `${median(values).toFixed(0)} (${spread(values, 0)})`
          }),
        ]),
      ),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function hello(name: string, source: string): Program {
  return { name, args: ['-e', source], env: {}, path: '/', requests: ['/'] }
}

function server(name: string, dataDir: string): Program {
  const { hello: _none, ...kinds } = serveRequests(dataDir)
  const requests = Array.from({ length: REQUESTS }, (_, i) => {
    const paths = Object.values(kinds)[i % Object.keys(kinds).length]!
    return paths[i % paths.length]!
  })
  const env = { DATA_DIR: dataDir, LOG_LEVEL: 'silent' }
  return { name, args: [join('dist', 'main.js')], env, path: '/ready', requests }
}

async function started({ args, env, path, requests }: Program): Promise<Start> {
  const port = await freePort()
  const begun = performance.now()
  const child = spawn(process.execPath, [...args], {
    cwd: packageRoot(),
    env: { ...process.env, ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'ignore'],
  })
  const ended = once(child, 'exit')
  try {
    while ((await statusOf(port, path)) !== 200) {
      if (child.exitCode !== null || performance.now() - begun > PATIENCE)
        throw new Error(`${args[0]} did not start`)
      await setTimeout(POLL)
    }
    const wall = performance.now() - begun
    const processor = processorTime(child.pid!) ?? Number.NaN
    const ready = memoryOf(child.pid!)
    const waiting = requests.values()
    await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        for (const asked of waiting) if (((await statusOf(port, asked)) ?? 500) >= 400) throw new Error(asked)
      }),
    )
    const { now: loaded = Number.NaN } = memoryOf(child.pid!) ?? {}
    return { wall, processor, ready: ready?.now ?? Number.NaN, highest: ready?.highest ?? Number.NaN, loaded }
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

/** The status of an answer that was read whole; undefined where nobody listens. */
function statusOf(port: number, path: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path }, (reply) => {
      reply.resume().on('end', () => resolve(reply.statusCode))
    }).on('error', () => resolve(undefined))
  })
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  return port
}
