import type { Database, Statement } from 'better-sqlite3'

/**
 * The highest revision that the history has of an address. Undefined where there is no history: a first load would ask a
 * million times what can have no answer.
 */
export function lastRevisionStatement(db: Database): Statement<[string], number | null> | undefined {
  if (db.prepare('SELECT 1 FROM address_history LIMIT 1').get() === undefined) return undefined
  return db
    .prepare<[string], number | null>('SELECT max(revision) FROM address_history WHERE uid = ?')
    .pluck()
}
