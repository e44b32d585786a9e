import type { Database } from 'better-sqlite3'
import type { Box } from '../geo/box.ts'
import { blobBox } from './spatial-functions.ts'

/** Rows read at once: between them the connection is free to write. */
const BATCH = 5000

/** The boxes of a layer's rows above a row number, in the order of their numbers; rows without a geometry are left out. */
export class NewBoxes implements Iterable<[fid: number, box: Box]> {
  /** The box around all boxes told so far. */
  extent: Box | undefined
  readonly #rows
  readonly #lastRow: number

  constructor(db: Database, layer: string, lastRow: number) {
    this.#lastRow = lastRow
    this.#rows = db
      .prepare<[number], [number, Buffer | null]>(
        `SELECT fid, geom FROM ${layer} WHERE fid > ? ORDER BY fid LIMIT ${BATCH}`,
      )
      .raw()
  }

  *[Symbol.iterator](): Generator<[fid: number, box: Box]> {
    for (let after = this.#lastRow; ; ) {
      const rows = this.#rows.all(after)
      if (rows.length === 0) return
      for (const [fid, geom] of rows) {
        const box = geom ? blobBox(geom) : undefined
        if (!box) continue
        this.extent = this.extent ? union(this.extent, box) : box
        yield [fid, box]
      }
      after = rows.at(-1)?.[0] ?? after
    }
  }
}

function union(a: Box, b: Box): Box {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])]
}
