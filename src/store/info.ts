import type { Database, Statement } from 'better-sqlite3'

/** Facts about the record itself: schema version, code key and counter, whether it is demonstration data. */
export class InfoTable {
  readonly #get: Statement<[string], string | null>
  readonly #set: Statement<[string, string]>

  constructor(db: Database) {
    this.#get = db
      .prepare<[string], string | null>('SELECT value FROM usable_diachiso_info WHERE key = ?')
      .pluck()
    this.#set = db.prepare(
      'INSERT INTO diachiso_info(key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value',
    )
  }

  get(key: string): string | undefined {
    return this.#get.get(key) ?? undefined
  }

  set(key: string, value: string): void {
    this.#set.run(key, value)
  }
}
