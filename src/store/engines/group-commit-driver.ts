import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import {
  CompiledQuery,
  type DatabaseConnection,
  type QueryResult,
  type SqliteDatabase,
  SqliteDriver,
  type TransactionSettings,
} from 'kysely'
import { isBusy } from '../errors.ts'

/** Milliseconds between two tries to begin while another program writes, and in all. */
const FIRST_WAIT = 1
const LONGEST_WAIT = 20
const PATIENCE = 10_000
/** Transactions kept by one COMMIT; then requests that came meanwhile have their turn. */
const GROUP = 32
const SAVEPOINT = 'member'

/**
 * SQLite's one connection with group commit (DeWitt et al., Implementation Techniques for Main Memory Database
 * Systems, SIGMOD 1984): transactions that write run one after another, each but the first in a savepoint, and those that
 * waited for each other are made durable by one COMMIT, which all of them wait for. One that fails takes back its own part
 * alone. Where the COMMIT fails, or SQLite takes back the whole (a full disk), every transaction of the group ends with that
 * error and nothing is kept. What only reads, and a statement outside any transaction, comes after the group's COMMIT.
 */
export class GroupCommitDriver extends SqliteDriver {
  readonly #opened: { database?: Database.Database }
  readonly #waiting: (() => void)[] = []
  #connection: DatabaseConnection | undefined
  #held = false
  #group: Group | undefined

  constructor(open: () => Database.Database, statementsOf: (database: Database.Database) => SqliteDatabase) {
    const opened: { database?: Database.Database } = {}
    super({
      database: async () => {
        opened.database = open()
        return statementsOf(opened.database)
      },
    })
    this.#opened = opened
  }

  override async init(): Promise<void> {
    await super.init()
    this.#connection = await super.acquireConnection()
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#held) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#held = true
    return new Lease(this.#connection as DatabaseConnection, {
      outside: () => this.#keepGroup(),
      failed: (error) => this.#failed(error),
    })
  }

  override async beginTransaction(lease: Lease, { accessMode }: TransactionSettings = {}): Promise<void> {
    if (accessMode === 'read only') {
      await this.#keepGroup()
      await this.#run('begin')
      lease.holds = 'reading'
      return
    }
    if (this.#group === undefined) {
      await this.#beginImmediate()
      this.#group = new Group()
      lease.holds = 'group'
    } else {
      await this.#run(`savepoint ${SAVEPOINT}`)
      lease.holds = 'savepoint'
    }
    lease.group = this.#group
  }

  override async commitTransaction(lease: Lease): Promise<void> {
    const { group, holds } = lease
    if (group?.ended) return group.kept
    if (holds === 'reading') await this.#run('commit')
    if (holds === 'savepoint') await this.#run(`release ${SAVEPOINT}`)
    lease.holds = 'nothing'
    if (group === undefined) return
    group.members++
    await this.#handOver(lease)
    await group.kept
  }

  override async rollbackTransaction(lease: Lease): Promise<void> {
    const { holds } = lease
    if (holds === 'nothing') return
    lease.holds = 'nothing'
    if (holds === 'group') this.#group = undefined
    // SQLite has taken back the whole by itself where a disk was full or could not be written.
    if (!this.#opened.database?.inTransaction) return
    if (holds === 'savepoint') {
      await this.#run(`rollback to ${SAVEPOINT}`)
      await this.#run(`release ${SAVEPOINT}`)
    } else await this.#run('rollback')
  }

  override async releaseConnection(connection?: DatabaseConnection): Promise<void> {
    await this.#handOver(connection as Lease)
  }

  /** Lets the next one have the connection; who is the last in a row keeps the group. */
  async #handOver(lease: Lease): Promise<void> {
    if (lease.returned) return
    lease.returned = true
    if (this.#waiting.length === 0) await this.#keepGroup()
    else if (this.#group !== undefined && this.#group.members >= GROUP) {
      await this.#keepGroup()
      await turn()
    }
    const next = this.#waiting.shift()
    if (next === undefined) this.#held = false
    else next()
  }

  async #keepGroup(): Promise<void> {
    const group = this.#group
    if (group === undefined) return
    this.#group = undefined
    try {
      await this.#run('commit')
      group.end()
    } catch (error) {
      if (this.#opened.database?.inTransaction) await this.#run('rollback')
      group.end(error)
    }
  }

  /** Ends the group where a statement's failure made SQLite take back the whole. */
  #failed(error: unknown): void {
    if (this.#group === undefined || this.#opened.database?.inTransaction) return
    this.#group.end(error)
    this.#group = undefined
  }

  async #beginImmediate(): Promise<void> {
    const until = performance.now() + PATIENCE
    for (let pause = FIRST_WAIT; ; pause = Math.min(2 * pause, LONGEST_WAIT))
      try {
        await this.#run('begin immediate')
        return
      } catch (error) {
        if (!isBusy(error) || performance.now() > until) throw error
        await wait(pause)
      }
  }

  async #run(statement: string): Promise<void> {
    await this.#connection?.executeQuery(CompiledQuery.raw(statement))
  }
}

/** Transactions that one COMMIT keeps. */
class Group {
  members = 0
  ended = false
  /** Until all of them are durable; rejected with what undid them. */
  readonly kept: Promise<void>
  #settle!: { resolve: () => void; reject: (error: unknown) => void }

  constructor() {
    this.kept = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
    })
    // Where it is lost before anybody waits for it, the next to ask is told.
    this.kept.catch(() => undefined)
  }

  end(error?: unknown): void {
    this.ended = true
    if (error === undefined) this.#settle.resolve()
    else this.#settle.reject(error)
  }
}

interface LeaseOwner {
  /** Called before a statement that belongs to no transaction. */
  outside(): Promise<void>
  failed(error: unknown): void
}

/** The connection while one transaction or statement has it. */
class Lease implements DatabaseConnection {
  holds: 'nothing' | 'reading' | 'group' | 'savepoint' = 'nothing'
  group: Group | undefined
  returned = false
  readonly #connection: DatabaseConnection
  readonly #owner: LeaseOwner

  constructor(connection: DatabaseConnection, owner: LeaseOwner) {
    this.#connection = connection
    this.#owner = owner
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    await this.#mayRun()
    try {
      return await this.#connection.executeQuery<R>(query)
    } catch (error) {
      this.#owner.failed(error)
      throw error
    }
  }

  async *streamQuery<R>(query: CompiledQuery, size?: number): AsyncIterableIterator<QueryResult<R>> {
    await this.#mayRun()
    yield* this.#connection.streamQuery<R>(query, size)
  }

  /** Statements of a transaction that SQLite has taken back would be kept one by one. */
  async #mayRun(): Promise<void> {
    if (this.holds === 'nothing') await this.#owner.outside()
    else if (this.group?.ended) await this.group.kept
  }
}
