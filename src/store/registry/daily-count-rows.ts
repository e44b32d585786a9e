import { sql, type Transaction } from 'kysely'
import type { RegistryTables } from './registry-tables.ts'

/** How much of something an account has done on a day. */
export class DailyCountRows {
  readonly #tx: Transaction<RegistryTables>

  constructor(tx: Transaction<RegistryTables>) {
    this.#tx = tx
  }

  /**
   * Adds to what an account has done on a day, and returns the sum; who adds to it at the same time waits. Earlier days are
   * forgotten.
   *
   * @param day `YYYY-MM-DD`
   */
  async add(account: string, what: string, day: string, more: number): Promise<number> {
    await this.#tx
      .deleteFrom('zz_daily_count')
      .where('account', '=', account)
      .where('what', '=', what)
      .where('day', '<', day)
      .execute()
    const row = await this.#tx
      .insertInto('zz_daily_count')
      .values({ account, what, day, count: more })
      .onConflict((conflict) =>
        conflict
          .columns(['account', 'what', 'day'])
          .doUpdateSet({ count: sql<number>`zz_daily_count.count + ${more}` }),
      )
      .returning('count')
      .executeTakeFirstOrThrow()
    return row.count
  }
}
