import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** Where Debian keeps the programs of a server, one folder a version. */
const DEBIAN = '/usr/lib/postgresql'
/** Milliseconds between two looks whether it is up. */
const LOOK_EVERY = 50

/** The folder of the programs of the newest server that has PostGIS; undefined where there is none. */
export function postgresPrograms(): string | undefined {
  if (!existsSync(DEBIAN)) return undefined
  const version = readdirSync(DEBIAN)
    .filter((one) => existsSync(`/usr/share/postgresql/${one}/extension/postgis.control`))
    .filter((one) => existsSync(join(DEBIAN, one, 'bin', 'initdb')))
    .sort((a, b) => Number(a) - Number(b))
    .at(-1)
  return version && join(DEBIAN, version, 'bin')
}

/** A PostgreSQL of one's own, which only a Unix socket leads to, in a folder that goes with it; it may be killed and started again. */
export class PrivatePostgres {
  readonly #programs: string
  readonly #owner: { uid: number; gid: number } | undefined
  readonly #settings: readonly string[]
  #server: ChildProcess | undefined

  private constructor(
    programs: string,
    /** Where it listens, and keeps its data. */
    readonly folder: string,
    readonly user: string,
    owner: { uid: number; gid: number } | undefined,
    settings: readonly string[],
  ) {
    this.#programs = programs
    this.#owner = owner
    this.#settings = ['listen_addresses=', `unix_socket_directories=${folder}`, ...settings]
  }

  /**
   * Makes one, and starts it. Throws where {@link postgresPrograms} finds none.
   *
   * @param settings as `shared_buffers=512MB`
   * @param user who owns it, and needs no password
   */
  static async start(settings: readonly string[] = [], user = 'postgres'): Promise<PrivatePostgres> {
    const programs = postgresPrograms()
    if (programs === undefined) throw new Error('no PostgreSQL with PostGIS here')
    const folder = mkdtempSync(join(tmpdir(), 'diachiso-postgres-'))
    const owner = postgresOwner()
    chmodSync(folder, 0o700)
    if (owner) chownSync(folder, owner.uid, owner.gid)
    const words = ['-U', user, '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']
    const made = spawnSync(join(programs, 'initdb'), ['-D', join(folder, 'data'), ...words], {
      ...owner,
      cwd: folder,
      encoding: 'utf8',
    })
    if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`)
    const server = new PrivatePostgres(programs, folder, user, owner, settings)
    await server.restart()
    return server
  }

  /** Path of the Unix socket that it listens on. */
  get socket(): string {
    return join(this.folder, '.s.PGSQL.5432')
  }

  get pid(): number {
    return this.#server?.pid as number
  }

  /** `postgres://…` of a database of it. */
  url(database: string, user = this.user): string {
    return `postgres://${user}@/${database}?host=${encodeURIComponent(this.folder)}`
  }

  /** Starts it again after {@link stop}. */
  async restart(): Promise<void> {
    const settings = this.#settings.flatMap((setting) => ['-c', setting])
    const server = spawn(join(this.#programs, 'postgres'), ['-D', join(this.folder, 'data'), ...settings], {
      ...this.#owner,
      cwd: this.folder,
      stdio: 'ignore',
    })
    server.unref()
    this.#server = server
    const ready = join(this.#programs, 'pg_isready')
    while (spawnSync(ready, ['-q', '-h', this.folder]).status !== 0) {
      if (server.exitCode !== null) throw new Error('PostgreSQL did not start')
      await wait(LOOK_EVERY)
    }
  }

  /** Ends it: `SIGINT` in order, `SIGQUIT` as a crash does. */
  async stop(signal: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): Promise<void> {
    const server = this.#server
    if (!server || server.exitCode !== null) return
    // Nothing else may keep this process from ending before.
    server.ref()
    const gone = once(server, 'exit')
    server.kill(signal)
    await gone
  }

  /** Ends it at once, when the process ends, and removes what it kept. */
  remove(): void {
    this.#server?.kill('SIGQUIT')
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** A server does not run as root: then it runs as the user that Debian makes for it. */
export function postgresOwner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout)
  return { uid: id('-u'), gid: id('-g') }
}
