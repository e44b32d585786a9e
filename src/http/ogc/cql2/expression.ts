import { refuse } from '../../../errors.ts'
import type { StoredGeometry } from '../../../geo/geopackage-geometry.ts'

/** A filter of CQL2 (OGC 21-065r2): Basic CQL2, Advanced Comparison Operators and Basic Spatial Functions. */
export type Expression =
  | { readonly is: 'and' | 'or'; readonly args: readonly Expression[] }
  | { readonly is: 'not'; readonly arg: Expression }
  | { readonly is: 'literal'; readonly value: boolean }
  | {
      readonly is: 'comparison'
      readonly operator: Comparison
      readonly left: Scalar
      readonly right: Scalar
    }
  | { readonly is: 'null'; readonly property: string }
  | { readonly is: 'like'; readonly value: Scalar; readonly pattern: string }
  | { readonly is: 'between'; readonly value: Scalar; readonly low: Scalar; readonly high: Scalar }
  | { readonly is: 'in'; readonly value: Scalar; readonly list: readonly Scalar[] }
  | { readonly is: 'intersects'; readonly left: Spatial; readonly right: Spatial }

export const COMPARISONS = ['=', '<>', '<', '>', '<=', '>='] as const
export type Comparison = (typeof COMPARISONS)[number]

/** A property, or a literal: a text, number or truth value, a day (`YYYY-MM-DD`) or an instant (RFC 3339, Z). */
export type Scalar =
  | { readonly property: string }
  | { readonly value: string | number | boolean }
  | { readonly date: string }
  | { readonly timestamp: string }

/** A geometry: that of the feature, a literal in the axes of `filter-crs`, or a box, which may cross the antimeridian. */
export type Spatial =
  | { readonly property: string }
  | { readonly geometry: StoredGeometry }
  | { readonly box: readonly number[] }

/** The property that stands for the geometry of a feature. */
export const GEOMETRY = 'geometry'

/** What a filter may be at most: its length in bytes, its predicates, how deep it is nested, the length of a pattern. */
export const LIMITS = { bytes: 8192, terms: 50, depth: 16, pattern: 500 } as const

/** A refusal of a filter. */
export function badFilter(code: string, vi: string, en: string): Error {
  return refuse('filter', code, `filter: ${vi}`, `filter: ${en}`)
}

/** Counts predicates and depth while a filter is read, and refuses more than {@link LIMITS}. */
export class FilterBounds {
  #terms = 0
  #depth = 0

  /** A predicate more. */
  term(): void {
    if (++this.#terms > LIMITS.terms)
      throw badFilter(
        'too-many-terms',
        `có hơn ${LIMITS.terms} điều kiện.`,
        `there are more than ${LIMITS.terms} predicates.`,
      )
  }

  /** Reads what is nested one level deeper. */
  within<Result>(read: () => Result): Result {
    if (++this.#depth > LIMITS.depth)
      throw badFilter(
        'too-deep',
        `lồng nhau hơn ${LIMITS.depth} lớp.`,
        `it is nested deeper than ${LIMITS.depth} levels.`,
      )
    const result = read()
    this.#depth--
    return result
  }
}
