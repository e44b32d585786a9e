import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Writable } from 'node:stream'
import { processorTimeOfAll } from './bench-process.ts'
import { PrivatePostgres, postgresPrograms } from './private-postgres.ts'

/** Who owns it. */
const USER = 'bench'
/** Ends the answer to one statement. */
const END = '--end--'

/** A private PostgreSQL with PostGIS that is asked through psql. */
export class PostgresServer {
  readonly #server: PrivatePostgres
  readonly #psql: ChildProcessWithoutNullStreams
  readonly #lines: AsyncIterator<string>

  private constructor(server: PrivatePostgres, psql: ChildProcessWithoutNullStreams) {
    this.#server = server
    this.#psql = psql
    this.#lines = createInterface({ input: psql.stdout })[Symbol.asyncIterator]()
  }

  /** Starts it; undefined, with the reason on stderr, where there is no PostGIS. */
  static async start(): Promise<PostgresServer | undefined> {
    if (postgresPrograms() === undefined) {
      process.stderr.write('no PostgreSQL with PostGIS here: that comparison is left out\n')
      return undefined
    }
    const server = await PrivatePostgres.start(['shared_buffers=512MB', 'jit=off'], USER)
    const connection = ['-h', server.folder, '-U', USER, '-d', 'postgres', '-X', '-q', '-A', '-t']
    const psql = spawn('psql', [...connection, '-v', 'ON_ERROR_STOP=1'])
    psql.stderr.pipe(process.stderr)
    const started = new PostgresServer(server, psql)
    await started.ask('CREATE EXTENSION postgis;')
    return started
  }

  /** Path of the Unix socket that it listens on. */
  get socket(): string {
    return this.#server.socket
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
    return processorTimeOfAll(this.#server.pid)
  }

  async stop(): Promise<void> {
    this.#psql.stdin.end()
    await this.#server.stop()
    this.#server.remove()
  }
}
