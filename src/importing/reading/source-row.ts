import type { Text } from '../../errors.ts'
import type { Box } from '../../geo/box.ts'
import type { CoordinateSystem, DatumShift } from '../../geo/coordinate-systems.ts'
import type { StoredGeometry } from '../../geo/geopackage-geometry.ts'
import type { Placing } from './placing.ts'
import type { ImportProblem } from './problem.ts'

/** Values by recognised column name; an empty cell is ''. */
export type Fields = Record<string, string>

/** A row as it was read: with its values, or with the reason why it could not be read. */
export type SourceRow =
  | {
      line: number
      fields: Fields
      geometry?: StoredGeometry
      /** With {@link FreeReading}: columns that are not recognised, as they stand; no prototype. */
      rest?: Record<string, unknown>
      problem?: undefined
    }
  | { line: number; problem: ImportProblem }

/** Rows that were read together, and how far the file is read now (bytes or rows). */
export interface Batch<Row> {
  rows: readonly Row[]
  done: number
  total: number
}

/** A file being read, in batches. */
export interface Source {
  /** Recognised columns, where every row has the same ones; absent for JSON. */
  columns?: ReadonlySet<string>
  /** Whether rows may bring a geometry beside their columns. */
  hasGeometry: boolean
  /** With {@link FreeReading}: names of a table's columns that are not recognised. */
  others?: readonly string[]
  /** With {@link FreeReading}: turns the columns lon and lat into degrees; to be called once the first row is read. */
  readonly place?: Placing
  rows: AsyncIterable<SourceRow[]>
  /** Whether values are texts throughout, so that numbers are recognised by how they are written. */
  textual: boolean
  /** Of a textual source, columns that are declared to be text. */
  texts?: ReadonlySet<string>
  /** What of the file was passed over or assumed; complete once the last row is read. */
  notes(): readonly Text[]
  /** Bytes read so far and in all, for progress. */
  progress(): { done: number; total: number }
}

/** The rows of a source, with how far it is read. */
export async function* batchesOf(source: Source): AsyncGenerator<Batch<SourceRow>> {
  for await (const rows of source.rows) yield { rows, ...source.progress() }
}

/** How a file of any columns and of any known coordinate system is read. */
export interface FreeReading {
  /** The system that whoever imports names; it goes before what the file says. */
  system: CoordinateSystem | undefined
  /** How positions of VN-2000 are led to WGS 84; the decision's shift where none is named. */
  shift?: DatumShift | undefined
  /** Columns that are recognised and stay attributes as well. */
  kept?: ReadonlySet<string>
  /** Whether the number that the format gives each row is its id. */
  byRowNumber?: boolean
  /** Where positions should lie, to guess a system that is not named. */
  extent: Box
}

/** The recognised name of a column; `undefined` for one that is not needed. */
export type Recognise = (column: string) => string | undefined
