import { propertiesOf } from '../../text/fields/json-properties.ts'
import { cellLayers, IS_CELL } from './cell-layers.ts'
import type { MapLayer, MapStyle } from './map-style.ts'
import { HATCH } from './sprites.ts'
import { type ColourScheme, THEME_COLOURS, type ThemeColours } from './theme-colours.ts'
import type { ThemeMap } from './theme-map.ts'

/** One line of a legend. */
export interface LegendEntry {
  /** The value it stands for: of the category field, or the lower bound of a class of counts. */
  readonly value: string | number | null
  readonly label: { readonly vi: string; readonly en: string }
  readonly colour: string
  /** Image of the sprite that fills it. */
  readonly pattern?: string
}

/** Layers of the base map that would compete with what a thematic map shows. */
const HIDDEN_BASE_LAYERS = new Set(['place-name'])
const SOURCE = 'diachiso'
/** What tiles carry for a number that is not shown. */
const HIDDEN = -1
const NO_COLOUR = 'rgba(0,0,0,0)'
const NO_CASES = { vi: 'không có ca', en: 'no cases' }
const NO_DATA = { vi: 'chưa có số liệu', en: 'no data' }
const NOT_SHOWN = { vi: 'không công bố (số nhỏ)', en: 'not published (small)' }
const SCHEME_NAMES: Readonly<Record<ColourScheme, { vi: string; en: string }>> = {
  light: { vi: 'sáng', en: 'light' },
  dark: { vi: 'tối', en: 'dark' },
}

/** The style of a thematic layer on a quiet base map, with its legend in the metadata. Tiles carry the same names. */
export function themeStyle(base: MapStyle, map: ThemeMap, scheme: ColourScheme): MapStyle {
  const colours = THEME_COLOURS[scheme]
  const { theme, bounds, categories, periods } = map
  const own = theme.kind === 'counts' ? countLayers(map, colours) : featureLayers(map, colours)
  const layers = base.layers.filter(({ id }) => !HIDDEN_BASE_LAYERS.has(id))
  const boundary = layers.findIndex(({ id }) => id === 'commune-boundary-casing')
  const names = layers.findIndex(({ id }) => id === 'commune-name')
  const legend = legendOf(map, colours)
  const field = theme.kind === 'counts' ? 'count' : (categories[0]?.field ?? null)
  return {
    ...base,
    name: `${theme.title_vi} (${SCHEME_NAMES[scheme].vi})`,
    metadata: {
      ...base.metadata,
      title: {
        vi: `${theme.title_vi} (${SCHEME_NAMES[scheme].vi})`,
        en: `${theme.title_en} (${SCHEME_NAMES[scheme].en})`,
      },
      map: {
        id: theme.id,
        kind: theme.kind,
        title: { vi: theme.title_vi, en: theme.title_en },
        owner: theme.owner,
        licence: theme.licence,
        updated_at: theme.updated_at,
        threshold: theme.threshold,
        fields: propertiesOf(theme.fields),
        field_texts: propertiesOf(theme.field_texts),
        size: map.size,
        bounds: bounds ?? null,
        periods,
        ...(theme.kind === 'counts' ? { subjects: map.subjects, shades: countShades(colours) } : {}),
        filters: categories,
        legend: { field, entries: legend },
      },
    },
    sources: {
      ...base.sources,
      [SOURCE]: {
        ...base.sources[SOURCE]!,
        url: `/tiles/commune,commune_label,street,place,${theme.id}.json`,
      },
    },
    layers: [
      ...layers.slice(0, boundary),
      ...own.under,
      ...layers.slice(boundary, names),
      ...own.over,
      ...layers.slice(names),
      ...own.top,
    ],
  }
}

interface OwnLayers {
  under: MapLayer[]
  /** Below the names of communes, which dots would cover. */
  over: MapLayer[]
  /** Over them. */
  top: MapLayer[]
}

function featureLayers({ theme, categories, label }: ThemeMap, colours: ThemeColours): OwnLayers {
  const colour = categoryColour(categories[0], colours)
  const cells = cellLayers({ source: SOURCE, 'source-layer': theme.id }, categories[0], colours)
  const layer = (id: string, type: string, geometry: string, more: object): MapLayer => ({
    id: `theme-${id}`,
    type,
    source: SOURCE,
    'source-layer': theme.id,
    filter: ['==', ['geometry-type'], geometry],
    ...more,
  })
  return {
    under: [layer('area', 'fill', 'Polygon', { paint: { 'fill-color': colour, 'fill-opacity': 0.45 } })],
    over: [
      layer('outline', 'line', 'Polygon', {
        paint: { 'line-color': colour, 'line-width': byZoom(0.6, 1.2, 2) },
      }),
      layer('line', 'line', 'LineString', {
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: { 'line-color': colour, 'line-width': byZoom(1.2, 2.5, 5) },
      }),
      ...cells.filter(({ type }) => type === 'circle'),
      layer('point', 'circle', 'Point', {
        filter: ['all', ['==', ['geometry-type'], 'Point'], ['!', IS_CELL]],
        layout: { 'circle-sort-key': rarity(categories[0]) },
        paint: {
          'circle-color': colour,
          'circle-radius': byZoom(3.4, 5.5, 8),
          'circle-stroke-color': colours.halo,
          'circle-stroke-width': byZoom(0.6, 1.2, 2),
        },
      }),
    ],
    top: [
      ...cells.filter(({ type }) => type === 'symbol'),
      ...(label ? [labelLayer(theme.id, label, colours)] : []),
    ],
  }
}

