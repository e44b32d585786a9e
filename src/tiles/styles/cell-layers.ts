import type { Category } from '../features/theme-categories.ts'
import type { MapLayer } from './map-style.ts'
import type { ThemeColours } from './theme-colours.ts'

const COUNT = ['get', 'point_count']

/** Pixels around a number that are kept free of other numbers. */
const ROOM = 14

/** Condition of what is a cell of many points, whose tiles are too full to show each. */
export const IS_CELL = ['has', 'point_count']

/**
 * Cells as discs, larger for more points but no larger than a cell, in the colour of a value that most of them have; a number stands where
 * there is room for it.
 */
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
        'circle-opacity': ['interpolate', ['linear'], ['log10', COUNT], 0, 0.55, 3, 0.95],
        'circle-radius': ['interpolate', ['linear'], ['log10', COUNT], 0, 2, 1, 3.5, 2, 5, 3, 6.5],
        'circle-stroke-color': colours.halo,
        'circle-stroke-width': 0.5,
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
        'text-padding': ROOM,
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
