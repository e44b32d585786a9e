import type { Database, Statement } from 'better-sqlite3'
import type { PostcodeRow, UnitChangeRow, UnitRow } from './rows.ts'

/** Units, their changes and postal codes: few enough to be read whole. */
export class UnitTable {
  readonly #all: Statement<[], UnitRow>
  readonly #changes: Statement<[], UnitChangeRow>
  readonly #postcodes: Statement<[], PostcodeRow>

  constructor(db: Database) {
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
}
