import { spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'

const ROOT = '/usr/lib/postgresql'
const START_TRIES = 200

/** Why tests with PostgreSQL are passed over, or false: Debian's packages postgresql and postgresql-15-postgis-3 are missing. */
export const noPostgres: string | false =
  programs() === undefined ? 'PostgreSQL with PostGIS is not installed' : false

let server: Promise<string> | undefined
let databases = 0

/** An empty database in a private server, which is started once and ends with the process; returns its URL. */
export async function emptyDatabase(): Promise<string> {
  server ??= start()
  const socket = await server
  const name = `test_${++databases}`
  const client = new pg.Client({ host: socket, user: 'postgres', database: 'postgres' })
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  return `postgres://postgres@/${name}?host=${encodeURIComponent(socket)}`
}

function programs(): string | undefined {
  if (!existsSync(ROOT)) return undefined
  return readdirSync(ROOT)
    .filter((version) => existsSync(`/usr/share/postgresql/${version}/extension/postgis.control`))
    .map((version) => join(ROOT, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')))
}

/** The server runs as user postgres where the tests run as root, which it refuses. */
async function start(): Promise<string> {
  const bin = programs() as string
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-postgres-'))
  const owner = process.getuid?.() === 0 ? idsOf('postgres') : {}
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid ?? owner.uid)
  const data = join(folder, 'data')
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'],
    { ...owner, cwd: folder, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`)
  const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, 'max_connections=200']
  const child = spawn(
    join(bin, 'postgres'),
    ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
    { ...owner, cwd: folder, stdio: 'ignore' },
  )
  child.unref()
  process.once('exit', () => {
    child.kill('SIGQUIT')
    rmSync(folder, { recursive: true, force: true })
  })
  for (let tries = 0; tries < START_TRIES; tries++) {
    const client = new pg.Client({ host: folder, user: 'postgres', database: 'postgres' })
    try {
      await client.connect()
      await client.end()
      return folder
    } catch {
      // not up yet
      await wait(50)
    }
  }
  throw new Error('PostgreSQL did not start')
}

function idsOf(user: string): { uid?: number; gid?: number } {
  const id = (flag: string) => Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout)
  return { uid: id('-u'), gid: id('-g') }
}
