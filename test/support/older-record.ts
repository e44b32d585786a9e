import type { RecordStore } from '../../src/store/record-store.ts'

/** Drops all tables of a record but these, as if later schemas had not added them. */
export function keepOnly({ db }: RecordStore, tables: readonly string[]): void {
  const all = db.prepare<[], string>('SELECT table_name FROM gpkg_contents').pluck().all()
  for (const table of all.filter((name) => !tables.includes(name))) {
    for (const list of ['gpkg_geometry_columns', 'gpkg_extensions', 'gpkg_contents'])
      db.prepare(`DELETE FROM ${list} WHERE table_name = ?`).run(table)
    db.exec(`DROP VIEW IF EXISTS temp.usable_${table};
      DROP TABLE ${table}; DROP TABLE IF EXISTS rtree_${table}_geom`)
  }
}
