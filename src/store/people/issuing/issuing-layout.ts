import { type Kysely, sql } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'

/** Areas of offices, who issues their accounts, and what holders are shown at their next login. */
export async function addIssuing(db: Kysely<PeopleTables>): Promise<void> {
  await db.schema
    .createTable('office_area')
    .addColumn('office', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('code', 'text', (column) => column.notNull())
    .addColumn('unit_from', 'text')
    .addPrimaryKeyConstraint('office_area_key', ['office', 'kind', 'code'])
    .execute()
  await db.schema
    .createTable('office_service')
    .addColumn('office', 'text', (column) => column.notNull())
    .addColumn('served_by', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('office_service_key', ['office', 'served_by'])
    .execute()
  await db.schema.createIndex('office_service_by').on('office_service').columns(['served_by']).execute()
  await db.schema
    .createTable('account_notice')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('shown_at', 'text')
    .execute()
  await db.schema.createIndex('account_notice_account').on('account_notice').columns(['account']).execute()
}

/** What waits for a yes is walked through, the oldest first. */
export async function addOpenApprovals({ schema }: Kysely<PeopleTables>): Promise<void> {
  await schema
    .createIndex('approval_open')
    .on('approval')
    .columns(['created_at', 'id'])
    .where(sql.ref('state'), '=', sql.lit('open'))
    .execute()
}
