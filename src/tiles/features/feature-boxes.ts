import { type Box, isWithinWorld } from '../../geo/box.ts'
import { decodeGeometry, geometryBox } from '../../geo/geopackage-geometry.ts'
import type { ServingStore } from '../../store/following/serving-store.ts'
import type { FeatureTable, TileSource } from '../../store/reading/tile-source.ts'
import type { ThemeTables } from '../../store/record/themes.ts'

/** Tables of lines, areas and named points whose features are followed one by one. */
export const BOX_TABLES = ['unit', 'street', 'place', 'hamlet', 'theme_feature'] as const
export type BoxTable = (typeof BOX_TABLES)[number]

/** Where parts of the record changed: boxes in degrees, or everywhere. A part is a table, or `theme/ID`. */
export type Touched = Record<string, Box[] | 'everywhere'>

/** The part of the record that a thematic layer shows. */
export const themePart = (id: string) => `theme/${id}`

/** Remembers where every feature lies, so that an edit tells the place it left too. */
export class FeatureBoxes {
  readonly #serving: ServingStore
  readonly #source: TileSource
  readonly #themes: ThemeTables

  constructor(serving: ServingStore, source: TileSource, themes: ThemeTables) {
    this.#serving = serving
    this.#source = source
    this.#themes = themes
  }

  /** Reads a whole table anew. */
  rebuild(table: BoxTable): Touched {
    this.#serving.clearFeatureBoxes(table)
    if (table !== 'theme_feature') {
      for (const [fid, ...box] of this.#source.featureBoxes(table))
        if (isWithinWorld(box)) this.#serving.putFeatureBox(table, fid, table, box)
      return { [table]: 'everywhere' }
    }
    for (const [fid, theme, ...box] of this.#themes.boxes())
      if (isWithinWorld(box)) this.#serving.putFeatureBox(table, fid, themePart(theme), box)
    return Object.fromEntries(this.#themes.all().map(({ id }) => [themePart(id), 'everywhere']))
  }

  /** Follows changed features; tells where they were and where they are. */
  move(table: BoxTable, fids: Iterable<number>): Touched {
    const touched: Record<string, Box[]> = {}
    const touch = ({ part, box }: { part: string; box: Box }) => {
      touched[part] = [...(touched[part] ?? []), box]
    }
    for (const fid of new Set(fids)) {
      const before = this.#serving.featureBox(table, fid)
      if (before) touch(before)
      const after = this.#current(table, fid)
      if (after) {
        touch(after)
        this.#serving.putFeatureBox(table, fid, after.part, after.box)
      } else this.#serving.deleteFeatureBox(table, fid)
    }
    return touched
  }

  #current(table: BoxTable, fid: number): { part: string; box: Box } | undefined {
    const row =
      table === 'theme_feature' ? this.#themes.feature(fid) : this.#source.feature(table as FeatureTable, fid)
    const box = storedBox(row?.geom)
    return row && box && { part: 'theme' in row ? themePart(String(row.theme)) : table, box }
  }
}

/** The box of a stored geometry; undefined when there is none or it leaves the world. */
export function storedBox(geom: unknown): Box | undefined {
  const geometry = Buffer.isBuffer(geom) ? decodeGeometry(geom) : undefined
  const box = geometry && geometryBox(geometry)
  return box && isWithinWorld(box) ? box : undefined
}