/** A size in pixels that grows through zooms 8, 12 and 16. */
function byZoom(z8: number, z12: number, z16: number): unknown {
  return ['interpolate', ['linear'], ['zoom'], 8, z8, 12, z12, 16, z16]
}

/** The text of field `label` beside each feature. */
function labelLayer(id: string, label: string, colours: ThemeColours): MapLayer {
  return {
    id: 'theme-label',
    type: 'symbol',
    source: SOURCE,
    'source-layer': id,
    minzoom: 11.5,
    filter: ['!', IS_CELL],
    layout: {
      'text-field': ['coalesce', ['get', label], ''],
      'text-font': ['Be Vietnam Pro Medium'],
      'text-size': ['interpolate', ['linear'], ['zoom'], 11, 10.5, 16, 13],
      'text-anchor': 'top',
      'text-offset': [0, 0.7],
      'text-max-width': 9,
      'text-optional': true,
    },
    paint: {
      'text-color': colours.ink,
      'text-halo-color': colours.halo,
      'text-halo-width': 1.5,
    },
  }
}

/** Higher for rarer values, so that the few are not buried under the many. */
function rarity(category: ThemeMap['categories'][number] | undefined): unknown {
  if (!category) return 0
  const value = ['to-string', ['get', category.field]]
  return ['case', ...category.values.flatMap((one, i) => [['==', value, one], i]), category.values.length]
}

function countLayers({ theme, classes }: ThemeMap, colours: ThemeColours): OwnLayers {
  const count = ['get', 'count']
  const ramp = rampOf(classes.length, colours)
  const steps = classes.flatMap((from, i) => [from, ramp[i]!])
  const shown = ['step', ['coalesce', count, 0], colours.zero, ...(steps.length > 0 ? steps : [1, ramp[0]!])]
  const known = ['!=', count, null]
  const layer = { type: 'fill', source: SOURCE, 'source-layer': theme.id }
  return {
    under: [
      {
        id: 'theme-area',
        ...layer,
        paint: {
          'fill-color': ['case', ['!', known], NO_COLOUR, ['==', count, HIDDEN], colours.hidden, shown],
        },
      },
      { id: 'theme-no-data', ...layer, filter: ['!', known], paint: { 'fill-pattern': HATCH } },
    ],
    over: [],
    top: [],
  }
}

function categoryColour(
  category: ThemeMap['categories'][number] | undefined,
  colours: ThemeColours,
): unknown {
  if (!category) return colours.categories[0]!
  // not `match`: clients keep its labels in an object, which has a `constructor` already
  const value = ['to-string', ['get', category.field]]
  const pairs = category.values.flatMap((one, i) => [
    ['==', value, one],
    colours.categories[i] ?? colours.other,
  ])
  return ['case', ...pairs, colours.other]
}

function legendOf({ theme, categories, classes, size }: ThemeMap, colours: ThemeColours): LegendEntry[] {
  if (size === 0) return []
  if (theme.kind === 'counts') {
    const ramp = rampOf(classes.length, colours)
    const entries = classes.map((from, i) => {
      const next = classes[i + 1]
      const text = next === undefined ? `≥ ${from}` : next - 1 > from ? `${from}–${next - 1}` : `${from}`
      return { value: from, label: { vi: text, en: text }, colour: ramp[i]! }
    })
    return [
      { value: 0, label: NO_CASES, colour: colours.zero },
      ...entries,
      ...(theme.threshold ? [{ value: HIDDEN, label: NOT_SHOWN, colour: colours.hidden }] : []),
      { value: null, label: NO_DATA, colour: NO_COLOUR, pattern: HATCH },
    ]
  }
  const [category] = categories
  if (!category)
    return [
      { value: null, label: { vi: theme.title_vi, en: theme.title_en }, colour: colours.categories[0]! },
    ]
  return category.values.map((value, i) => ({
    value,
    label: { vi: value, en: value },
    colour: colours.categories[i] ?? colours.other,
  }))
}

/** Colours of counts, for maps that class them anew. */
function countShades({ ramp, zero, hidden }: ThemeColours) {
  return { ramp, zero, hidden }
}

/** The ramp's colours for a number of classes, its ends always among them. */
function rampOf(classes: number, { ramp }: ThemeColours): readonly string[] {
  if (classes <= 1) return [ramp[2]!]
  return Array.from({ length: classes }, (_, i) => ramp[Math.round((i * (ramp.length - 1)) / (classes - 1))]!)
}
