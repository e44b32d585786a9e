import type { StoredGeometry } from '../geo/geopackage-geometry.ts'
import type { ImportProblem } from './problem.ts'

/** Values by recognised column name; an empty cell is ''. */
export type Fields = Record<string, string>

/** A row as it was read: with its values, or with the reason why it could not be read. */
export type SourceRow =
  | { line: number; fields: Fields; geometry?: StoredGeometry; problem?: undefined }
  | { line: number; problem: ImportProblem }

/** A file being read, in batches; `columns` is known once it is open. */
export interface Source {
  /** Recognised columns of the whole file; rows of JSON may lack some. */
  columns: ReadonlySet<string>
  /** Whether every row has the same columns. */
  tabular: boolean
  /** Whether rows may bring a geometry. */
  hasGeometry: boolean
  rows: AsyncIterable<SourceRow[]>
  /** Bytes read so far and in all, for progress. */
  progress(): { done: number; total: number }
}

/** Tells the recognised name of a column, or `undefined` for one that is not needed. */
export type Recognise = (column: string) => string | undefined
