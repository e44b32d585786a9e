import type { Box } from '../../geo/box.ts'
import type { ThemeRow, ThemeTables } from '../../store/record/themes.ts'
import { labelField } from '../../text/fields/label-field.ts'
import { countSeries } from '../features/count-series.ts'
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
  /** What is counted, by name, that with most cases first. */
  readonly subjects: readonly string[]
  /** Lower bounds of the classes of counts, ascending, from the smallest number shown. */
  readonly classes: readonly number[]
  /** Middles of features, of very many some. */
  readonly places: readonly (readonly [lon: number, lat: number])[]
  /** Class of the newest number of each commune that has one, from 0. */
  readonly shades: ReadonlyMap<string, number>
  readonly picture?: MapPicture
}

/** Describes the map of a thematic layer from its data. */
export function themeMap(theme: ThemeRow, themes: ThemeTables): ThemeMap {
  return theme.kind === 'counts' ? ofCounts(theme, themes) : ofFeatures(theme, themes)
}

function ofFeatures(theme: ThemeRow, themes: ThemeTables): ThemeMap {
  const label = labelField(textFields(theme))
  const contents = themeContents(theme, themes)
  const size = contents.size < MAX_FEATURES ? contents.size : themes.size(theme.id)
  return { theme, ...contents, size, label, periods: [], subjects: [], classes: [], shades: new Map() }
}

function ofCounts(theme: ThemeRow, themes: ThemeTables): ThemeMap {
  const rows = themes.counts(theme.id)
  const { periods, subjects, counts, classes } = countSeries(rows, themes.population.of(theme.id))
  const shades = [...counts].flatMap(([commune, own]) => {
    const newest = own.at(-1)
    const shade = typeof newest === 'number' ? classes.count.findLastIndex((from) => newest >= from) : -1
    return shade < 0 ? [] : [[commune, shade] as const]
  })
  return {
    theme,
    size: rows.length,
    bounds: undefined,
    categories: [],
    label: undefined,
    periods,
    subjects: subjects.filter((subject) => subject !== ''),
    classes: classes.count,
    places: [],
    shades: new Map(shades),
  }
}
