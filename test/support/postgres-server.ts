import pg from 'pg'
import { PrivatePostgres, postgresPrograms } from '../../scripts/bench/private-postgres.ts'

/** Why tests with PostgreSQL are passed over, or false: Debian's packages postgresql and postgresql-15-postgis-3 are missing. */
export const noPostgres: string | false =
  postgresPrograms() === undefined ? 'PostgreSQL with PostGIS is not installed' : false

let server: Promise<PrivatePostgres> | undefined
let databases = 0

/** A private server of its own, which ends with the process. */
export async function ownServer(): Promise<PrivatePostgres> {
  const own = await PrivatePostgres.start(['max_connections=200'])
  process.once('exit', () => own.remove())
  return own
}

/** An empty database in a private server, which is started once and ends with the process; returns its URL. */
export async function emptyDatabase(): Promise<string> {
  server ??= ownServer()
  return databaseIn(await server)
}

/** An empty database in a server; returns its URL. */
export async function databaseIn(own: PrivatePostgres): Promise<string> {
  const name = `test_${++databases}`
  const client = new pg.Client({ connectionString: own.url('postgres') })
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  return own.url(name)
}
