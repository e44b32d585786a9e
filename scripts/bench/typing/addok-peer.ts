import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import type { RecordStore } from '../../../src/store/record-store.ts'
import { addokDocuments } from './addok-documents.ts'

/** Runs a command of addok's; its own program need not be on the path. */
const COMMAND = 'from addok.bin import main; main()'
/** As production serves it, one process, for answers are counted by processor time; `addok serve` closes every connection. */
const SERVE = ['-m', 'gunicorn', '--bind', '127.0.0.1:0', '--workers', '1', '--worker-class', 'gthread']
const KEPT = ['--threads', '1', '--keep-alive', '75', 'addok.http.wsgi']
/** Clock ticks of /proc a second; Linux has 100 on every machine. */
const TICKS = 100

/** addok with Redis, fed with a record. */
export class AddokPeer {
  readonly base: string
  /** As addok writes it: "Addok 1.3.2". */
  readonly version: string
  readonly #redis: ChildProcess
  readonly #server: ChildProcess
  readonly #folder: string

  private constructor(
    base: string,
    version: string,
    redis: ChildProcess,
    server: ChildProcess,
    folder: string,
  ) {
    this.base = base
    this.version = version
    this.#redis = redis
    this.#server = server
    this.#folder = folder
  }

  /** Why addok cannot be measured here, as a whole sentence; undefined when it can. */
  static missing(python = process.env.ADDOK_PYTHON): string | undefined {
    if (!python) return 'ADDOK_PYTHON names no Python that has addok (scripts/bench/README.md).'
    const imported = spawnSync(python, ['-c', 'import addok, gunicorn'], { encoding: 'utf8' })
    if (imported.error) return `ADDOK_PYTHON (${python}) does not start.`
    if (imported.status !== 0)
      return `${python} cannot import it: ${imported.stderr.trim().split('\n').at(-1)}`
    if (spawnSync('redis-server', ['--version']).error) return 'redis-server is not on the path.'
    return existsSync('/proc/self/stat') ? undefined : 'its processor time is in /proc, which is not here.'
  }

  /** Starts Redis with nothing in it and addok before it, and loads the record. */
  static async start(record: RecordStore, python = process.env.ADDOK_PYTHON!): Promise<AddokPeer> {
    const folder = mkdtempSync(join(tmpdir(), 'diachiso-addok-'))
    const socket = join(folder, 'redis.sock')
    const options = [
      '--port',
      '0',
      '--unixsocket',
      socket,
      '--dir',
      folder,
      '--save',
      '',
      '--appendonly',
      'no',
    ]
    const redis = spawn('redis-server', options, { stdio: 'ignore' })
    let server: ChildProcess | undefined
    try {
      while (!existsSync(socket)) {
        if (redis.exitCode !== null) throw new Error('redis-server did not start')
        await setTimeout(20)
      }
      const env = { ...process.env, REDIS_SOCKET: socket, ADDOK_LOG_DIR: folder }
      const file = join(folder, 'record.ndjson')
      await writeFile(file, linesOf(record))
      const version = await run(python, ['batch', file], env)
      await run(python, ['ngrams'], env)
      server = spawn(python, [...SERVE, ...KEPT], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] })
      return new AddokPeer(await addressOf(server), version, redis, server, folder)
    } catch (error) {
      await end(server, redis)
      rmSync(folder, { recursive: true, force: true })
      throw error
    }
  }

  /** Microseconds that the processor has worked for addok and Redis so far. */
  cpu(): number {
    const pids = [this.#redis.pid!, this.#server.pid!, ...childrenOf(this.#server.pid!)]
    return pids.reduce((sum, pid) => sum + (ticksOf(pid) * 1e6) / TICKS, 0)
  }

  async stop(): Promise<void> {
    await end(this.#server, this.#redis)
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** addok's batch file. */
function* linesOf(record: RecordStore): Generator<string> {
  for (const document of addokDocuments(record)) yield `${JSON.stringify(document)}\n`
}

/** Runs a command of addok's to its end and returns the first line that it says. */
async function run(python: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(python, ['-c', COMMAND, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let [said, wrong] = ['', '']
  child.stdout.on('data', (chunk) => {
    said += chunk
  })
  child.stderr.on('data', (chunk) => {
    wrong += chunk
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`addok ${args[0]} ended with ${code}: ${wrong}`)
  return said.split('\n', 1)[0]!
}

/** Where a server listens, as it says when it does. */
async function addressOf({ stderr }: ChildProcess): Promise<string> {
  let said = ''
  for await (const line of createInterface({ input: stderr! })) {
    said += `${line}\n`
    const base = /Listening at: (http:\/\/\S+)/.exec(line)?.[1]
    if (!base) continue
    stderr!.resume()
    return base
  }
  throw new Error(`addok did not start: ${said}`)
}

async function end(...children: readonly (ChildProcess | undefined)[]): Promise<void> {
  for (const child of children) {
    if (!child || child.exitCode !== null) continue
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    await gone
  }
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
}

/** Clock ticks in user and system mode. */
function ticksOf(pid: number): number {
  // The name of a program, in brackets, may have spaces in it.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return Number(fields[11]) + Number(fields[12])
}
