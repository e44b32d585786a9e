import { randomBytes } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import type pg from 'pg'
import { databaseName } from '../../engines/postgres-failure.ts'
import { StoreError } from '../../errors.ts'
import { checkLayout } from '../../layout/record-layout.ts'
import { SCHEMA_VERSION, schemaVersion } from '../../migrating/migrations.ts'
import { carryTable, hasTable, type OnCarried, tablesOf, withBoth } from './carried-tables.ts'

/** Facts of a file that hold for the database too: the key of codes, and whether it is demonstration data. */
const FACTS = ['code_key', 'data_kind']
/** Tables that the database has for itself. */
const OWN = new Set(['change_feed', 'diachiso_info', 'spatial_ref_sys'])
/** What must be empty, so that nothing of two records is mixed. */
const EMPTY = ['address', 'address_history', 'identifier', 'zz_event', 'zz_chain']

/** How many rows of each table were carried over, and which layers of the file have no place there. */
export interface Carried {
  readonly rows: ReadonlyMap<string, number>
  readonly left: readonly string[]
}

/**
 * Carries a record from its file into a database that has today's layout and no addresses: units, addresses with their ids,
 * codes, versions and history, identifiers, chains and events, the codes' key and counter. One transaction over one state of the
 * file: killed, it leaves nothing; memory stays the same however large it is. Throws {@link StoreError} `exists` where there
 * are addresses, `older-schema` for a file that is not led to today's schema, `corrupt` naming a row that cannot be taken.
 *
 * @param url of the owner of the tables
 */
export async function carryRecord(file: string, url: string, onCarried: OnCarried): Promise<Carried> {
  return withBoth({ file, url, check }, async (source, client) => {
    await client.query('BEGIN')
    const { rows: known } = await client.query('SELECT current_schema() AS schema')
    const schema = `"${known[0]?.schema}"`
    // Nobody writes meanwhile; the triggers would make events, versions and entries of what has its own.
    await client.query(`LOCK TABLE ${EMPTY.join(', ')} IN SHARE ROW EXCLUSIVE MODE`)
    await mustBeEmpty(client, url)
    const tables = [...(await tablesOf(client, schema))].filter(
      ([table]) => !OWN.has(table) && hasTable(source, table),
    )
    await client.query(`DELETE FROM unit; DELETE FROM unit_change; DELETE FROM postcode`)
    const rows = new Map<string, number>()
    for (const [table, columns] of tables) {
      await client.query(`ALTER TABLE "${table}" DISABLE TRIGGER USER`)
      rows.set(table, await carryTable(source, client, { schema, table, columns }, onCarried))
      await client.query(`ALTER TABLE "${table}" ENABLE TRIGGER USER`)
    }
    await carryFacts(source, client)
    await client.query('COMMIT')
    await client.query('ANALYZE')
    return { rows, left: layersBeside(source, rows) }
  })
}

/** Throws {@link StoreError} for what is no record of today's schema. */
function check(db: Database, file: string): void {
  if (!hasTable(db, 'diachiso_info'))
    throw new StoreError(
      'not-a-record',
      `${file} không phải dữ liệu diachiso. · ${file} is not a diachiso record.`,
    )
  const version = schemaVersion(db, file)
  if (version < SCHEMA_VERSION)
    throw new StoreError(
      'older-schema',
      `${file} theo lược đồ ${version}: trước hết hãy chạy npm run migrate không có RECORD_URL. · ` +
        `${file} has schema ${version}: first run npm run migrate without RECORD_URL.`,
    )
  checkLayout(db, file)
}

async function mustBeEmpty(client: pg.Client, url: string): Promise<void> {
  for (const table of EMPTY) {
    const { rows } = await client.query(`SELECT 1 FROM ${table} LIMIT 1`)
    if (rows.length > 0)
      throw new StoreError(
        'exists',
        `PostgreSQL ${databaseName(url)} đã có địa chỉ (bảng ${table}): chỉ chuyển vào cơ sở dữ liệu còn trống. · ` +
          `PostgreSQL ${databaseName(url)} has addresses already (table ${table}): a record is carried into an empty one only.`,
      )
  }
}

/** The key and counter of codes, so that none is issued twice, and one entry of the feed: all of it is new. */
async function carryFacts(source: Database, client: pg.Client): Promise<void> {
  const fact = source
    .prepare<[string], string | null>('SELECT value FROM diachiso_info WHERE key = ?')
    .pluck()
  for (const key of FACTS) {
    const value = fact.get(key)
    if (value != null)
      await client.query(
        `INSERT INTO diachiso_info(key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
        [key, value],
      )
  }
  const counter = Number(fact.get('code_counter') ?? 0)
  if (counter > 0) await client.query("SELECT setval('code_number', $1)", [counter])
  await client.query(
    `INSERT INTO change_feed(fid, layer, operation, token)
     SELECT coalesce(max(fid), 0) + 1, 'address', 'bulk', $1 FROM change_feed`,
    [randomBytes(32).toString('hex')],
  )
}

/** Layers with rows that only the file has: search and maps read them there. */
function layersBeside(source: Database, carried: ReadonlyMap<string, number>): string[] {
  return source
    .prepare<[], string>("SELECT table_name FROM gpkg_contents WHERE data_type IN ('features', 'attributes')")
    .pluck()
    .all()
    .filter((table) => !carried.has(table) && !OWN.has(table))
    .filter((table) => source.prepare(`SELECT 1 FROM "${table}" LIMIT 1`).get() !== undefined)
    .sort()
}
