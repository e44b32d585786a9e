import type { Text } from '../../errors.ts'
import type { CoordinateSystem } from '../../geo/coordinate-systems.ts'
import type { TableEncoding } from '../../tables/decoded-text.ts'
import type { ImportProblem } from '../reading/problem.ts'

/** A row as it stands in its file, with nothing recognised, placed or checked; or why it cannot be read. */
export type RawRow =
  | {
      /** Line, row, feature or record of the file, from 1. */
      line: number
      /** In the order of the source's columns where it has such, else by the row's own names. */
      values: readonly unknown[] | Readonly<Record<string, unknown>>
      /** A GeoJSON geometry, unchecked and in the file's own coordinates; null or absent for none. */
      geometry?: unknown
      /** An id that the format keeps beside the values, as a GeoJSON feature does. */
      id?: unknown
      /** The number that the format gives each row and keeps when others go, as a GeoPackage does. */
      fid?: number
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
  /** Values are texts throughout, so that numbers are recognised by how they are written. */
  textual?: true
  /** Of a textual file, columns that it declares to be text: numbers in them stay as they are written. */
  texts?: ReadonlySet<string>
  /** Columns of 0 and 1 that mean false and true. */
  booleans?: readonly string[]
  /** Where geometries are: in the rows, as well-known text in a column, or nowhere. */
  geometry: 'rows' | 'column' | 'none'
  /** Undefined when the file states none, or as long as no row was read. */
  crs(): StatedCrs | undefined
  rows: AsyncIterable<RawRow[]>
  /** What is read so far and in all, in bytes or rows. */
  progress(): { done: number; total: number }
  /** The sheets of the workbook that are not read; complete once the last row is read. */
  others?(): readonly string[]
  /** What was passed over or assumed, in sentences; complete once the last row is read. */
  notes?(): readonly Text[]
}

/** Which part of a file is read, and how. */
export interface ReadOptions {
  /** Names of the layer or sheet to read, where a file holds several. */
  names: readonly string[]
  /** Whether the file must hold one of these names; else its only layer, or its first sheet, is read. */
  named: boolean
  /** Encoding of texts in formats that do not say it; recognised by what they hold where none is named. */
  encoding?: TableEncoding | undefined
}

/** How files with these extensions are read. */
export interface ImportFormat {
  /** As people call it. */
  name: string
  /** With their dot, in lower case, the usual ones first. */
  extensions: readonly string[]
  /** Opens a file of a kind, as it must be written; absent where kinds are not read from this format. Throws ImportError when it cannot be read. */
  open?(file: string, options: ReadOptions): Promise<RawSource>
  /** Opens a file of anybody's for a layer, as people make them; absent where that is the same. */
  openFree?(file: string, options: ReadOptions): Promise<RawSource>
}
