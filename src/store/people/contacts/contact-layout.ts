import type { Kysely } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'

/** Columns of the tables; `!` for those that are never null. The first is the key, but of consents. */
const TABLES: Readonly<Record<string, readonly string[]>> = {
  contact: ['id!', 'address!', 'role!', 'content!', 'account!', 'person!', 'office!', 'written_at!'],
  consent: ['contact!', 'purpose!', 'version!', 'text!', 'how!', 'given_at!', 'withdrawn_at'],
  look: [
    ...['id!', 'address!', 'account!', 'person!', 'office!', 'day!', 'at!', 'kind!', 'item', 'reason'],
    'approval',
  ],
}

const INDEXES: readonly (readonly [table: string, columns: readonly string[]])[] = [
  ['contact', ['address']],
  ['look', ['address', 'at']],
  ['look', ['person', 'day']],
  ['look', ['office', 'at']],
]

/** Contacts, consents, looks at them. */
export async function addContacts(db: Kysely<PeopleTables>): Promise<void> {
  for (const [table, columns] of Object.entries(TABLES)) {
    let making = db.schema.createTable(table)
    for (const column of columns)
      making = making.addColumn(column.replace('!', ''), 'text', (built) =>
        column.includes('!') ? built.notNull() : built,
      )
    const key = table === 'consent' ? ['contact', 'purpose'] : ['id']
    await making.addPrimaryKeyConstraint(`${table}_key`, key as never[]).execute()
  }
  for (const [table, columns] of INDEXES)
    await db.schema
      .createIndex(`${table}_${columns.join('_')}`)
      .on(table)
      .columns([...columns])
      .execute()
}

/** Contacts say whose word they are. */
export async function addContactState({ schema }: Kysely<PeopleTables>): Promise<void> {
  await schema
    .alterTable('contact')
    .addColumn('state', 'text', (column) => column.notNull().defaultTo('written'))
    .execute()
}
