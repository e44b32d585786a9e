import { type Kysely, sql } from 'kysely'

/** Copies the journal of a SQLite file into the file and empties it; false while somebody still reads from it. */
export async function emptyJournal<DB>(db: Kysely<DB>): Promise<boolean> {
  const { rows } = await sql<{ busy: number }>`PRAGMA wal_checkpoint(TRUNCATE)`.execute(db)
  return rows[0]?.busy === 0
}
