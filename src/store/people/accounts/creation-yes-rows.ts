import type { Transaction } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'
import type { ApprovalTable } from './account-tables.ts'

/** The kind of approval by which an account creates more on a day. */
export const MORE_CREATIONS = 'more-creations'

/** What another person has agreed that an account may create beyond its day's. */
export class CreationYesRows {
  readonly #tx: Transaction<PeopleTables>

  constructor(tx: Transaction<PeopleTables>) {
    this.#tx = tx
  }

  /** Particulars of what is agreed for an account and was not over at a moment, ISO 8601 in UTC. */
  agreed(account: string, at: string): Promise<Pick<ApprovalTable, 'details'>[]> {
    return this.#tx
      .selectFrom('approval')
      .select('details')
      .where('kind', '=', MORE_CREATIONS)
      .where('subject', '=', account)
      .where('state', '=', 'agreed')
      .where('expires_at', '>', at)
      .execute()
  }

  /** Asks for a yes in the place of one that is open still; returns the id of the one that waits now. */
  async ask(approval: ApprovalTable): Promise<string> {
    const open = await this.#tx
      .selectFrom('approval')
      .select('id')
      .where('kind', '=', approval.kind)
      .where('subject', '=', approval.subject)
      .where('state', '=', 'open')
      .executeTakeFirst()
    if (open === undefined) {
      await this.#tx.insertInto('approval').values(approval).execute()
      return approval.id
    }
    const { details, expires_at } = approval
    await this.#tx.updateTable('approval').set({ details, expires_at }).where('id', '=', open.id).execute()
    return open.id
  }
}
