import type { CoordinateSystem } from '../../geo/coordinate-systems.ts'
import type { ImportProblem } from '../reading/problem.ts'

/** A row as it stands in its file, with nothing recognised, placed or checked; or why it cannot be read. */
export type RawRow =
  | {
      /** Line, feature or record of the file, from 1. */
      line: number
      /** In the order of the source's columns where it has such, else by the row's own names. */
      values: readonly unknown[] | Readonly<Record<string, unknown>>
      /** A GeoJSON geometry, unchecked and in the file's own coordinates; null or absent for none. */
      geometry?: unknown
      /** An id that the format keeps beside the values, as a GeoJSON feature does. */
      id?: unknown
      problem?: undefined
    }
  | { line: number; problem: ImportProblem }

/** A coordinate system as a file states it. */
export interface StatedCrs {
  /** As it stands in the file, for messages. */
  text: string
  /** Undefined when the server cannot read it. */
  system: CoordinateSystem | undefined
  /** Whether the coordinates may be taken as WGS 84 with longitude first. */
  isWgs84: boolean
}

/** A file as a format reads it. */
export interface RawSource {
  /** The columns that every row has; absent where rows name their own values, as JSON does. */
  columns?: readonly string[]
  /** Two columns may mean the same, and the later one counts: a format that cuts names makes such. */
  columnsMayRepeat?: true
  /** Columns of 0 and 1 that mean false and true. */
  booleans?: readonly string[]
  /** Where geometries are: in the rows, as well-known text in a column, or nowhere. */
  geometry: 'rows' | 'column' | 'none'
  /** Undefined when the file states none, or as long as no row was read. */
  crs(): StatedCrs | undefined
  rows: AsyncIterable<RawRow[]>
  /** What is read so far and in all, in bytes or rows. */
  progress(): { done: number; total: number }
}

/** How files with these extensions are read. */
export interface ImportFormat {
  /** With their dot, in lower case, the usual ones first. */
  extensions: readonly string[]
  /** Read for thematic layers only. */
  onlyLayers?: true
  /**
   * Opens a file; throws ImportError when it cannot be read.
   *
   * @param layers names of the layer to read, where a file holds several
   */
  open(file: string, layers: readonly string[]): Promise<RawSource>
}
