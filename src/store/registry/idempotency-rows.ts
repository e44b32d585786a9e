import type { Transaction } from 'kysely'
import type { RegistryEngine } from './registry-database.ts'
import type { IdempotencyTable, RegistryTables } from './registry-tables.ts'

/** A request that was done: what it was about and what it made, never a text of it. */
export type DoneRequest = Omit<IdempotencyTable, 'fid'>

/** Requests by the key that their sender gave them (draft-ietf-httpapi-idempotency-key-header). */
export class IdempotencyRows {
  readonly #tx: Transaction<RegistryTables>
  readonly #engine: RegistryEngine

  constructor(tx: Transaction<RegistryTables>, engine: RegistryEngine) {
    this.#tx = tx
    this.#engine = engine
  }

  /** The request that an account has sent under a key since `since`, ISO 8601 in UTC. */
  done(account: string, key: string, since: string): Promise<DoneRequest | undefined> {
    return this.#tx
      .selectFrom('zz_idempotency')
      .select(['account', 'key', 'request', 'subject', 'revision', 'at'])
      .where('account', '=', account)
      .where('key', '=', key)
      .where('at', '>=', since)
      .executeTakeFirst()
  }

  /**
   * Takes a key for a request that is about to be done; false if it is taken, after waiting for who has taken it. Older ones
   * than `since` are forgotten.
   */
  async take(
    request: Pick<DoneRequest, 'account' | 'key' | 'request' | 'at'>,
    since: string,
  ): Promise<boolean> {
    await this.#engine.send(this.#tx, this.#tx.deleteFrom('zz_idempotency').where('at', '<', since))
    const { numInsertedOrUpdatedRows } = await this.#tx
      .insertInto('zz_idempotency')
      .values({ ...request, subject: '', revision: 0 })
      .onConflict((conflict) => conflict.columns(['account', 'key']).doNothing())
      .executeTakeFirst()
    return (numInsertedOrUpdatedRows ?? 0n) > 0n
  }

  /** Notes what a request that has taken its key has made. */
  async finish({ account, key, subject, revision }: Omit<DoneRequest, 'request' | 'at'>): Promise<void> {
    const update = this.#tx
      .updateTable('zz_idempotency')
      .set({ subject, revision })
      .where('account', '=', account)
      .where('key', '=', key)
    await this.#engine.send(this.#tx, update)
  }
}
