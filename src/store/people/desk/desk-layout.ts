import { type Kysely, sql } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'

/** 3 → 4: proposals count their revisions, and are walked through by hamlet and everywhere. */
export async function addDeskLayout(db: Kysely<PeopleTables>): Promise<void> {
  await db.schema
    .alterTable('proposal')
    .addColumn('revision', 'integer', (column) => column.notNull().defaultTo(1))
    .execute()
  await db.schema
    .createIndex('proposal_everywhere')
    .on('proposal')
    .columns(['state', 'kind', 'created_at', 'id', 'commune_code'])
    .execute()
  await db.schema
    .createIndex('proposal_hamlet')
    .on('proposal')
    .columns(['hamlet', 'state', 'kind', 'created_at', 'id'])
    .where(sql.ref('hamlet'), 'is not', null)
    .execute()
}

/** 15 → 16: what waits of each kind is counted by an index of few pages, as PostgreSQL keeps entries of one key together. */
export async function addQueueCounts(db: Kysely<PeopleTables>): Promise<void> {
  for (const table of ['proposal', 'report'] as const)
    await db.schema
      .createIndex(`${table}_count`)
      .on(table)
      .columns(['state', 'kind', 'commune_code'])
      .execute()
}
