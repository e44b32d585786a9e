import type { Database, Statement } from 'better-sqlite3'
import type { PostcodeRow, UnitChangeRow, UnitRow } from './rows.ts'
import { insertSql, updateSql } from './schema.ts'

/** Units, their changes and postal codes: few enough to be read whole. */
export class UnitTable {
  readonly #all: Statement<[], UnitRow>
  readonly #changes: Statement<[], UnitChangeRow>
  readonly #postcodes: Statement<[], PostcodeRow>

  readonly #byKey: Statement<[string, string, string], UnitRow>
  readonly #byCode: Statement<[string], UnitRow>
  readonly #insert: Statement<[object]>
  readonly #update: Statement<[object]>

  constructor(db: Database) {
    this.#byKey = db.prepare('SELECT * FROM unit WHERE level = ? AND code = ? AND valid_from = ?')
    this.#byCode = db.prepare('SELECT * FROM unit WHERE code = ? ORDER BY valid_from')
    this.#insert = db.prepare(insertSql('unit'))
    this.#update = db.prepare(updateSql('unit'))
    this.#all = db.prepare('SELECT * FROM unit ORDER BY level, code, valid_from')
    this.#changes = db.prepare('SELECT * FROM unit_change ORDER BY date, from_code, to_code')
    this.#postcodes = db.prepare('SELECT * FROM postcode ORDER BY commune_code, valid_from')
  }

  all(): UnitRow[] {
    return this.#all.all()
  }

  changes(): UnitChangeRow[] {
    return this.#changes.all()
  }

  postcodes(): PostcodeRow[] {
    return this.#postcodes.all()
  }

  /** The unit that had a code from a day on. */
  byKey(level: string, code: string, validFrom: string): UnitRow | undefined {
    return this.#byKey.get(level, code, validFrom)
  }

  /** All units that ever had a code, oldest first. */
  versions(code: string): UnitRow[] {
    return this.#byCode.all(code)
  }

  /** Adds a unit; call inside {@link RecordStore.write} or a bulk load. */
  insert(row: Omit<UnitRow, 'fid'>): number {
    return Number(this.#insert.run(row).lastInsertRowid)
  }

  update(row: UnitRow): void {
    this.#update.run(row)
  }
}
