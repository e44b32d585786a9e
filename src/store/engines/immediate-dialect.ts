import type Database from 'better-sqlite3'
import { SqliteDialect, type SqliteStatement } from 'kysely'
import { LRUCache } from 'lru-cache'
import { GroupCommitDriver } from './group-commit-driver.ts'

/** Statements kept by their text: preparing each anew costs a third of a write. */
const KEPT_STATEMENTS = 300

/**
 * Kysely's dialect whose transactions take SQLite's write lock at once, wait for it without holding the event loop, and share
 * a COMMIT with those that wait behind them: see {@link GroupCommitDriver}.
 *
 * @param open opens the file when it is first needed, with a timeout of 0: SQLite's own waiting would hold the event loop,
 * and with it whoever is to end the other transaction
 */
export function immediateDialect(open: () => Database.Database): SqliteDialect {
  return new ImmediateDialect(open)
}

class ImmediateDialect extends SqliteDialect {
  readonly #open: () => Database.Database

  constructor(open: () => Database.Database) {
    super({ database: async () => keepStatements(open()) })
    this.#open = open
  }

  override createDriver(): GroupCommitDriver {
    return new GroupCommitDriver(this.#open, keepStatements)
  }
}

function keepStatements(database: Database.Database) {
  const kept = new LRUCache<string, Database.Statement>({ max: KEPT_STATEMENTS })
  return {
    close: () => void database.close(),
    prepare(text: string): SqliteStatement {
      let statement = kept.get(text)
      if (statement === undefined) {
        statement = database.prepare(text)
        kept.set(text, statement)
      }
      return statement as unknown as SqliteStatement
    },
  }
}
