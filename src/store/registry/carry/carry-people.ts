import type { Database } from 'better-sqlite3'
import { StoreError } from '../../errors.ts'
import { PEOPLE_LAYOUT } from '../../people/people-layout.ts'
import { PEOPLE_SCHEMA } from '../../people/postgres-people.ts'
import { carryTable, hasTable, type OnCarried, tablesOf, withBoth } from './carried-tables.ts'

/**
 * Carries `people.db` into the schema `people`, laid out and empty, in one transaction; one that holds something stays as it
 * is, so that a carrying that was cut off may be begun again. Returns how many rows came over, undefined where it held some.
 */
export async function carryPeople(
  file: string,
  url: string,
  onCarried: OnCarried,
): Promise<number | undefined> {
  return withBoth({ file, url, check }, async (source, client) => {
    await client.query('BEGIN')
    const tables = [...(await tablesOf(client, PEOPLE_SCHEMA))].filter(
      ([table]) => table !== 'info' && hasTable(source, table),
    )
    // The layout makes the head of an audit in which nothing stands; that of the file comes in its place.
    await client.query(`DELETE FROM ${PEOPLE_SCHEMA}.audit_head WHERE number = 0`)
    for (const [table] of tables) {
      await client.query(`LOCK TABLE ${PEOPLE_SCHEMA}."${table}" IN SHARE ROW EXCLUSIVE MODE`)
      const { rows } = await client.query(`SELECT 1 FROM ${PEOPLE_SCHEMA}."${table}" LIMIT 1`)
      if (rows.length > 0) return undefined
    }
    let sum = 0
    for (const [table, columns] of tables)
      sum += await carryTable(source, client, { schema: PEOPLE_SCHEMA, table, columns }, onCarried)
    await client.query('COMMIT')
    return sum
  })
}

/** Throws {@link StoreError} for a file of another layout. */
function check(db: Database, file: string): void {
  const layout = Number(db.prepare("SELECT value FROM info WHERE key = 'layout'").pluck().get() ?? 0)
  if (layout !== PEOPLE_LAYOUT)
    throw new StoreError(
      layout < PEOPLE_LAYOUT ? 'older-schema' : 'newer-schema',
      `${file} theo lược đồ ${layout}, cần ${PEOPLE_LAYOUT}: hãy mở một lần bằng npm start không có RECORD_URL. · ` +
        `${file} has layout ${layout}, ${PEOPLE_LAYOUT} is needed: open it once with npm start, without RECORD_URL.`,
    )
}
