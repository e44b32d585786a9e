import type { Feature } from 'geojson'
import type { Box } from '../../geo/box.ts'
import type { ServingStore } from '../../store/following/serving-store.ts'
import type { TileSource } from '../../store/reading/tile-source.ts'
import type { ThemeFeatureRow, ThemeRow, ThemeTables } from '../../store/record/themes.ts'
import { feature, propertiesOf } from './stored-feature.ts'
import { themePart } from './theme-part.ts'
import { ThemePointIndex } from './theme-point-index.ts'

/** Newest periods of counts that tiles carry, one attribute each. */
const MAX_PERIODS = 36
/** Counts by subject that a commune carries: of the newest periods. */
const MAX_SUBJECT_COUNTS = 72
/** Stands for a number that is not shown. */
const HIDDEN = -1

/** Which tile. */
export interface TileNumbers {
  readonly z: number
  readonly x: number
  readonly y: number
}

/** Features of thematic layers for a tile: as they are, or counts on the areas of communes. */
export class ThemeTiles {
  readonly #source: TileSource
  readonly #themes: ThemeTables
  readonly #serving: ServingStore
  readonly #points: ThemePointIndex

  constructor(source: TileSource, themes: ThemeTables, serving: ServingStore) {
    this.#source = source
    this.#themes = themes
    this.#serving = serving
    this.#points = new ThemePointIndex(serving)
  }

  /**
   * Features of thematic layer `id` in a tile, whose `box` has a margin; none when there is no such layer. Of more points than
   * `limit` there are cells with their counts, of more lines and areas the largest.
   */
  features(id: string, { z, x, y }: TileNumbers, box: Box, limit: number, day: string): Feature[] {
    const theme = this.#themes.all().find((each) => each.id === id)
    if (!theme) return []
    if (theme.kind === 'counts') return this.#counts(theme, box, limit, day)
    const part = themePart(id)
    const few = this.#points.few(part, z, x, y, limit)
    const points = few
      ? few.flatMap((fid) => shown(this.#themes.feature(fid)))
      : this.#points.cells(part, z, x, y)
    if (!this.#serving.boxes.hasShapes(part)) return points
    const shapes = this.#themes.shapesIn(id, box, limit).flatMap(shown)
    return [...shapes.filter(({ geometry }) => geometry.type !== 'Point'), ...points]
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
    return this.#source
      .featuresIn('unit', box, 0, limit, day)
      .flatMap((row) =>
        feature(row, row.fid, { code: row.code, name: row.full_name, ...byCommune.get(String(row.code)) }),
      )
  }
}

function shown(row: ThemeFeatureRow | undefined): Feature[] {
  return row ? feature(row, row.fid, { ...propertiesOf(row.properties), id: row.uid }) : []
}
