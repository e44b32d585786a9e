import type { Database, Statement } from 'better-sqlite3'
import { KeyedTable } from '../layout/keyed-table.ts'
import type { PostcodeRow, UnitChangeRow, UnitRow } from './rows.ts'

/** Units, their changes and postal codes: few enough to be read whole. */
export class UnitTables {
  readonly unit: KeyedTable<UnitRow>
  readonly unitChange: KeyedTable<UnitChangeRow>
  readonly postcode: KeyedTable<PostcodeRow>
  readonly #all: Statement<[], UnitRow>
  readonly #changes: Statement<[], UnitChangeRow>
  readonly #postcodes: Statement<[], PostcodeRow>
  readonly #byCode: Statement<[string], UnitRow>
  readonly #inForce: Statement<[object], number>

  constructor(db: Database) {
    this.unit = new KeyedTable(db, 'unit', ['level', 'code', 'valid_from'])
    this.unitChange = new KeyedTable(db, 'unit_change', ['date', 'level', 'from_code', 'to_code'])
    this.postcode = new KeyedTable(db, 'postcode', ['postcode', 'commune_code', 'valid_from'])
    this.#byCode = db.prepare('SELECT * FROM usable_unit WHERE code = ? ORDER BY valid_from')
    this.#inForce = db
      .prepare<[object], number>(
        `SELECT count(*) FROM usable_unit WHERE level = @level AND code = @code AND valid_from <= date(@day, @shift)
         AND (valid_to IS NULL OR valid_to >= date(@day, @shift))`,
      )
      .pluck()
    this.#all = db.prepare('SELECT * FROM usable_unit ORDER BY level, code, valid_from')
    this.#changes = db.prepare('SELECT * FROM usable_unit_change ORDER BY date, from_code, to_code')
    this.#postcodes = db.prepare('SELECT * FROM usable_postcode ORDER BY commune_code, valid_from')
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

  /** Whether a unit of that code was in force on a day, or on the day before it. */
  inForce(level: string, code: string, day: string, when: 'then' | 'day before' = 'then'): boolean {
    const shift = when === 'then' ? '+0 days' : '-1 days'
    return this.#inForce.get({ level, code, day, shift }) === 1
  }

  /** All units that ever had a code, oldest first. */
  versions(code: string): UnitRow[] {
    return this.#byCode.all(code)
  }
}
