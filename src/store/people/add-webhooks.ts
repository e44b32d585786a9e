import type { Kysely } from 'kysely'
import type { PeopleTables } from './people-tables.ts'

/** 1 → 2: webhooks, and proposals are counted by state. */
export async function addWebhooks(db: Kysely<PeopleTables>): Promise<void> {
  await db.schema
    .createTable('webhook')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('secret', 'text', (column) => column.notNull())
    .addColumn('communes', 'text')
    .addColumn('actions', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('office', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('proposal_state').on('proposal').columns(['state']).execute()
}
