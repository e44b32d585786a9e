import type { Kysely } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'

/** Links of accounts to other providers of logins. */
export async function addLogin(db: Kysely<PeopleTables>): Promise<void> {
  await db.schema
    .createTable('oidc_link')
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('linked_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('oidc_link_key', ['issuer', 'subject'])
    .execute()
  await db.schema.createIndex('oidc_link_account').on('oidc_link').columns(['account']).execute()
}
