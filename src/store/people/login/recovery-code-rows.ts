import type { Transaction } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'

/** Recovery codes of second factors, by their SHA-256. */
export class RecoveryCodeRows {
  readonly #tx: Transaction<PeopleTables>

  constructor(tx: Transaction<PeopleTables>) {
    this.#tx = tx
  }

  /** Gives an account new ones in the place of all that it had. */
  async replace(account: string, hashes: readonly string[]): Promise<void> {
    await this.#tx.deleteFrom('recovery_code').where('account', '=', account).execute()
    await this.#tx
      .insertInto('recovery_code')
      .values(hashes.map((hash) => ({ hash, account, used_at: null })))
      .execute()
  }

  /** Uses one up; false where it is none of the account's, or was used. */
  async use(account: string, hash: string, now: Date): Promise<boolean> {
    const { numUpdatedRows } = await this.#tx
      .updateTable('recovery_code')
      .set({ used_at: now.toISOString() })
      .where('account', '=', account)
      .where('hash', '=', hash)
      .where('used_at', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  /** How many of an account were not used. */
  async left(account: string): Promise<number> {
    const { count } = await this.#tx
      .selectFrom('recovery_code')
      .select(({ fn }) => fn.countAll().as('count'))
      .where('account', '=', account)
      .where('used_at', 'is', null)
      .executeTakeFirstOrThrow()
    return Number(count)
  }
}
