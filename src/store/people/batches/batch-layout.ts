import { type Kysely, sql } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'

/** Makes the tables of batches: files that were read, what each row comes to, what was written, samples. */
export async function addBatches(db: Kysely<PeopleTables>): Promise<void> {
  const { schema } = db
  await schema
    .createTable('batch')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('file', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('dry_run', 'integer', (column) => column.notNull())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('office', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('report', 'text')
    .addColumn('round', 'text')
    .addColumn('round_kind', 'text')
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .execute()
  await schema.createIndex('batch_expires').on('batch').columns(['expires_at']).execute()
  await schema
    .createTable('batch_row')
    .addColumn('batch', 'text', (column) => column.notNull())
    .addColumn('line', 'integer', (column) => column.notNull())
    .addColumn('uid', 'text', (column) => column.notNull())
    .addColumn('plan', 'text', (column) => column.notNull())
    .addColumn('content', 'text')
    .addColumn('commune_code', 'text', (column) => column.notNull())
    .addColumn('hamlet', 'text')
    .addColumn('office', 'text')
    .addColumn('warnings', 'text')
    .addColumn('findings', 'text')
    .addColumn('outcome', 'text')
    .addColumn('round', 'text')
    .addColumn('proposal', 'text')
    .addColumn('proposed', 'text')
    .addPrimaryKeyConstraint('batch_row_key', ['batch', 'line'])
    .execute()
  // Rows are written in the order of their addresses' ids.
  await schema.createIndex('batch_row_uid').on('batch_row').columns(['batch', 'uid']).execute()
  await schema
    .createTable('batch_event')
    .addColumn('batch', 'text', (column) => column.notNull())
    .addColumn('event', 'text', (column) => column.notNull())
    .addColumn('round', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('batch_event_key', ['batch', 'event'])
    .execute()
  await schema
    .createTable('batch_lot')
    .addColumn('batch', 'text', (column) => column.notNull())
    .addColumn('commune_code', 'text', (column) => column.notNull())
    .addColumn('hamlet', 'text', (column) => column.notNull())
    .addColumn('size', 'integer', (column) => column.notNull())
    .addColumn('sample', 'integer', (column) => column.notNull())
    .addColumn('allowed', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull().defaultTo(sql.lit('open')))
    .addPrimaryKeyConstraint('batch_lot_key', ['batch', 'commune_code', 'hamlet'])
    .execute()
  await schema
    .createTable('batch_sample')
    .addColumn('batch', 'text', (column) => column.notNull())
    .addColumn('uid', 'text', (column) => column.notNull())
    .addColumn('commune_code', 'text', (column) => column.notNull())
    .addColumn('hamlet', 'text', (column) => column.notNull())
    .addColumn('verdict', 'text')
    .addColumn('account', 'text')
    .addColumn('person', 'text')
    .addColumn('text', 'text')
    .addColumn('at', 'text')
    .addPrimaryKeyConstraint('batch_sample_key', ['batch', 'uid'])
    .execute()
}

/** 18 → 19: what was drawn and waits is found by commune. */
export async function addOpenSamples(db: Kysely<PeopleTables>): Promise<void> {
  await db.schema
    .createIndex('batch_sample_open')
    .on('batch_sample')
    .columns(['commune_code', 'batch', 'uid'])
    .where(sql.ref('verdict'), 'is', null)
    .execute()
}
