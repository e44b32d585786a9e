import type { Kysely } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'

/** Columns; `!` for those that are never null, `#` for whole numbers. */
const COLUMNS = [
  ...['id!', 'kind!', 'address!', 'commune_code!', 'hamlet', 'content!', 'state!', 'third_party!#'],
  ...['created_at!', 'reply_due!', 'fulfil_due!', 'replied_at', 'reply', 'extended_at', 'extension'],
  ...['fulfilled_at', 'outcome', 'result', 'event', 'account', 'settled_account'],
]

/** What persons ask for about own data. */
export async function addPersonRequests(db: Kysely<PeopleTables>): Promise<void> {
  let making = db.schema.createTable('person_request')
  for (const column of COLUMNS)
    making = making.addColumn(
      column.replace(/[!#]/g, ''),
      column.includes('#') ? 'integer' : 'text',
      (built) => (column.includes('!') ? built.notNull() : built),
    )
  await making.addPrimaryKeyConstraint('person_request_key', ['id'] as never[]).execute()
  await db.schema
    .createIndex('person_request_due')
    .on('person_request')
    .columns(['commune_code', 'state', 'fulfil_due', 'id'])
    .execute()
}
