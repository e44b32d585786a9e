import { type Box, isWithinWorld, union } from '../../geo/box.ts'
import { decodeGeometry, geometryBox, type StoredGeometry } from '../../geo/geopackage-geometry.ts'
import { finished } from '../../store/following/follower.ts'
import type { ServingStore } from '../../store/following/serving-store.ts'
import type { FeatureTable, TileSource } from '../../store/reading/tile-source.ts'
import type { ThemeFeatureRow, ThemeRow, ThemeTables } from '../../store/record/themes.ts'
import { themeContents } from './theme-categories.ts'
import { themePart } from './theme-part.ts'
import { type PointMove, ThemePointIndex } from './theme-point-index.ts'

/** Tables of lines, areas and named points whose features are followed one by one. */
export const BOX_TABLES = ['unit', 'street', 'place', 'hamlet', 'theme_feature'] as const
export type BoxTable = (typeof BOX_TABLES)[number]

/** Where parts of the record changed: boxes in degrees, or everywhere. A part is a table, or `theme/ID`. */
export type Touched = Record<string, Box[] | 'everywhere'>

/** Remembers where every feature lies, so that an edit tells the place it left too. */
export class FeatureBoxes {
  readonly #serving: ServingStore
  readonly #source: TileSource
  readonly #themes: ThemeTables
  readonly #points: ThemePointIndex

  constructor(serving: ServingStore, source: TileSource, themes: ThemeTables) {
    this.#serving = serving
    this.#source = source
    this.#themes = themes
    this.#points = new ThemePointIndex(serving)
  }

  /** Reads a whole table anew. */
  rebuild(table: BoxTable): Touched {
    this.#serving.boxes.clear(table)
    if (table !== 'theme_feature') {
      for (const [fid, ...box] of this.#source.featureBoxes(table))
        if (isWithinWorld(box)) this.#serving.boxes.put(table, fid, table, box)
      return { [table]: 'everywhere' }
    }
    this.#points.clear()
    for (const theme of this.#themes.all())
      if (theme.kind === 'features')
        this.#points.rebuild(theme, themeContents(theme, this.#themes).categories[0], this.#take(theme))
    return Object.fromEntries(this.#themes.all().map(({ id }) => [themePart(id), 'everywhere']))
  }

  /** Whether somebody has named another field to class a layer. */
  isStyledAnew(): boolean {
    return this.#themes.all().some((theme) => theme.kind === 'features' && this.#points.isStyledAnew(theme))
  }

  /** The box around all features of a part. */
  bounds(part: string): Box | undefined {
    const [shapes, points] = [this.#serving.boxes.shapeBounds(part), this.#points.bounds(part)]
    return shapes && points ? union(shapes, points) : (shapes ?? points)
  }

  /** Keeps the boxes of a layer's features; yields its points. */
  *#take({ id }: ThemeRow): Generator<[ThemeFeatureRow, Box]> {
    for (const row of this.#themes.features(id)) {
      const geometry = storedGeometry(row.geom)
      const box = geometry && boxWithin(geometry)
      if (!box) continue
      const isPoint = geometry.type === 'Point'
      this.#serving.boxes.put('theme_feature', row.fid, themePart(id), box, isPoint)
      if (isPoint) yield [row, box]
    }
  }

  /** Follows changed features; tells where they were and where they are. */
  move(table: BoxTable, fids: Iterable<number>): Touched {
    const touched: Record<string, Box[]> = {}
    const moves = this.#follow(table, new Set(fids), touched)
    if (table === 'theme_feature') this.#points.move(moves)
    else finished(moves)
    return touched
  }

  /** Yields each feature as it is now, with its box where it is a point. */
  *#follow(
    table: BoxTable,
    fids: ReadonlySet<number>,
    touched: Record<string, Box[]>,
  ): Generator<PointMove, void> {
    const { boxes } = this.#serving
    const touch = ({ part, box }: { part: string; box: Box }) => {
      const own = touched[part]
      if (own) own.push(box)
      else touched[part] = [box]
    }
    for (const fid of fids) {
      const before = boxes.of(table, fid)
      if (before) touch(before)
      const after = this.#current(table, fid)
      if (after) {
        touch(after)
        boxes.put(table, fid, after.part, after.box, after.isPoint)
      } else boxes.delete(table, fid)
      yield [fid, after?.row as ThemeFeatureRow | undefined, after?.isPoint ? after.box : undefined]
    }
  }

  #current(table: BoxTable, fid: number) {
    const row =
      table === 'theme_feature' ? this.#themes.feature(fid) : this.#source.feature(table as FeatureTable, fid)
    const geometry = storedGeometry(row?.geom)
    const box = geometry && boxWithin(geometry)
    if (!row || !box) return undefined
    const part = 'theme' in row ? themePart(String(row.theme)) : table
    return { row, part, box, isPoint: table === 'theme_feature' && geometry.type === 'Point' }
  }
}

/** The box of a stored geometry; undefined when there is none or it leaves the world. */
export function storedBox(geom: unknown): Box | undefined {
  const geometry = storedGeometry(geom)
  return geometry && boxWithin(geometry)
}

function storedGeometry(geom: unknown): StoredGeometry | undefined {
  return Buffer.isBuffer(geom) ? decodeGeometry(geom) : undefined
}

function boxWithin(geometry: StoredGeometry): Box | undefined {
  const box = geometryBox(geometry)
  return box && isWithinWorld(box) ? box : undefined
}
