import { type Box, union } from '../../geo/box.ts'
import { decodeGeometry, geometryBox } from '../../geo/geopackage-geometry.ts'
import type { ThemeRow, ThemeTables } from '../../store/record/themes.ts'
import { propertiesOf } from '../../text/fields/json-properties.ts'
import { kindRank } from '../../text/fields/kind-field.ts'
import { labelRank } from '../../text/fields/label-field.ts'

/** A field of few values. */
export interface Category {
  readonly field: string
  /** The most frequent first. */
  readonly values: readonly string[]
}

/** What the features of a layer hold. */
export interface ThemeContents {
  /** Features with a place. */
  readonly size: number
  readonly bounds: Box | undefined
  /** Middles of the first of them. */
  readonly places: readonly [lon: number, lat: number][]
  /** By which features can be chosen; the first classes the layer. */
  readonly categories: readonly Category[]
}

/** Features looked at for the values of their fields. */
export const MAX_FEATURES = 20_000
/** A field with more values than this is no category. */
const MAX_VALUES = 12
const MAX_CATEGORIES = 3
/** Looks through the first features of a layer. */
export function themeContents(theme: ThemeRow, themes: ThemeTables): ThemeContents {
  const counts = new Map(textFields(theme).map((field) => [field, new Map<string, number>()]))
  const places: [number, number][] = []
  let bounds: Box | undefined
  let size = 0
  for (const row of themes.features(theme.id)) {
    if (size === MAX_FEATURES) break
    const geometry = row.geom && decodeGeometry(row.geom)
    const box = geometry && geometryBox(geometry)
    if (!box?.every(Number.isFinite)) continue
    size++
    bounds = bounds ? union(bounds, box) : box
    places.push([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])
    const properties = propertiesOf(row.properties)
    for (const [field, values] of counts) {
      const value = properties[field]
      const most = field === theme.style_by ? MAX_FEATURES : MAX_VALUES
      if (typeof value === 'string' && value !== '' && values.size <= most)
        values.set(value, (values.get(value) ?? 0) + 1)
    }
  }
  const named = theme.style_by
  const rank = (field: string) => (field === named ? -1 : rankOf(field))
  const categories = [...counts]
    .filter(([field, values]) => (field === named ? values.size > 0 : classes(field, values)))
    .sort(([a], [b]) => (rank(a) < rank(b) ? -1 : Number(rank(a) > rank(b))))
    .slice(0, MAX_CATEGORIES)
    .map(([field, values]) => ({ field, values: mostFrequent(values) }))
  return { size, bounds, places, categories }
}

/** Whether a field is taken for one that classes features, where nobody names one. */
function classes(field: string, values: ReadonlyMap<string, number>): boolean {
  if (values.size < 2 || values.size > MAX_VALUES || labelRank(field) !== undefined) return false
  return rankOf(field) < Number.POSITIVE_INFINITY || repeats(values)
}

/** The most frequent first; of a field that somebody named there may be more than have a colour. */
function mostFrequent(values: ReadonlyMap<string, number>): string[] {
  const all = [...values].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  return all.slice(0, MAX_VALUES).map(([value]) => value)
}

/** Place of a field among those that say a kind; after all of them for any other. */
function rankOf(field: string): number {
  return kindRank(field) ?? Number.POSITIVE_INFINITY
}

/** Whether values come twice on average: codes that are all different class nothing. */
function repeats(values: ReadonlyMap<string, number>): boolean {
  let filled = 0
  for (const count of values.values()) filled += count
  return filled >= 2 * values.size
}

/** Fields of a layer that hold texts. */
export function textFields({ fields }: ThemeRow): string[] {
  return Object.entries(propertiesOf(fields)).flatMap(([name, type]) => (type === 'String' ? [name] : []))
}
