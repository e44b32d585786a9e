import type { Transaction } from 'kysely'
import type { IdempotencyTable, RegistryTables } from './registry-tables.ts'

/** A request that was done: what it was about and what it made, never a text of it. */
export type DoneRequest = Omit<IdempotencyTable, 'fid'>

/** Requests by the key that their sender gave them (draft-ietf-httpapi-idempotency-key-header). */
export class IdempotencyRows {
  readonly #tx: Transaction<RegistryTables>

  constructor(tx: Transaction<RegistryTables>) {
    this.#tx = tx
  }

  /** The request that an account has sent under a key since `since`, ISO 8601 in UTC; older ones are forgotten. */
  async done(account: string, key: string, since: string): Promise<DoneRequest | undefined> {
    await this.#tx.deleteFrom('zz_idempotency').where('at', '<', since).execute()
    return this.#tx
      .selectFrom('zz_idempotency')
      .select(['account', 'key', 'request', 'subject', 'revision', 'at'])
      .where('account', '=', account)
      .where('key', '=', key)
      .executeTakeFirst()
  }

  async add(request: DoneRequest): Promise<void> {
    await this.#tx.insertInto('zz_idempotency').values(request).execute()
  }
}
