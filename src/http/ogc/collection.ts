import type { Text } from '../../errors.ts'
import type { StoredGeometry } from '../../geo/geopackage-geometry.ts'
import type { ColumnType } from '../../store/copies/public-tables.ts'
import type { FeatureFilter, FeatureOrder } from '../../store/record/features/feature-pages.ts'
import type { Total } from '../../store/record/features/feature-totals.ts'

export interface Item {
  readonly id: string
  readonly geometry: StoredGeometry | null
  readonly properties: Readonly<Record<string, unknown>>
}

/** What was seen at one step of a walk through a collection. */
export interface Look {
  /** Features looked at since the step before. */
  readonly looked: number
  /** Where a walk that ends here goes on; absent where it cannot end. */
  readonly cursor?: string
  /** A feature that passes the filter. */
  readonly item?: Item
}

/** Where a walk begins. */
export interface Walk {
  /** A cursor of a walk in the same order. */
  readonly after?: string | undefined
  readonly order?: FeatureOrder | undefined
  /** How many features are wanted: no more are read at once at the beginning. */
  readonly first?: number
}

/** A collection of features as OGC API – Features shows it, wherever they are read from. */
export interface Collection {
  readonly id: string
  readonly title: Text
  readonly description: Text
  /** Properties that may be asked for by value. */
  readonly queryables: Readonly<Record<string, ColumnType>>
  /** What an agency calls its properties. */
  readonly titles?: Readonly<Record<string, Partial<Text>>>
  /** How features are called, and the properties that say it; absent where one property does, `name` or alike. */
  readonly naming?: {
    readonly fields: readonly string[]
    readonly name: (properties: Item['properties']) => string
  }
  /** Properties, beside the id, in whose order a walk can go. */
  readonly sorted: readonly string[]
  /** First and last day, null where open; absent for a collection without time. */
  readonly interval?: readonly [first: string | null, last: string | null]
  /** Id of the layer of tiles that shows it. */
  readonly tiles: string
  /** How many features a walk without a filter meets, and the box around all that there are; found in slices. */
  total(): Generator<void, Total>
  /** The features after a cursor that pass a filter, and the steps between them, in an order in which each keeps its place. */
  looks(filter: FeatureFilter, walk: Walk): Iterable<Look>
  /** How many features pass a filter, where that is told faster than by a walk; undefined where more than `most` would be looked at. */
  count?(filter: FeatureFilter, most: number): Generator<void, number | undefined>
  /** Whether a text is a cursor of walks in an order. */
  isCursor(text: string, order: FeatureOrder | undefined): boolean
  item(id: string): Item | undefined
}
