import type { Kysely } from 'kysely'
import { CHAIN_START } from '../../../chains/event-hash.ts'
import type { PeopleTables } from '../people-tables.ts'

/** 5 → 6: the audit, a chain of its own apart from the record's. */
export async function addAudit(db: Kysely<PeopleTables>): Promise<void> {
  await db.schema
    .createTable('audit')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('account', 'text')
    .addColumn('person', 'text')
    .addColumn('office', 'text')
    .addColumn('subject', 'text')
    .addColumn('details', 'text')
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute()
  for (const columns of [
    ['account', 'number'],
    ['subject', 'number'],
    ['action', 'number'],
  ])
    await db.schema.createIndex(`audit_${columns[0]}`).on('audit').columns(columns).execute()
  await db.schema
    .createTable('audit_head')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .execute()
  await db.insertInto('audit_head').values({ id: 1, number: 0, hash: CHAIN_START, at: '' }).execute()
}
