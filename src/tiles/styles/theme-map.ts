import type { Box } from '../../geo/box.ts'
import type { ThemeRow, ThemeTables } from '../../store/record/themes.ts'
import { labelField } from '../../text/label-field.ts'
import { type Category, MAX_FEATURES, textFields, themeContents } from '../features/theme-categories.ts'
import type { MapPicture } from './map-picture.ts'

/** What a map of a thematic layer shows: its catalogue entry, and what its data hold at the moment. */
export interface ThemeMap {
  readonly theme: ThemeRow
  /** Features with a place, or counts. */
  readonly size: number
  readonly bounds: Box | undefined
  /** Fields of few values, by which features can be chosen; the first gives the colours. Most frequent values first. */
  readonly categories: readonly Category[]
  /** The field whose text stands beside a feature. */
  readonly label: string | undefined
  /** Periods of counts, oldest first. */
  readonly periods: readonly string[]
  /** Lower bounds of the classes of counts, ascending, from the smallest number shown. */
  readonly classes: readonly number[]
  /** Middles of features, of very many some. */
  readonly places: readonly (readonly [lon: number, lat: number])[]
  /** Class of the newest number of each commune that has one, from 0. */
  readonly shades: ReadonlyMap<string, number>
  readonly picture?: MapPicture
}

/** Tiles carry the counts of so many periods. */
const MAX_PERIODS = 36
const CLASSES = 5

/** Describes the map of a thematic layer from its data. */
export function themeMap(theme: ThemeRow, themes: ThemeTables): ThemeMap {
  return theme.kind === 'counts' ? ofCounts(theme, themes) : ofFeatures(theme, themes)
}

function ofFeatures(theme: ThemeRow, themes: ThemeTables): ThemeMap {
  const label = labelField(textFields(theme))
  const contents = themeContents(theme, themes)
  const size = contents.size < MAX_FEATURES ? contents.size : themes.size(theme.id)
  return { theme, ...contents, size, label, periods: [], classes: [], shades: new Map() }
}

function ofCounts(theme: ThemeRow, themes: ThemeTables): ThemeMap {
  const rows = themes.counts(theme.id)
  const periods = [...new Set(rows.map(({ period }) => period))].sort().slice(-MAX_PERIODS)
  const sums = new Map<string, number>()
  for (const { commune_code, period, count } of rows) {
    const key = `${commune_code} ${period}`
    sums.set(key, (sums.get(key) ?? 0) + (count ?? Number.NaN))
  }
  const shown = [...sums.values()].filter((count) => count > 0)
  const classes = classesOf(shown)
  const newest = [...sums].filter(([key, count]) => key.endsWith(` ${periods.at(-1)}`) && count > 0)
  const shades = newest.map(
    ([key, count]) => [key.split(' ')[0]!, classes.findLastIndex((from) => count >= from)] as const,
  )
  return {
    theme,
    size: rows.length,
    bounds: undefined,
    categories: [],
    label: undefined,
    periods,
    classes,
    places: [],
    shades: new Map(shades),
  }
}

/** Lower bounds of classes that hold about as many numbers each, rounded to what a reader can keep in mind. */
function classesOf(counts: number[]): number[] {
  const sorted = counts.sort((a, b) => a - b)
  const bounds = Array.from({ length: CLASSES }, (_, i) =>
    i === 0 ? (sorted[0] ?? 1) : rounded(sorted[Math.floor((i * sorted.length) / CLASSES)] ?? 1),
  )
  return [...new Set(bounds)].sort((a, b) => a - b)
}

/** To 1, 2 or 5 in its leading digits. */
function rounded(count: number): number {
  if (count < 10) return count
  const step = 10 ** Math.floor(Math.log10(count)) / 2
  return Math.round(count / step) * step
}
