import { type Kysely, sql } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'

/** Keys that values are sealed with. */
export async function addSealing(db: Kysely<PeopleTables>): Promise<void> {
  await db.schema
    .createTable('sealing_key')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('sealed_to', 'text')
    .addColumn('created_at', 'text', (column) => column.notNull())
    .execute()
  // Of two processes that begin at once one makes the keys.
  await db.schema
    .createIndex('sealing_key_current')
    .on('sealing_key')
    .columns(['kind'])
    .unique()
    .where(sql.ref('state'), '=', sql.lit('current'))
    .execute()
  await db.schema
    .createTable('sealing_wrap')
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('master', 'text', (column) => column.notNull())
    .addColumn('wrapped', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('sealing_wrap_key', ['key', 'master'])
    .execute()
}
