import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { postgresOwner, postgresPrograms } from '../../bench/private-postgres.ts'

/** Milliseconds between two tries to start where processes of the killed server still end. */
const PAUSE = 100
const TRIES = 300

/** A private PostgreSQL with PostGIS that is killed and recovers; its data is flushed, as a real one's is. */
export class KillablePostgres {
  readonly #folder: string
  readonly #programs: string
  #server: ChildProcess | undefined

  private constructor(folder: string, programs: string) {
    this.#folder = folder
    this.#programs = programs
  }

  /** Undefined where there is no PostGIS. */
  static async start(): Promise<KillablePostgres | undefined> {
    const programs = postgresPrograms()
    if (programs === undefined) return undefined
    const owner = postgresOwner()
    const folder = mkdtempSync(join(tmpdir(), 'diachiso-torture-postgres-'))
    chmodSync(folder, 0o700)
    if (owner) chownSync(folder, owner.uid, owner.gid)
    const server = new KillablePostgres(folder, programs)
    const made = spawnSync(
      join(programs, 'initdb'),
      ['-D', join(folder, 'data'), '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '-U', 'torture'],
      { ...owner, cwd: folder, encoding: 'utf8' },
    )
    if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`)
    await server.recover()
    return server
  }

  urlOf(database: string): string {
    return `postgres://torture@/${database}?host=${encodeURIComponent(this.#folder)}`
  }

  /** Kills the server without a word. */
  async kill(): Promise<void> {
    const server = this.#server as ChildProcess
    const gone = once(server, 'exit')
    server.kill('SIGKILL')
    await gone
  }

  /** Starts the server, which recovers; it answers when this ends. */
  async recover(): Promise<void> {
    for (let tries = 0; tries < TRIES; tries++) {
      this.#server = spawn(
        join(this.#programs, 'postgres'),
        [
          '-D',
          join(this.#folder, 'data'),
          '-c',
          'listen_addresses=',
          '-c',
          `unix_socket_directories=${this.#folder}`,
        ],
        { ...postgresOwner(), cwd: this.#folder, stdio: 'ignore' },
      )
      while (this.#server.exitCode === null) {
        if (spawnSync(join(this.#programs, 'pg_isready'), ['-q', '-h', this.#folder]).status === 0) return
        await wait(PAUSE)
      }
    }
    throw new Error('PostgreSQL did not start again')
  }

  async stop(): Promise<void> {
    await this.kill()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
