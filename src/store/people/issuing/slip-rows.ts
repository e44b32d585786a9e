import type { Transaction } from 'kysely'
import type { SlipTable } from '../accounts/account-tables.ts'
import type { PeopleTables } from '../people-tables.ts'

/** Slips and links of one use, by the SHA-256 of what stands on them. */
export class SlipRows {
  readonly #tx: Transaction<PeopleTables>

  constructor(tx: Transaction<PeopleTables>) {
    this.#tx = tx
  }

  /** Adds one, and ends those of the same account and purpose that were not used: only the last print counts. */
  async replace(slip: SlipTable): Promise<void> {
    const { account, purpose } = slip
    await this.#tx
      .deleteFrom('slip')
      .where('purpose', '=', purpose)
      .where('account', account === null ? 'is' : '=', account)
      .where('used_at', 'is', null)
      .execute()
    await this.#tx.insertInto('slip').values(slip).execute()
  }

  /** One that was not used and has not expired. */
  open(hash: string, now: Date): Promise<SlipTable | undefined> {
    return this.#tx
      .selectFrom('slip')
      .selectAll()
      .where('hash', '=', hash)
      .where('used_at', 'is', null)
      .where('expires_at', '>', now.toISOString())
      .executeTakeFirst()
  }

  /** Uses one up; undefined where somebody else was first, or it has expired. */
  use(hash: string, now: Date): Promise<SlipTable | undefined> {
    const at = now.toISOString()
    return this.#tx
      .updateTable('slip')
      .set({ used_at: at })
      .where('hash', '=', hash)
      .where('used_at', 'is', null)
      .where('expires_at', '>', at)
      .returningAll()
      .executeTakeFirst()
  }

  /** Accounts among these that a slip waits for. */
  async waitingOf(accounts: readonly string[], now: Date): Promise<ReadonlySet<string>> {
    if (accounts.length === 0) return new Set()
    const rows = await this.#tx
      .selectFrom('slip')
      .select('account')
      .where('account', 'in', [...accounts])
      .where('used_at', 'is', null)
      .where('expires_at', '>', now.toISOString())
      .execute()
    return new Set(rows.map(({ account }) => account as string))
  }

  /** Ends what waits of an account. */
  async end(account: string): Promise<void> {
    await this.#tx.deleteFrom('slip').where('account', '=', account).where('used_at', 'is', null).execute()
  }
}
