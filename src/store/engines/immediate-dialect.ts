import { setTimeout as wait } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import {
  CompiledQuery,
  type DatabaseConnection,
  SqliteDialect,
  SqliteDriver,
  type SqliteStatement,
  type TransactionSettings,
} from 'kysely'
import { LRUCache } from 'lru-cache'
import { isBusy } from '../errors.ts'

/** Statements kept by their text: preparing each anew costs a third of a write. */
const KEPT_STATEMENTS = 300
/** Milliseconds between two tries to begin while another program writes, and in all. */
const FIRST_WAIT = 1
const LONGEST_WAIT = 20
const PATIENCE = 10_000

/**
 * Kysely's dialect whose transactions take SQLite's write lock at once, and wait for it without holding the event loop.
 *
 * @param open opens the file when it is first needed, with a timeout of 0: SQLite's own waiting would hold the event loop,
 * and with it whoever is to end the other transaction
 */
export function immediateDialect(open: () => Database.Database): SqliteDialect {
  return new ImmediateDialect({ database: async () => keepStatements(open()) })
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

class ImmediateDialect extends SqliteDialect {
  readonly #config: ConstructorParameters<typeof SqliteDriver>[0]

  constructor(config: ConstructorParameters<typeof SqliteDriver>[0]) {
    super(config)
    this.#config = config
  }

  override createDriver(): ImmediateDriver {
    return new ImmediateDriver(this.#config)
  }
}

class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(
    connection: DatabaseConnection,
    { accessMode }: TransactionSettings = {},
  ): Promise<void> {
    // Who only reads is in nobody's way.
    if (accessMode === 'read only') {
      await connection.executeQuery(CompiledQuery.raw('begin'))
      return
    }
    const until = performance.now() + PATIENCE
    for (let pause = FIRST_WAIT; ; pause = Math.min(2 * pause, LONGEST_WAIT))
      try {
        await connection.executeQuery(CompiledQuery.raw('begin immediate'))
        return
      } catch (error) {
        if (!isBusy(error) || performance.now() > until) throw error
        await wait(pause)
      }
  }
}
