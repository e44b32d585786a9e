import type { Database } from 'better-sqlite3'
import { type Box, union } from '../../geo/box.ts'
import { POINTS, pointColumn } from '../geopackage/point-columns.ts'
import { blobBox } from '../geopackage/spatial-functions.ts'
import { LAYERS } from '../layout/layers.ts'

/** Rows read at once: between them the connection is free to write. */
const BATCH = 5000

type NumberedBox = [fid: number, box: Box]

/** The boxes of a layer's rows above a row number, in the order of their numbers; rows without a geometry are left out. */
export class NewBoxes implements Iterable<NumberedBox> {
  /** The box around all boxes told so far. */
  extent: Box | undefined
  readonly #rows
  readonly #points
  readonly #lastRow: number

  constructor(db: Database, layer: string, lastRow: number) {
    this.#lastRow = lastRow
    const rows = `SELECT fid, geom FROM ${layer} WHERE fid > ? ORDER BY fid LIMIT ${BATCH}`
    this.#rows = db.prepare<[number], [number, Buffer | null]>(rows).raw()
    this.#points =
      LAYERS[layer]?.geometry === 'POINT'
        ? db
            .prepare<[number], [fids: string | null, points: Buffer | null]>(
              `SELECT group_concat(fid), ${POINTS} FROM (${rows})`,
            )
            .raw()
        : undefined
  }

  *[Symbol.iterator](): Generator<NumberedBox> {
    for (let after = this.#lastRow; ; ) {
      const [boxes, last] = this.#pointBoxes(after) ?? this.#boxes(after)
      if (last === undefined) return
      for (const numbered of boxes) {
        this.extent = this.extent ? union(this.extent, numbered[1]) : numbered[1]
        yield numbered
      }
      after = last
    }
  }

  /** The next boxes and the last row number read; `undefined` when some row holds anything but a point of our own. */
  #pointBoxes(after: number): [NumberedBox[], last: number | undefined] | undefined {
    const [numbers, blob] = this.#points?.get(after) ?? []
    if (typeof numbers !== 'string' || !blob) return undefined
    const fids = numbers.split(',')
    const points = pointColumn(blob, fids.length)
    if (!points.every(Number.isFinite)) return undefined
    const boxes = fids.map((fid, i): NumberedBox => {
      const [lon, lat] = [points[i * 2] as number, points[i * 2 + 1] as number]
      return [Number(fid), [lon, lat, lon, lat]]
    })
    return [boxes, boxes.at(-1)?.[0]]
  }

  #boxes(after: number): [NumberedBox[], last: number | undefined] {
    const rows = this.#rows.all(after)
    const boxes = rows.flatMap(([fid, geom]): NumberedBox[] => {
      const box = geom ? blobBox(geom) : undefined
      return box ? [[fid, box]] : []
    })
    return [boxes, rows.at(-1)?.[0]]
  }
}
