import type { Text } from '../../errors.ts'
import type { Box } from '../../geo/box.ts'
import type { StoredGeometry } from '../../geo/geopackage-geometry.ts'
import type { ColumnType } from '../../store/copies/public-tables.ts'
import type { FeatureFilter } from '../../store/record/feature-pages.ts'

export interface Item {
  readonly id: string
  readonly geometry: StoredGeometry | null
  readonly properties: Readonly<Record<string, unknown>>
  /** Where the page that begins after this feature starts. */
  readonly cursor: string
}

export interface ItemPage {
  readonly items: readonly Item[]
  /** Whether features follow. */
  readonly more: boolean
}

/** A collection of features as OGC API – Features shows it, wherever they are read from. */
export interface Collection {
  readonly id: string
  readonly title: Text
  readonly description: Text
  /** Properties that may be asked for by value. */
  readonly queryables: Readonly<Record<string, ColumnType>>
  readonly extent: Box | undefined
  /** First and last day, null where open; absent for a collection without time. */
  readonly interval?: readonly [first: string | null, last: string | null]
  /** Whether its cursors are numbers of rows. */
  readonly numbered?: boolean
  /** Id of the layer of tiles that shows it. */
  readonly tiles: string
  /** At most `limit` features after a cursor, in an order in which every feature keeps its place; found in slices. */
  page(filter: FeatureFilter, from: { after: string | undefined; limit: number }): Generator<void, ItemPage>
  /** How many features pass a filter, counted in slices; undefined where counting would take much. */
  count(filter: FeatureFilter): Generator<void, number | undefined>
  item(id: string): Item | undefined
}
