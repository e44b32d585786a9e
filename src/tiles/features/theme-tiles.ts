import type { Feature } from 'geojson'
import type { Box } from '../../geo/box.ts'
import type { ServingStore } from '../../store/following/serving-store.ts'
import type { TileSource } from '../../store/reading/tile-source.ts'
import type { ThemeRow, ThemeTables } from '../../store/record/themes.ts'
import { LAYER_BYTES } from '../addresses/address-tiles.ts'
import { MAX_PERIODS } from './count-series.ts'
import { encodeFeatures, type TileNumbers } from './encode-features.ts'
import { feature, shownFeature } from './stored-feature.ts'
import { themePart } from './theme-part.ts'
import { ThemePointIndex } from './theme-point-index.ts'
import { ThemeShapes } from './theme-shapes.ts'

/** Counts by subject that a commune carries: of the newest periods. */
const MAX_SUBJECT_COUNTS = 72
/** Most communes of a layer of counts in a tile. */
const MAX_COMMUNES = 4000
/** Most single points in a tile; of more there are cells. */
const MAX_POINTS = 4000
/** Stands for a number that is not shown. */
const HIDDEN = -1

/** Features of thematic layers for a tile: as they are, or counts on the areas of communes. */
export class ThemeTiles {
  readonly #source: TileSource
  readonly #themes: ThemeTables
  readonly #serving: ServingStore
  readonly #points: ThemePointIndex
  readonly #shapes: ThemeShapes

  constructor(source: TileSource, themes: ThemeTables, serving: ServingStore) {
    this.#source = source
    this.#themes = themes
    this.#serving = serving
    this.#points = new ThemePointIndex(serving)
    this.#shapes = new ThemeShapes(themes, serving)
  }

  /**
   * Thematic layer `id` as bytes of a tile message; empty when there is no such layer or nothing of it in the tile, whose `box` has a
   * margin. Of more points than fit there are cells with their counts, of more lines and areas the largest.
   */
  encode(id: string, tile: TileNumbers, box: Box, day: string): Uint8Array {
    const { z, x, y } = tile
    const theme = this.#themes.all().find((each) => each.id === id)
    if (!theme) return new Uint8Array(0)
    if (theme.kind === 'counts')
      return encodeFeatures(id, this.#counts(theme, box, MAX_COMMUNES, day), z, x, y)
    const part = themePart(id)
    const hasShapes = this.#serving.boxes.hasShapes(part)
    const room = hasShapes ? LAYER_BYTES / 2 : LAYER_BYTES
    const few = this.#points.few(part, z, x, y, MAX_POINTS)
    let points = few?.flatMap((fid) => shownFeature(this.#themes.feature(fid)))
    let layer = points && encodeFeatures(id, points, z, x, y)
    if (!points || !layer || layer.length > room) {
      points = this.#points.cells(part, z, x, y)
      layer = encodeFeatures(id, points, z, x, y)
    }
    return hasShapes ? this.#shapes.encode(id, tile, box, points, LAYER_BYTES - layer.length) : layer
  }

  #counts(theme: ThemeRow, box: Box, limit: number, day: string): Feature[] {
    const counts = this.#themes.counts(theme.id)
    const periods = new Set([...new Set(counts.map(({ period }) => period))].sort().slice(-MAX_PERIODS))
    const latest = [...periods].at(-1)
    const byCommune = new Map<string, Record<string, unknown>>()
    const subjects = new Set(counts.map(({ subject }) => subject))
    const detailed = new Set([...periods].slice(-Math.max(1, Math.floor(MAX_SUBJECT_COUNTS / subjects.size))))
    for (const { commune_code: code, period, subject, count } of counts) {
      if (!periods.has(period)) continue
      const values = byCommune.get(code) ?? {}
      // a number that is not shown is told apart from none at all, and with it every sum that holds it
      const before = values[`count_${period}`] as number | undefined
      const shown = count === null || before === HIDDEN ? HIDDEN : count + (before ?? 0)
      values[`count_${period}`] = shown
      if (subject !== '' && detailed.has(period)) values[`count_${period}_${subject}`] = count ?? HIDDEN
      if (period === latest) Object.assign(values, { count: shown, period })
      byCommune.set(code, values)
    }
    const people = this.#themes.population.of(theme.id)
    for (const [code, { count, period, ...values }] of byCommune) {
      if (typeof count !== 'number' || count === HIDDEN) continue
      const rate = people.rate(code, String(period), count)
      if (rate !== null) byCommune.set(code, { ...values, count, period, rate })
    }
    return this.#source
      .featuresIn('unit', box, 0, limit, day)
      .flatMap((row) =>
        feature(row, row.fid, { code: row.code, name: row.full_name, ...byCommune.get(String(row.code)) }),
      )
  }
}
