import type { Transaction } from 'kysely'
import type { AccountTable } from '../accounts/account-tables.ts'
import type { PeopleTables } from '../people-tables.ts'

/** Accounts of the demonstration, with what they leave beside the record. */
export class DemoAccountRows {
  readonly #tx: Transaction<PeopleTables>

  constructor(tx: Transaction<PeopleTables>) {
    this.#tx = tx
  }

  /** Ids of those there are. */
  async ids(): Promise<string[]> {
    const rows = await this.#tx.selectFrom('account').select('id').where('demo', '=', 1).execute()
    return rows.map(({ id }) => id)
  }

  /** Whether anybody has or had a real account, beyond asking for one. */
  async haveReal(): Promise<boolean> {
    const row = await this.#tx
      .selectFrom('account')
      .select('id')
      .where('demo', '=', 0)
      .where('state', '<>', 'requested')
      .limit(1)
      .executeTakeFirst()
    return row !== undefined
  }

  /** Gives one a new password and more time, and ends its sessions; false where it is not there. */
  async renew(
    id: string,
    { password, valid_to }: Pick<AccountTable, 'password' | 'valid_to'>,
    now: Date,
  ): Promise<boolean> {
    for (const table of ['session', 'device'] as const)
      await this.#tx.deleteFrom(table).where('account', '=', id).execute()
    const { numUpdatedRows } = await this.#tx
      .updateTable('account')
      .set({ password, valid_to, state: 'active', changed_at: now.toISOString() })
      .where('id', '=', id)
      .where('demo', '=', 1)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  /** Takes them away with their office, and what they proposed, the contacts they wrote and the papers they issued; returns how many there were. What they did stays in the audit. */
  async end(): Promise<number> {
    const ids = await this.ids()
    if (ids.length === 0) return 0
    const contacts = this.#tx.selectFrom('contact').select('id').where('account', 'in', ids)
    await this.#tx.deleteFrom('consent').where('contact', 'in', contacts).execute()
    for (const table of [
      'session',
      'device',
      'account_role',
      'account_area',
      'account_notice',
      'proposal',
      'contact',
      'certificate',
    ] as const)
      await this.#tx.deleteFrom(table).where('account', 'in', ids).execute()
    const persons = this.#tx.selectFrom('account').select('person').where('demo', '=', 1)
    await this.#tx.deleteFrom('person').where('id', 'in', persons).execute()
    await this.#tx.deleteFrom('account').where('demo', '=', 1).execute()
    await this.#tx.deleteFrom('office').where('demo', '=', 1).execute()
    return ids.length
  }
}
