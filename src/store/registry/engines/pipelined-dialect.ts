import type { Writable } from 'node:stream'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type TransactionSettings,
} from 'kysely'
import type pg from 'pg'
import type { StatementNames } from './statement-names.ts'

/** A statement that is sent without waiting for its answer. */
interface UnawaitedQuery extends CompiledQuery {
  readonly unawaited: true
}

/** Marks a statement whose answer nobody needs; where it fails, so does what is sent after it, with its error. */
export function unawaited(query: CompiledQuery): UnawaitedQuery {
  return { ...query, unawaited: true }
}

/**
 * Kysely's dialect for PostgreSQL over connections that send a statement before the one before it is answered: BEGIN goes
 * out with the first statement, what nobody waits for with the next one or with COMMIT. It streams no rows: a cursor needs
 * its connection for itself.
 *
 * @param pool of clients with `pipeline`
 */
export function pipelinedDialect(pool: pg.Pool, names: StatementNames): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new PipelinedDriver(pool, names),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

class PipelinedDriver implements Driver {
  readonly #pool: pg.Pool
  readonly #names: StatementNames

  constructor(pool: pg.Pool, names: StatementNames) {
    this.#pool = pool
    this.#names = names
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<PipelinedConnection> {
    return new PipelinedConnection(await this.#pool.connect(), this.#names)
  }

  async beginTransaction(
    connection: PipelinedConnection,
    { isolationLevel, accessMode }: TransactionSettings,
  ): Promise<void> {
    const level = isolationLevel ? ` isolation level ${isolationLevel}` : ''
    const mode = accessMode ? ` ${accessMode}` : ''
    await connection.executeQuery(unawaited(CompiledQuery.raw(`begin${level}${mode}`)))
  }

  commitTransaction(connection: PipelinedConnection): Promise<void> {
    return connection.commit()
  }

  rollbackTransaction(connection: PipelinedConnection): Promise<void> {
    return connection.rollback()
  }

  async releaseConnection(connection: PipelinedConnection): Promise<void> {
    connection.release()
  }

  destroy(): Promise<void> {
    return this.#pool.end()
  }
}

/** What pg's client writes to; without it each statement is a packet of its own. */
interface WithStream {
  readonly connection?: { readonly stream?: Writable }
}

/** A client while somebody has it. */
class PipelinedConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient & WithStream
  readonly #names: StatementNames
  #unanswered: Promise<void>[] = []
  #failure: { error: unknown } | undefined
  #held = false
  #lost = false

  constructor(client: pg.PoolClient, names: StatementNames) {
    this.#client = client
    this.#names = names
  }

  async executeQuery<R>(query: CompiledQuery | UnawaitedQuery): Promise<QueryResult<R>> {
    if ('unawaited' in query) {
      // It goes out in one packet with the next that somebody waits for.
      this.#hold()
      const answer = this.#query(query.sql, query.parameters)
      this.#unanswered.push(
        answer.then(
          () => {},
          (error: unknown) => {
            this.#failure ??= { error }
          },
        ),
      )
      return { rows: [] }
    }
    const { command, rowCount, rows } = await this.#settled(query.sql, query.parameters)
    const affects = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE'
    return affects ? { numAffectedRows: BigInt(rowCount ?? 0), rows } : { rows }
  }

  // biome-ignore lint/correctness/useYield: it gives nothing but the error
  async *streamQuery(): AsyncGenerator<never> {
    throw new Error('a pipelined connection streams no rows')
  }

  async commit(): Promise<void> {
    const { command } = await this.#settled('commit')
    // PostgreSQL answers so when a statement before has failed.
    if (command === 'ROLLBACK') throw new Error('the transaction was rolled back in the place of its commit')
  }

  async rollback(): Promise<void> {
    try {
      const answer = this.#client.query('rollback')
      this.#letGo()
      await answer
    } catch (error) {
      this.#lost = true
      throw error
    }
  }

  #query(text: string, values: readonly unknown[]): Promise<pg.QueryResult> {
    if (values.length === 0) return this.#client.query(text)
    const name = this.#names.nameOf(text)
    return this.#client.query({ ...(name && { name }), text, values: values as unknown[] })
  }

  #hold(): void {
    if (this.#held) return
    this.#held = true
    this.#client.connection?.stream?.cork()
  }

  #letGo(): void {
    if (!this.#held) return
    this.#held = false
    this.#client.connection?.stream?.uncork()
  }

  release(): void {
    // What nobody has waited for is not sent after the connection is somebody else's.
    this.#letGo()
    this.#client.release(this.#lost)
  }

  /** The answer to a statement, once all before it have theirs; the first error of them is what went wrong. */
  async #settled(sql: string, parameters: readonly unknown[] = []): Promise<pg.QueryResult> {
    const answer = this.#query(sql, parameters)
    this.#letGo()
    const [result] = await Promise.allSettled([answer, ...this.#unanswered])
    this.#unanswered = []
    const { error } = this.#failure ?? (result.status === 'rejected' ? { error: result.reason } : {})
    if (error !== undefined) throw error
    return (result as PromiseFulfilledResult<pg.QueryResult>).value
  }
}
