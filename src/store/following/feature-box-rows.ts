import type { Database, Statement } from 'better-sqlite3'
import type { Box } from '../../geo/box.ts'

/** Where every feature of lines, areas and named points was last seen, in `serving.db`: an edit tells the place it left too. */
export class FeatureBoxRows {
  readonly #db: Database
  readonly #box: Statement<[string, number], [string, number, number, number, number]>
  readonly #putBox: Statement<[string, number, string, number, number, number, number, number]>
  readonly #deleteBox: Statement<[string, number]>
  readonly #shape: Statement<[string], number>
  readonly #bounds: Statement<[string], [number | null, number, number, number]>

  constructor(db: Database) {
    this.#db = db
    this.#box = db
      .prepare<[string, number], [string, number, number, number, number]>(
        'SELECT part, minx, miny, maxx, maxy FROM feature_box WHERE layer = ? AND fid = ?',
      )
      .raw()
    this.#putBox = db.prepare('INSERT OR REPLACE INTO feature_box VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    this.#deleteBox = db.prepare('DELETE FROM feature_box WHERE layer = ? AND fid = ?')
    this.#shape = db
      .prepare<[string], number>('SELECT 1 FROM feature_box WHERE part = ? AND point = 0 LIMIT 1')
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
    this.#putBox.run(layer, fid, part, ...box, isPoint ? 1 : 0)
  }

  /** Whether a part has lines or areas. */
  hasShapes(part: string): boolean {
    return this.#shape.get(part) !== undefined
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

export const FEATURE_BOX_LAYOUT = `
  CREATE TABLE IF NOT EXISTS feature_box (
    layer TEXT NOT NULL, fid INTEGER NOT NULL, part TEXT NOT NULL,
    minx DOUBLE NOT NULL, miny DOUBLE NOT NULL, maxx DOUBLE NOT NULL, maxy DOUBLE NOT NULL, point INTEGER NOT NULL,
    PRIMARY KEY (layer, fid)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS feature_shape ON feature_box(part) WHERE point = 0`
