import type { RecordStore } from '../store/record-store.ts'
import { exportRows } from './exporting/export-rows.ts'
import { KINDS, type Kind, type KindPlan } from './kinds/kinds.ts'

/**
 * Writes all rows of a kind to a file whose extension names the format (CSV, GeoJSON, NDJSON, GeoPackage); the file
 * takes its place when it is whole. Imported again, it changes nothing. Returns the number of rows.
 * `forAll` leaves out what is not public, as a snapshot does. Throws ImportError for an unknown extension.
 */
export function exportFile(
  record: RecordStore,
  kind: Kind,
  file: string,
  onProgress?: (rows: number) => void,
  forAll = false,
): number {
  const plan: KindPlan<never> = KINDS[kind]
  const { export: whole, publicExport = whole } = plan
  return exportRows(record, kind, forAll ? publicExport : whole, file, onProgress)
}
