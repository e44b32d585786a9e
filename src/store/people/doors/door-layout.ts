import { type Kysely, sql } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'

/** Reports that object to the refusal of a proposal. */
export async function addObjections({ schema }: Kysely<PeopleTables>): Promise<void> {
  await schema.alterTable('report').addColumn('proposal', 'text').execute()
  await schema
    .createIndex('report_proposal')
    .on('report')
    .columns(['proposal'])
    .where(sql.ref('proposal'), 'is not', null)
    .execute()
}

/** Receipts, what people report, and photos. */
export async function addDoors({ schema }: Kysely<PeopleTables>): Promise<void> {
  await schema
    .createTable('receipt')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .execute()
  await schema.createIndex('receipt_subject').on('receipt').columns(['subject']).execute()
  await schema
    .createTable('report')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('subject', 'text')
    .addColumn('commune_code', 'text', (column) => column.notNull())
    .addColumn('hamlet', 'text')
    .addColumn('lon', 'double precision')
    .addColumn('lat', 'double precision')
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('account', 'text')
    .addColumn('person', 'text')
    .addColumn('office', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('settled_account', 'text')
    .addColumn('settled_person', 'text')
    .addColumn('settled_office', 'text')
    .addColumn('settle_reason', 'text')
    .addColumn('settle_text', 'text')
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('ended_at', 'text')
    .execute()
  // The same walks as through proposals: by commune, by hamlet, everywhere.
  await schema
    .createIndex('report_queue')
    .on('report')
    .columns(['commune_code', 'state', 'kind', 'created_at', 'id'])
    .execute()
  await schema
    .createIndex('report_everywhere')
    .on('report')
    .columns(['state', 'kind', 'created_at', 'id', 'commune_code'])
    .execute()
  await schema
    .createIndex('report_hamlet')
    .on('report')
    .columns(['hamlet', 'state', 'kind', 'created_at', 'id'])
    .where(sql.ref('hamlet'), 'is not', null)
    .execute()
  await schema.createIndex('report_subject').on('report').columns(['subject']).execute()
  await schema
    .createIndex('report_ended')
    .on('report')
    .columns(['ended_at'])
    .where(sql.ref('ended_at'), 'is not', null)
    .execute()
  await schema
    .createTable('evidence')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('proposal', 'text', (column) => column.notNull().unique())
    .addColumn('bytes', 'integer', (column) => column.notNull())
    .addColumn('width', 'integer', (column) => column.notNull())
    .addColumn('height', 'integer', (column) => column.notNull())
    .addColumn('account', 'text')
    .addColumn('created_at', 'text', (column) => column.notNull())
    .execute()
  await schema.createIndex('evidence_created').on('evidence').columns(['created_at']).execute()
  await schema
    .createTable('evidence_part')
    .addColumn('evidence', 'text', (column) => column.notNull())
    .addColumn('part', 'integer', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('evidence_part_key', ['evidence', 'part'])
    .execute()
}
