import type { Database } from 'better-sqlite3'
import { StoreError } from '../errors.ts'
import { LAYERS } from './layers.ts'
import { columnNames } from './schema.ts'

/** Throws {@link StoreError} `corrupt` with the first table or column that today's schema has and a record does not. */
export function checkLayout(db: Database, file: string): void {
  const missing = missingIn(db)
  if (missing === undefined) return
  throw new StoreError(
    'corrupt',
    `${file} thiếu ${missing}: hãy khôi phục từ bản sao lưu. · ${file} lacks ${missing}. Restore it from a copy.`,
  )
}

function missingIn(db: Database): string | undefined {
  const columns = db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck()
  for (const [name, { geometry }] of Object.entries(LAYERS)) {
    const present = columns.all(name)
    if (present.length === 0) return name
    const column = ['fid', ...columnNames(name)].find((each) => !present.includes(each))
    if (column !== undefined) return `${name}.${column}`
    if (geometry && columns.all(`rtree_${name}_geom`).length === 0) return `rtree_${name}_geom`
  }
  return undefined
}
