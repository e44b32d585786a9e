import type { Category } from '../features/theme-categories.ts'
import type { MapLayer } from './map-style.ts'
import type { ThemeColours } from './theme-colours.ts'

const COUNT = ['get', 'point_count']

/** Condition of what is a cell of many points, whose tiles are too full to show each. */
export const IS_CELL = ['has', 'point_count']

/** Cells as discs with their number, larger for more points, in the colour of a value that most of them have. */
export function cellLayers(
  layer: { source: string; 'source-layer': string },
  category: Category | undefined,
  colours: ThemeColours,
): MapLayer[] {
  return [
    {
      id: 'theme-cell',
      type: 'circle',
      ...layer,
      filter: IS_CELL,
      layout: { 'circle-sort-key': COUNT },
      paint: {
        'circle-color': mostlyColour(category, colours),
        'circle-opacity': 0.85,
        'circle-radius': ['interpolate', ['linear'], ['log10', COUNT], 0, 4, 2, 9, 3, 13, 5, 24],
        'circle-stroke-color': colours.halo,
        'circle-stroke-width': 1.2,
      },
    },
    {
      id: 'theme-cell-count',
      type: 'symbol',
      ...layer,
      filter: IS_CELL,
      layout: {
        'symbol-sort-key': ['-', COUNT],
        'text-field': ['to-string', COUNT],
        'text-font': ['Be Vietnam Pro Medium'],
        'text-size': 11,
      },
      paint: { 'text-color': colours.ink, 'text-halo-color': colours.halo, 'text-halo-width': 1.5 },
    },
  ]
}

function mostlyColour(category: Category | undefined, colours: ThemeColours): unknown {
  if (!category) return colours.categories[0]!
  const half = ['/', COUNT, 2]
  const pairs = category.values.flatMap((value, i) => [
    ['>', ['coalesce', ['get', `count_${value}`], 0], half],
    colours.categories[i] ?? colours.other,
  ])
  return ['case', ...pairs, colours.other]
}
