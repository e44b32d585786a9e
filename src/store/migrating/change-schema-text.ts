import type { Database } from 'better-sqlite3'

/**
 * Changes what the schema says of a table where `pattern` is found. SQLite changes no default and no NOT NULL by a statement; to write
 * it into the schema is the way that its manual names ("ALTER TABLE", 7), as it changes nothing in the rows.
 */
export function changeSchemaText(db: Database, table: string, pattern: RegExp, replacement: string): void {
  const sql = db
    .prepare<[string], string>("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?")
    .pluck()
    .get(table)
  if (sql === undefined || !pattern.test(sql)) return
  db.unsafeMode(true)
  db.pragma('writable_schema = ON')
  db.prepare("UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = ?").run(
    sql.replace(pattern, replacement),
    table,
  )
  // Other connections read the schema again by its number, this one by the reset.
  db.pragma(`schema_version = ${Number(db.pragma('schema_version', { simple: true })) + 1}`)
  db.pragma('writable_schema = RESET')
  db.unsafeMode(false)
}
