import { randomBytes } from 'node:crypto'
import type { Database, Statement } from 'better-sqlite3'
import { StoreError } from '../errors.ts'

/** What the lots are drawn by of the cells that protect others in a table of counts; it goes into no snapshot and no export. */
export const SUPPRESSION_SECRET = 'suppression_secret'

/** Facts about the record itself: schema version, code key and counter, whether it is demonstration data. */
export class InfoTable {
  readonly #get: Statement<[string], string | null>
  readonly #stored: Statement<[string], unknown>
  readonly #set: Statement<[string, string]>
  readonly #lastEvent: Statement<[], string | null>

  constructor(db: Database) {
    this.#get = db
      .prepare<[string], string | null>('SELECT value FROM usable_diachiso_info WHERE key = ?')
      .pluck()
    this.#stored = db.prepare<[string], unknown>('SELECT value FROM diachiso_info WHERE key = ?').pluck()
    this.#lastEvent = db
      .prepare<[], string | null>(
        "SELECT at FROM zz_event WHERE typeof(at) = 'text' ORDER BY fid DESC LIMIT 1",
      )
      .pluck()
    this.#set = db.prepare(
      'INSERT INTO diachiso_info(key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value',
    )
  }

  get(key: string): string | undefined {
    return this.#get.get(key) ?? undefined
  }

  /**
   * A fact that must not be made anew while there is one, as the key of codes. Throws {@link StoreError} `corrupt` where
   * the one that is stored does not have this form.
   */
  issued(key: string, form: RegExp): string | undefined {
    const value = this.#stored.get(key) ?? undefined
    if (value === undefined || (typeof value === 'string' && form.test(value))) return value
    throw new StoreError(
      'corrupt',
      `diachiso_info.${key} không đọc được: hãy khôi phục từ bản sao lưu. · ` +
        `diachiso_info.${key} cannot be read: restore a backup.`,
    )
  }

  /** Moment of the last event, ISO 8601 in UTC as it was written; undefined before the first. */
  lastEvent(): string | undefined {
    return this.#lastEvent.get() ?? undefined
  }

  /** 32 bytes that nobody else knows, in hexadecimal; drawn where there are none yet. */
  secret(key: string): string {
    const known = this.get(key)
    if (known !== undefined) return known
    const drawn = randomBytes(32).toString('hex')
    this.set(key, drawn)
    return drawn
  }

  set(key: string, value: string): void {
    this.#set.run(key, value)
  }
}
