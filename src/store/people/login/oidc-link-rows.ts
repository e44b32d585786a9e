import type { Transaction } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'
import type { OidcLinkTable } from './login-tables.ts'

/** Links of accounts to other providers of logins. */
export class OidcLinkRows {
  readonly #tx: Transaction<PeopleTables>

  constructor(tx: Transaction<PeopleTables>) {
    this.#tx = tx
  }

  /** The account that is linked to a subject. */
  async accountOf({
    issuer,
    subject,
  }: Pick<OidcLinkTable, 'issuer' | 'subject'>): Promise<string | undefined> {
    const row = await this.#tx
      .selectFrom('oidc_link')
      .select('account')
      .where('issuer', '=', issuer)
      .where('subject', '=', subject)
      .executeTakeFirst()
    return row?.account
  }

  of(account: string): Promise<OidcLinkTable[]> {
    return this.#tx.selectFrom('oidc_link').selectAll().where('account', '=', account).execute()
  }

  /** Adds one; false where the subject is linked already. */
  async add(link: OidcLinkTable): Promise<boolean> {
    const { numInsertedOrUpdatedRows = 0n } = await this.#tx
      .insertInto('oidc_link')
      .values(link)
      .onConflict((conflict) => conflict.columns(['issuer', 'subject']).doNothing())
      .executeTakeFirst()
    return numInsertedOrUpdatedRows > 0n
  }

  async end(account: string): Promise<void> {
    await this.#tx.deleteFrom('oidc_link').where('account', '=', account).execute()
  }
}
