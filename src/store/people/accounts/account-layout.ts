import type { Kysely } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'

/** Columns of the tables; `!` for those that are never null, `#` for whole numbers, the first is the key unless {@link KEYS} says. */
const TABLES: Readonly<Record<string, readonly string[]>> = {
  office: ['id!', 'kind!', 'name!', 'head', 'demo!#', 'created_at!', 'ended_at'],
  person: ['id!', 'identity', 'name', 'mail', 'created_at!'],
  account: [
    ...['id!', 'person', 'office!', 'login!', 'state!', 'password', 'factor', 'factor_step#'],
    ...['valid_from!', 'valid_to!', 'reviewed_at', 'identity_how', 'identity_by', 'identity_at', 'wake'],
    ...['demo!#', 'created_by', 'created_at!', 'changed_at!'],
  ],
  account_role: ['account!', 'role!', 'granted_by', 'granted_at!'],
  account_area: ['account!', 'kind!', 'code!', 'unit_from'],
  session: ['hash!', 'account!', 'device', 'factor!', 'created_at!', 'seen_at!', 'expires_at!'],
  device: ['hash!', 'account!', 'label!', 'first_seen!', 'last_seen!', 'shown!#'],
  recovery_code: ['hash!', 'account!', 'used_at'],
  slip: ['hash!', 'purpose!', 'account', 'created_by', 'created_at!', 'expires_at!', 'used_at'],
  api_key: [
    ...['id!', 'hash!', 'name!', 'office!', 'account!', 'scopes!', 'communes', 'layers', 'origins'],
    ...['quota!#', 'created_at!', 'expires_at!', 'revoked_at'],
  ],
  api_key_use: ['key!', 'day!', 'count!#'],
  approval: [
    ...['id!', 'kind!', 'subject!', 'office!', 'details', 'account!', 'person!', 'state!'],
    ...['settled_account', 'settled_person', 'created_at!', 'expires_at!', 'settled_at'],
  ],
  substitute: [
    ...['id!', 'office!', 'substitute!', 'roles!', 'from_day!', 'to_day!', 'created_by!', 'created_at!'],
    'ended_at',
  ],
}

const KEYS: Readonly<Record<string, readonly string[]>> = {
  account_role: ['account', 'role'],
  account_area: ['account', 'kind', 'code'],
  device: ['account', 'hash'],
  api_key_use: ['key', 'day'],
}

/** What is looked up otherwise than by its key. */
const INDEXES: readonly (readonly [table: string, columns: readonly string[], unique?: 'unique'])[] = [
  ['account', ['login'], 'unique'],
  ['account', ['office', 'state']],
  ['account', ['person']],
  ['person', ['identity'], 'unique'],
  ['session', ['account']],
  ['session', ['expires_at']],
  ['recovery_code', ['account']],
  ['slip', ['account']],
  ['slip', ['expires_at']],
  ['api_key', ['hash'], 'unique'],
  ['api_key', ['office']],
  ['approval', ['office', 'state']],
  ['approval', ['subject', 'kind']],
  ['substitute', ['office']],
]

/** 4 → 5: offices, persons, accounts, what they log in with, keys of programs, approvals. */
export async function addAccounts(db: Kysely<PeopleTables>): Promise<void> {
  for (const [table, columns] of Object.entries(TABLES)) {
    let making = db.schema.createTable(table)
    for (const column of columns) {
      const type = column.includes('#') ? 'integer' : 'text'
      making = making.addColumn(column.replace(/[!#]/g, ''), type, (built) =>
        column.includes('!') ? built.notNull() : built,
      )
    }
    const key = KEYS[table] ?? [(columns[0] as string).replace('!', '')]
    await making.addPrimaryKeyConstraint(`${table}_key`, key as never[]).execute()
  }
  for (const [table, columns, unique] of INDEXES) {
    const making = db.schema
      .createIndex(`${table}_${columns.join('_')}`)
      .on(table)
      .columns([...columns])
    await (unique ? making.unique() : making).execute()
  }
}
