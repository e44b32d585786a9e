import type { RecordStore } from '../../store/record-store.ts'

export type Value = string | number | boolean | null
export type ColumnType = 'TEXT' | 'INTEGER' | 'REAL' | 'DATE' | 'DATETIME' | 'BOOLEAN'

/** What an exported file looks like, whatever its format. */
export interface ExportPlan {
  description: string
  /** Null for a table of attributes. */
  geometry: 'POINT' | 'MULTILINESTRING' | 'MULTIPOLYGON' | 'GEOMETRY' | null
  /** Columns beside the geometry. */
  columns: readonly { name: string; type: ColumnType }[]
  /** Where in a CSV file the columns lon and lat stand. */
  lonLatAt: number
  /** Rows with a GeoPackage geometry and their values, in the order of `columns`. */
  rows(record: RecordStore): Iterable<{ geom: Buffer | null; values: Value[] }>
}

/** A file being written. */
export interface FileWriter {
  add(geom: Buffer | null, values: readonly Value[]): void
  close(): void
}

/** How files with these extensions are written. */
export interface ExportFormat {
  /** With their dot, in lower case, the usual one first. */
  extensions: readonly string[]
  /** Makes the file; `name` is the layer's, where the format names layers. */
  create(file: string, name: string, plan: ExportPlan): FileWriter
}
