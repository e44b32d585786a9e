import type { Database, Statement } from 'better-sqlite3'
import type { Box } from '../../geo/box.ts'
import { METRES_PER_DEGREE, metresPerDegreeLon } from '../../geo/distance.ts'

/** Where every feature of lines, areas and named points was last seen, in `serving.db`: an edit tells the place it left too. */
export class FeatureBoxRows {
  readonly #db: Database
  readonly #box: Statement<[string, number], [string, number, number, number, number]>
  readonly #putBox: Statement<
    [string, number, string, number, number, number, number, number, number, number]
  >
  readonly #deleteBox: Statement<[string, number]>
  readonly #shape: Statement<[string], number>
  readonly #shapeSize: Statement<[string, number, string], [size: number, shuffle: number]>
  readonly #shapesIn: Statement<[string, number, number, number, number], number>
  readonly #largestIn: Statement<[string, number, number, number, number, number], number>
  readonly #bounds: Statement<[string], [number | null, number, number, number]>

  constructor(db: Database) {
    this.#db = db
    this.#box = db
      .prepare<[string, number], [string, number, number, number, number]>(
        'SELECT part, minx, miny, maxx, maxy FROM feature_box WHERE layer = ? AND fid = ?',
      )
      .raw()
    this.#putBox = db.prepare('INSERT OR REPLACE INTO feature_box VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    this.#deleteBox = db.prepare('DELETE FROM feature_box WHERE layer = ? AND fid = ?')
    this.#shape = db
      .prepare<[string], number>('SELECT 1 FROM feature_box WHERE part = ? AND point = 0 LIMIT 1')
      .pluck()
    this.#shapeSize = db
      .prepare<[string, number, string], [number, number]>(
        'SELECT size, shuffle FROM feature_box WHERE layer = ? AND fid = ? AND part = ? AND point = 0',
      )
      .raw()
    const shapesIn = `FROM feature_box INDEXED BY feature_shape
      WHERE part = ? AND point = 0 AND maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?`
    this.#shapesIn = db
      .prepare<[string, number, number, number, number], number>(`SELECT count(*) ${shapesIn}`)
      .pluck()
    this.#largestIn = db
      .prepare<[string, number, number, number, number, number], number>(
        `SELECT fid ${shapesIn} ORDER BY size DESC, shuffle LIMIT ?`,
      )
      .pluck()
    this.#bounds = db
      .prepare<[string], [number | null, number, number, number]>(
        'SELECT min(minx), min(miny), max(maxx), max(maxy) FROM feature_box WHERE part = ? AND point = 0',
      )
      .raw()
  }

  /** Where a feature of a line, area or point layer lay when it was last seen, and in which part of the layer. */
  of(layer: string, fid: number): { part: string; box: Box } | undefined {
    const row = this.#box.get(layer, fid)
    return row && { part: row[0], box: [row[1], row[2], row[3], row[4]] }
  }

  /** Remembers where a feature lies, and whether it is kept as a point too. */
  put(layer: string, fid: number, part: string, box: Box, isPoint = false): void {
    this.#putBox.run(layer, fid, part, ...box, isPoint ? 1 : 0, sizeOf(box), shuffled(fid))
  }

  /** Whether a part has lines or areas. */
  hasShapes(part: string): boolean {
    return this.#shape.get(part) !== undefined
  }

  /** Those of some features that are lines or areas of a part, the largest first; of those of about one size any, always in the same order. */
  largest(layer: string, part: string, fids: readonly number[]): number[] {
    return fids
      .flatMap((fid) => {
        const row = this.#shapeSize.get(layer, fid, part)
        return row ? [{ fid, size: row[0], shuffle: row[1] }] : []
      })
      .sort((a, b) => b.size - a.size || a.shuffle - b.shuffle)
      .map(({ fid }) => fid)
  }

  /** As {@link largest}, at most `limit` of all whose box meets `box`; for this all of the part are looked through. */
  largestIn(part: string, [west, south, east, north]: Box, limit: number): number[] {
    return this.#largestIn.all(part, west, east, south, north, limit)
  }

  /** How many lines and areas of a part have a box that meets `box`. */
  shapesIn(part: string, [west, south, east, north]: Box): number {
    return this.#shapesIn.get(part, west, east, south, north)!
  }

  /** Forgets a feature. */
  delete(layer: string, fid: number): void {
    this.#deleteBox.run(layer, fid)
  }

  /** Forgets every feature of a layer. */
  clear(layer: string): void {
    this.#db.prepare('DELETE FROM feature_box WHERE layer = ?').run(layer)
  }

  /** The box of every feature of a part of a layer. */
  in(part: string): IterableIterator<[minX: number, minY: number, maxX: number, maxY: number]> {
    return this.#db
      .prepare<[string], [number, number, number, number]>(
        'SELECT minx, miny, maxx, maxy FROM feature_box WHERE part = ?',
      )
      .raw()
      .iterate(part)
  }

  /** The box around the features of a part of a layer, its points left out where they are kept apart. */
  shapeBounds(part: string): Box | undefined {
    const [minX, minY, maxX, maxY] = this.#bounds.get(part) ?? [null, 0, 0, 0]
    return minX === null ? undefined : [minX, minY, maxX, maxY]
  }
}

/** Steps in which sizes are told apart, to a factor of two. */
const SIZE_STEPS = 8
/** Metres below which sizes are not told apart. */
const SMALLEST = 0.01

/** Longer side of a box in metres, by its logarithm: without steps those of one size would be left out from one end of the map to the other. */
function sizeOf([west, south, east, north]: Box): number {
  const metres = Math.max(
    (east - west) * metresPerDegreeLon((south + north) / 2),
    (north - south) * METRES_PER_DEGREE,
  )
  return Math.round(SIZE_STEPS * Math.log2(Math.max(metres, SMALLEST)))
}

/** The number of a row among 2^32 as if by lot, so that features of one size are not left out in the order in which a file had them. */
function shuffled(fid: number): number {
  let mixed = Math.imul(fid ^ Math.floor(fid / 2 ** 32), 0x9e3779b1)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b)
  return (mixed ^ (mixed >>> 13)) >>> 0
}

/** `size` and `shuffle` give the order in which lines and areas are shown where there are too many. */
export const FEATURE_BOX_LAYOUT = `
  CREATE TABLE IF NOT EXISTS feature_box (
    layer TEXT NOT NULL, fid INTEGER NOT NULL, part TEXT NOT NULL,
    minx DOUBLE NOT NULL, miny DOUBLE NOT NULL, maxx DOUBLE NOT NULL, maxy DOUBLE NOT NULL, point INTEGER NOT NULL,
    size INTEGER NOT NULL, shuffle INTEGER NOT NULL,
    PRIMARY KEY (layer, fid)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS feature_shape ON feature_box(part, size DESC, shuffle, minx, maxx, miny, maxy) WHERE point = 0`
