import { geometryBox } from '../../../geo/geopackage-geometry.ts'
import type { FeatureFilter } from '../../../store/record/features/feature-pages.ts'
import type { Collection } from '../collection.ts'
import type { Test } from '../collections/item-walk.ts'
import { type Crs, crsOf } from '../crs.ts'
import { badFilter, type Expression, LIMITS } from './expression.ts'
import { filterTest } from './filter-test.ts'
import { literalIn, shapeOf } from './intersects-test.ts'
import { readJsonFilter } from './json-filter.ts'
import { readTextFilter } from './text-filter.ts'

/** The values of `filter-lang`; the first without one. */
export const FILTER_LANGUAGES = ['cql2-text', 'cql2-json'] as const

export interface Cql2Filter {
  readonly test: Test
  /** What every feature that passes has in common, as indexes can tell. */
  readonly narrowed: Pick<FeatureFilter, 'boxes' | 'equals'>
}

/** Reads `filter`, in the language and with literals in the system that are named; refuses it with 400 and says why. */
export function cql2Filter(
  text: string,
  { language, crs }: { language: string | undefined; crs: string | undefined },
  collection: Collection,
): Cql2Filter {
  if (Buffer.byteLength(text) > LIMITS.bytes)
    throw badFilter('too-long', `dài hơn ${LIMITS.bytes} byte.`, `it is longer than ${LIMITS.bytes} bytes.`)
  const expression = language === 'cql2-json' ? readJsonFilter(text) : readTextFilter(text)
  const system = crsOf(crs, 'filter-crs')
  return {
    test: filterTest(expression, collection, system),
    narrowed: narrowedBy(expression, collection, system),
  }
}

/** The equalities and the first box among the conditions that must all hold. */
function narrowedBy(expression: Expression, { queryables }: Collection, crs: Crs): Cql2Filter['narrowed'] {
  const all = expression.is === 'and' ? expression.args : [expression]
  const equals: Record<string, string | number | boolean> = {}
  let boxes: FeatureFilter['boxes']
  for (const one of all) {
    if (one.is === 'comparison' && one.operator === '=' && 'property' in one.left && 'value' in one.right) {
      const { property } = one.left
      if (Object.hasOwn(queryables, property)) equals[property] = one.right.value
    }
    if (one.is === 'intersects' && !boxes && !crs.metres) {
      const literal = literalIn(one)
      const shape = literal && shapeOf(literal, crs)
      const box = shape && 'geometry' in shape ? geometryBox(shape.geometry) : undefined
      boxes = shape && 'boxes' in shape ? shape.boxes : box && [box]
    }
  }
  return { boxes, equals }
}
