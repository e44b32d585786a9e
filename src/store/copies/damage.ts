import Database from 'better-sqlite3'
import { isDamage, storeError } from '../errors.ts'

/**
 * What is wrong with a SQLite file, its journal included; undefined where nothing is. Nothing is changed: this connection may
 * not write. Throws {@link StoreError} for a file that cannot be opened.
 *
 * @param look says what is wrong, or meets the damage
 */
export function damageIn(
  file: string,
  look: (db: Database.Database) => string | undefined,
): string | undefined {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 })
  try {
    return look(db)
  } catch (error) {
    if (!isDamage(error)) throw storeError(error, file)
    return (error as Error).message
  } finally {
    db.close()
  }
}

/** What is wrong with the pages or with an r-tree, which quick_check looks through as rtreecheck does. */
export function brokenPage(db: Database.Database): string | undefined {
  const found = String(db.pragma('quick_check(1)', { simple: true }))
  return found === 'ok' ? undefined : found.replace(/\s+/g, ' ').slice(0, 200)
}
