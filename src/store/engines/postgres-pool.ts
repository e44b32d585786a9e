import pg from 'pg'

/** Milliseconds that anybody waits for a connection: then there is none to be had. */
const WAIT = 5000
const BIGINT = 20
const UNIQUE_VIOLATION = '23505'
/** Serialization failure and deadlock: the transaction has left no trace and may be tried again (PostgreSQL, "Error Codes"). */
const CONFLICTS = new Set(['40001', '40P01'])

/**
 * Connections to PostgreSQL, at most `max`, each of which holds one transaction.
 *
 * @param pipeline whether they send a statement before the one before it is answered; then they have no cursors
 * @param onError told of a connection that was lost while nobody used it; without a listener it would end the process
 */
export function openPool(
  url: string,
  max: number,
  onError: (error: Error) => void,
  { pipeline = false } = {},
): pg.Pool {
  const types = new pg.TypeOverrides()
  types.setTypeParser(BIGINT, Number)
  const pool = new pg.Pool({
    connectionString: url,
    max,
    types,
    pipeline,
    connectionTimeoutMillis: WAIT,
    keepAlive: true,
  })
  pool.on('error', onError)
  pool.on('connect', (client) => client.on('error', onError))
  return pool
}

/** Column of a unique index that an error of PostgreSQL says was violated; undefined for any other error. */
export function postgresDuplicate(error: unknown): string | undefined {
  const { code, detail } = error as { code?: string; detail?: string }
  if (code !== UNIQUE_VIOLATION) return undefined
  return /^Key \((?:[^()]*, )?(\w+)\)=/.exec(detail ?? '')?.[1] ?? ''
}

/** Whether another transaction was in the way and the whole one may be tried again. */
export function isPostgresConflict(error: unknown): boolean {
  return CONFLICTS.has(String((error as { code?: unknown } | undefined)?.code))
}
