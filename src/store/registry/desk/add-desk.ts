import type { Database } from 'better-sqlite3'
import { createLayer } from '../../layout/create-record.ts'
import { DESK_LAYERS } from './desk-layers.ts'

/** 7 → 8: what the rules find is kept, and how many addresses there should be. */
export function addDesk(db: Database): void {
  const there = db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck()
  for (const layer of Object.keys(DESK_LAYERS)) if (there.all(layer).length === 0) createLayer(db, layer)
  db.exec('CREATE INDEX IF NOT EXISTS address_commune ON address(commune_code)')
}
