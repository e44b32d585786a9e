import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Writable } from 'node:stream'
import { processorTimeOfAll } from './bench-process.ts'

/** Where Debian keeps the programs of a server, newest last. */
const DEBIAN = '/usr/lib/postgresql'
/** Ends the answer to one statement. */
const END = '--end--'

/** A private PostgreSQL with PostGIS, in a folder of its own that goes with it. */
export class PostgresServer {
  readonly #folder: string
  readonly #server: ChildProcessWithoutNullStreams
  readonly #psql: ChildProcessWithoutNullStreams
  readonly #lines: AsyncIterator<string>

  private constructor(
    folder: string,
    server: ChildProcessWithoutNullStreams,
    psql: ChildProcessWithoutNullStreams,
  ) {
    this.#folder = folder
    this.#server = server
    this.#psql = psql
    this.#lines = createInterface({ input: psql.stdout })[Symbol.asyncIterator]()
  }

  /** Starts it; undefined, with the reason on stderr, where there is no PostGIS. */
  static async start(): Promise<PostgresServer | undefined> {
    const programs = postgresPrograms()
    if (!programs) {
      process.stderr.write('no PostgreSQL with PostGIS here: that comparison is left out\n')
      return undefined
    }
    const owner = postgresOwner()
    const folder = mkdtempSync(join(tmpdir(), 'diachiso-postgis-'))
    chmodSync(folder, 0o700)
    if (owner) chownSync(folder, owner.uid, owner.gid)
    const data = join(folder, 'data')
    const made = spawnSync(
      join(programs, 'initdb'),
      ['-D', data, '-A', 'trust', '-E', 'UTF8', '--no-sync', '-U', 'bench'],
      { ...owner, cwd: folder, encoding: 'utf8' },
    )
    if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`)
    const settings = [
      'listen_addresses=',
      `unix_socket_directories=${folder}`,
      'shared_buffers=512MB',
      'jit=off',
    ]
    const server = spawn(
      join(programs, 'postgres'),
      ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
      { ...owner, cwd: folder },
    )
    server.stderr.resume()
    while (spawnSync(join(programs, 'pg_isready'), ['-q', '-h', folder]).status !== 0)
      if (server.exitCode !== null) throw new Error('the PostgreSQL server did not start')
    const connection = ['-h', folder, '-U', 'bench', '-d', 'postgres', '-X', '-q', '-A', '-t']
    const psql = spawn('psql', [...connection, '-v', 'ON_ERROR_STOP=1'])
    psql.stderr.pipe(process.stderr)
    const started = new PostgresServer(folder, server, psql)
    await started.ask('CREATE EXTENSION postgis;')
    return started
  }

  /** Path of the Unix socket that it listens on. */
  get socket(): string {
    return join(this.#folder, '.s.PGSQL.5432')
  }

  /** Where statements are written, and the rows of a COPY. */
  get input(): Writable {
    return this.#psql.stdin
  }

  /** The lines that a statement answers with. */
  async ask(sql: string): Promise<string[]> {
    this.#psql.stdin.write(`${sql}\n\\echo ${END}\n`)
    const answer: string[] = []
    for (;;) {
      const { value, done } = await this.#lines.next()
      if (done) throw new Error('psql ended before it answered')
      if (value === END) return answer
      answer.push(value)
    }
  }

  /** Milliseconds that the processors have worked for it; undefined where the system does not tell. */
  worked(): number | undefined {
    return processorTimeOfAll(this.#server.pid!)
  }

  async stop(): Promise<void> {
    this.#psql.stdin.end()
    const gone = new Promise((resolve) => this.#server.once('exit', resolve))
    this.#server.kill('SIGINT')
    await gone
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** The folder of the newest server that has PostGIS. */
export function postgresPrograms(): string | undefined {
  if (!existsSync(DEBIAN)) return undefined
  const control = (version: string) => `/usr/share/postgresql/${version}/extension/postgis.control`
  const version = readdirSync(DEBIAN)
    .filter((one) => existsSync(control(one)))
    .sort((a, b) => Number(a) - Number(b))
    .at(-1)
  return version && join(DEBIAN, version, 'bin')
}

/** A server does not run as root: then it runs as the user that Debian makes for it. */
export function postgresOwner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout)
  return { uid: id('-u'), gid: id('-g') }
}
