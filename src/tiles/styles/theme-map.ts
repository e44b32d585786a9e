import type { Box } from '../../geo/box.ts'
import { decodeGeometry, geometryBox } from '../../geo/geopackage-geometry.ts'
import type { ThemeRow, ThemeTables } from '../../store/record/themes.ts'
import { propertiesOf } from '../features/stored-feature.ts'

/** What a map of a thematic layer shows: its catalogue entry, and what its data hold at the moment. */
export interface ThemeMap {
  readonly theme: ThemeRow
  /** Features with a place, or counts. */
  readonly size: number
  readonly bounds: Box | undefined
  /** Fields of few values, by which features can be chosen; the first gives the colours. Most frequent values first. */
  readonly categories: readonly { field: string; values: readonly string[] }[]
  /** The field whose text stands beside a feature. */
  readonly label: string | undefined
  /** Periods of counts, oldest first. */
  readonly periods: readonly string[]
  /** Lower bounds of the classes of counts, ascending, from the smallest number shown. */
  readonly classes: readonly number[]
}

/** Features looked at for the values of their fields. */
const MAX_FEATURES = 20_000
/** A field with more values than this is no category. */
const MAX_VALUES = 12
const MAX_CATEGORIES = 3
/** Tiles carry the counts of so many periods. */
const MAX_PERIODS = 36
const CLASSES = 5
const LABELS = ['name', 'ten', 'title', 'label']
/** Fields that say which kind of thing a feature is. */
const KINDS = ['type', 'kind', 'category', 'loai', 'class', 'level']

/** Describes the map of a thematic layer from its data. */
export function themeMap(theme: ThemeRow, themes: ThemeTables): ThemeMap {
  return theme.kind === 'counts' ? ofCounts(theme, themes) : ofFeatures(theme, themes)
}

function ofFeatures(theme: ThemeRow, themes: ThemeTables): ThemeMap {
  const fields = Object.entries(propertiesOf(theme.fields)).flatMap(([name, type]) =>
    type === 'String' ? [name] : [],
  )
  const counts = new Map(fields.map((field) => [field, new Map<string, number>()]))
  let bounds: Box | undefined
  let size = 0
  for (const row of themes.features(theme.id)) {
    if (size === MAX_FEATURES) break
    const geometry = row.geom && decodeGeometry(row.geom)
    const box = geometry && geometryBox(geometry)
    if (!box?.every(Number.isFinite)) continue
    size++
    bounds = bounds ? union(bounds, box) : box
    const properties = propertiesOf(row.properties)
    for (const [field, values] of counts) {
      const value = properties[field]
      if (typeof value === 'string' && value !== '' && values.size <= MAX_VALUES)
        values.set(value, (values.get(value) ?? 0) + 1)
    }
  }
  const rank = (field: string) => (KINDS.indexOf(field) + KINDS.length + 1) % (KINDS.length + 1)
  const categories = [...counts]
    .filter(([field, values]) => values.size > 1 && values.size <= MAX_VALUES && !LABELS.includes(field))
    .sort(([a], [b]) => rank(a) - rank(b))
    .slice(0, MAX_CATEGORIES)
    .map(([field, values]) => ({
      field,
      values: [...values].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([value]) => value),
    }))
  const label = LABELS.find((field) => fields.includes(field))
  return { theme, size, bounds, categories, label, periods: [], classes: [] }
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
  return {
    theme,
    size: rows.length,
    bounds: undefined,
    categories: [],
    label: undefined,
    periods,
    classes: classesOf(shown),
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

function union(a: Box, b: Box): Box {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])]
}
