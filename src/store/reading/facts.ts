import type { PostcodeRow, UnitChangeRow, UnitRow } from '../record/rows.ts'
import type { RecordStore } from '../record-store.ts'

/** How many rows of each table were added. */
export interface FactCounts {
  units: number
  changes: number
  postcodes: number
}

/**
 * Fills the tables unit, unit_change and postcode in one transaction. Rows that are there already (by key) stay as
 * they are, so loading twice changes nothing and boundaries imported since are kept.
 */
export function loadFacts(
  record: RecordStore,
  rows: {
    units: Omit<UnitRow, 'fid'>[]
    changes: Omit<UnitChangeRow, 'fid'>[]
    postcodes: Omit<PostcodeRow, 'fid'>[]
  },
): FactCounts {
  const add = (table: string, list: object[]): number => {
    const columns = Object.keys(list[0] ?? {})
    if (columns.length === 0) return 0
    const insert = record.db.prepare(
      `INSERT INTO ${table}(${columns.join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})
       ON CONFLICT DO NOTHING`,
    )
    return list.reduce((count, row) => count + insert.run(row).changes, 0)
  }
  return record.write(() => ({
    units: add('unit', rows.units),
    changes: add('unit_change', rows.changes),
    postcodes: add('postcode', rows.postcodes),
  }))
}
