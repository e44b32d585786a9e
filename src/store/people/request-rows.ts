import type { Transaction } from 'kysely'
import type { PeopleTables, RequestTable } from './people-tables.ts'

/** Requests that were done here, by the key that their sender gave them; see the record's `IdempotencyRows`. */
export class RequestRows {
  readonly #tx: Transaction<PeopleTables>

  constructor(tx: Transaction<PeopleTables>) {
    this.#tx = tx
  }

  /** The request that an account has sent under a key since `since`, ISO 8601 in UTC. */
  done(account: string, key: string, since: string): Promise<RequestTable | undefined> {
    return this.#tx
      .selectFrom('request')
      .selectAll()
      .where('account', '=', account)
      .where('key', '=', key)
      .where('at', '>=', since)
      .executeTakeFirst()
  }

  /** Takes a key for a request; false if it is taken. Older ones than `since` are forgotten. */
  async take(request: RequestTable, since: string): Promise<boolean> {
    await this.#tx.deleteFrom('request').where('at', '<', since).execute()
    const { numInsertedOrUpdatedRows } = await this.#tx
      .insertInto('request')
      .values(request)
      .onConflict((conflict) => conflict.columns(['account', 'key']).doNothing())
      .executeTakeFirst()
    return (numInsertedOrUpdatedRows ?? 0n) > 0n
  }
}
