import { type Kysely, sql } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'

/** Batches of thematic layers, and which office may write which layers. */
export async function addLayerBatches(db: Kysely<PeopleTables>): Promise<void> {
  const { schema } = db
  await schema
    .alterTable('batch')
    .addColumn('kind', 'text', (column) => column.notNull().defaultTo(sql.lit('addresses')))
    .execute()
  for (const column of ['layer', 'options'])
    await schema.alterTable('batch').addColumn(column, 'text').execute()
  await schema.createIndex('batch_layer').on('batch').columns(['layer', 'state']).execute()
  await schema
    .createTable('layer_right')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('office', 'text', (column) => column.notNull())
    .addColumn('granted_by', 'text')
    .addColumn('granted_at', 'text', (column) => column.notNull())
    .execute()
}
