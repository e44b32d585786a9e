import type { Database } from 'better-sqlite3'
import { createLayer } from '../../layout/create-record.ts'
import { LAYERS } from '../../layout/layers.ts'
import { SUPPLEMENT_LAYERS } from './supplement-layers.ts'

/** 7 → 8: attributes of addresses, and tables of their further positions, names and units. */
export function addSupplements(db: Database): void {
  const columnsOf = db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck()
  for (const table of ['address', 'address_history']) {
    const present = columnsOf.all(table)
    for (const column of LAYERS[table]!.columns)
      if (!present.includes(column.split(' ')[0] as string))
        db.exec(`ALTER TABLE ${table} ADD COLUMN ${column}`)
  }
  for (const table of Object.keys(SUPPLEMENT_LAYERS))
    if (columnsOf.all(table).length === 0) createLayer(db, table)
}
