import pg from 'pg'
import { SALTED_COLUMNS } from '../../../chains/version-hash.ts'
import { PEOPLE_SCHEMA } from '../../people/postgres-people.ts'

/** Reads and writes the record, and nothing of people. It has no login: accounts are made its members. */
export const RECORD_ROLE = 'diachiso_record'
/** Reads and writes the schema `people`, and nothing of the record. */
export const PEOPLE_ROLE = 'diachiso_people'

/** Columns of an earlier version that are written later: which event made or ended it, and what a redaction takes away. */
const LATER = ['revision', 'valid_from', 'event', 'ended_by', 'salt', 'redacted', ...SALTED_COLUMNS]

/**
 * What the record's role may do with each table. Rows of events and earlier versions stay: what a redaction takes away is
 * all that changes of them. Versions, identifiers of columns and the feed are written by triggers with the owner's rights.
 */
export const RECORD_GRANTS: Readonly<Record<string, string>> = {
  address: 'SELECT, INSERT, UPDATE',
  address_history: `SELECT, UPDATE (${LATER.join(', ')})`,
  identifier: 'SELECT, INSERT, UPDATE',
  zz_event: 'SELECT, INSERT, UPDATE (reason, details, salt)',
  zz_chain: 'SELECT, INSERT, UPDATE',
  zz_idempotency: 'SELECT, INSERT, UPDATE, DELETE',
  zz_finding_accepted: 'SELECT, INSERT, DELETE',
  zz_finding: 'SELECT, INSERT, UPDATE, DELETE',
  zz_expected: 'SELECT, INSERT',
  zz_position: 'SELECT, INSERT, UPDATE (until)',
  zz_name: 'SELECT, INSERT, UPDATE (until, name, salt, leaf)',
  zz_unit: 'SELECT, INSERT, UPDATE (until, designation, salt, leaf)',
  zz_outbox: 'SELECT, DELETE',
  zz_job: 'SELECT, INSERT, UPDATE, DELETE',
  zz_daily_count: 'SELECT, INSERT, UPDATE, DELETE',
  hamlet: 'SELECT, INSERT, UPDATE, DELETE',
  street: 'SELECT, INSERT, UPDATE, DELETE',
  zz_component_version: 'SELECT, INSERT',
  zz_component_touched: 'SELECT, DELETE',
  change_feed: 'SELECT',
  // Of its rows only the one that says how far findings are kept: policies see to that.
  diachiso_info: 'SELECT, INSERT (key, value), UPDATE (value)',
  unit: 'SELECT',
  unit_change: 'SELECT',
  postcode: 'SELECT',
}

/** SQL that makes a role unless it is there. */
function making(role: string): string {
  return `DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '${role}') THEN CREATE ROLE ${role} NOLOGIN; END IF;
END $$;`
}

/** SQL that takes everything from the record's role and grants it what it needs, in the schema `schema`. */
function recordGrants(schema: string): string {
  return `REVOKE ALL ON ALL TABLES IN SCHEMA ${schema} FROM ${RECORD_ROLE};
GRANT USAGE ON SCHEMA ${schema} TO ${RECORD_ROLE};
${Object.entries(RECORD_GRANTS)
  .map(([table, rights]) => `GRANT ${rights} ON ${schema}.${table} TO ${RECORD_ROLE};`)
  .join('\n')}
GRANT USAGE, SELECT, UPDATE ON SEQUENCE ${schema}.code_number TO ${RECORD_ROLE};
GRANT USAGE ON SEQUENCE ${schema}.zz_event_fid_seq TO ${RECORD_ROLE};`
}

/** SQL that grants the role of people its schema, without what tells its layout. */
const PEOPLE_GRANTS = `REVOKE ALL ON ALL TABLES IN SCHEMA ${PEOPLE_SCHEMA} FROM ${PEOPLE_ROLE};
GRANT USAGE ON SCHEMA ${PEOPLE_SCHEMA} TO ${PEOPLE_ROLE};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${PEOPLE_SCHEMA} TO ${PEOPLE_ROLE};
REVOKE INSERT, UPDATE, DELETE ON ${PEOPLE_SCHEMA}.info FROM ${PEOPLE_ROLE};`

/**
 * Grants both roles what they need and nothing else, after each migration again, as tables come with it.
 *
 * @param create makes the roles where they are not there, for which the account needs CREATEROLE; else absent ones are passed over
 * @returns the roles that were granted something
 */
export async function grantRoles(
  urls: { readonly recordUrl: string; readonly peopleUrl: string },
  create: boolean,
): Promise<string[]> {
  const granted: string[] = []
  await connected(urls.recordUrl, async (client) => {
    if (create) for (const role of [RECORD_ROLE, PEOPLE_ROLE]) await client.query(making(role))
    if (!(await isThere(client, RECORD_ROLE))) return
    const { rows } = await client.query('SELECT quote_ident(current_schema()) AS schema')
    await together(client, recordGrants(rows[0]?.schema as string))
    granted.push(RECORD_ROLE)
  })
  await connected(urls.peopleUrl, async (client) => {
    if (create) await client.query(making(PEOPLE_ROLE))
    if (!(await isThere(client, PEOPLE_ROLE))) return
    await together(client, PEOPLE_GRANTS)
    granted.push(PEOPLE_ROLE)
  })
  return granted
}

async function connected(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

/** Nobody meets a role that has lost its rights and not got them back. */
async function together(client: pg.Client, sql: string): Promise<void> {
  await client.query(`BEGIN; SELECT pg_advisory_xact_lock(4126003); ${sql} COMMIT;`)
}

async function isThere(client: pg.Client, role: string): Promise<boolean> {
  const { rows } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role])
  return rows.length > 0
}
