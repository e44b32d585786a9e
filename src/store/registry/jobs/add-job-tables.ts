import type { Database } from 'better-sqlite3'
import { createLayer } from '../../layout/create-record.ts'
import { JOB_LAYERS } from './job-layers.ts'

/** 7 → 8: events are told of, by jobs. What was done before is told to nobody. */
export function addJobTables(db: Database): void {
  const tables = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()
  for (const layer of Object.keys(JOB_LAYERS)) if (!tables.includes(layer)) createLayer(db, layer)
}
