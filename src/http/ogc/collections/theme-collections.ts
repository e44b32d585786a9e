import type { Text } from '../../../errors.ts'
import { decodeGeometry } from '../../../geo/geopackage-geometry.ts'
import type { ColumnType } from '../../../store/copies/public-tables.ts'
import type { FeatureFilter, FeatureOrder } from '../../../store/record/features/feature-pages.ts'
import type { FeatureTotals } from '../../../store/record/features/feature-totals.ts'
import type { Place, PlaceOrder } from '../../../store/record/features/place-order.ts'
import type { ThemeFeatureRow, ThemeRow, ThemeTables } from '../../../store/record/themes.ts'
import { propertiesOf } from '../../../text/fields/json-properties.ts'
import type { Collection, Item, Look } from '../collection.ts'
import type { FieldOrders } from './field-orders.ts'
import { readPlace } from './item-order.ts'
import { looksOver } from './item-walk.ts'

const TYPES: Readonly<Record<string, ColumnType>> = { String: 'string', Number: 'number', Boolean: 'boolean' }
/** Rows read in one slice. */
const SLICE = 100

/** A thematic layer of places, lines and areas; in the order of the ids that its agency gave. */
export function themeCollection(
  theme: ThemeRow,
  { themes, totals, fieldOrders }: { themes: ThemeTables; totals: FeatureTotals; fieldOrders: FieldOrders },
): Collection {
  const queryables = fieldTypes(theme)
  return {
    ...describe(theme),
    titles: propertiesOf(theme.field_texts) as Readonly<Record<string, Partial<Text>>>,
    queryables,
    sorted: Object.keys(queryables),
    total: () => totals.ofTheme(theme.id),
    *looks(filter, { after, order }) {
      if (order && order.property !== 'id') yield* byField(filter, order, after)
      else yield* looksOver(inOrder(after, order?.descending ?? false), filter)
    },
    isCursor: (text, order) => !order || order.property === 'id' || readPlace(text) !== undefined,
    item(id) {
      const row = themes.byUid(theme.id, id)
      return row && item(row)
    },
  }

  /** The features after a place, in the order of a field. */
  function* byField(filter: FeatureFilter, order: FeatureOrder, after: string | undefined): Generator<Look> {
    const making = fieldOrders.places(theme.id, order)
    let made = making.next()
    for (; !made.done; made = making.next()) yield { looked: 0 }
    const from = after === undefined ? undefined : readPlace(after)
    yield* looksOver(placed(made.value, from, order.descending), filter)
  }

  function* placed(
    order: PlaceOrder,
    after: Place | undefined,
    descending: boolean,
  ): Generator<{ cursor: string; item: Item }> {
    for (let from = after, more = true; more; ) {
      const places = order.after(from, descending, SLICE)
      for (const place of places) {
        const row = themes.byUid(theme.id, place[1])
        if (row) yield { cursor: JSON.stringify(place), item: item(row) }
      }
      more = places.length === SLICE
      from = places.at(-1)
    }
  }

  /** The features after an id, in the order of the ids. */
  function* inOrder(
    after: string | undefined,
    descending: boolean,
  ): Generator<{ cursor: string; item: Item }> {
    for (let from = after, more = true; more; ) {
      const rows = themes.featuresAfter(theme.id, { uid: from, descending }, SLICE)
      for (const row of rows) yield { cursor: row.uid, item: item(row) }
      more = rows.length === SLICE
      from = rows.at(-1)?.uid
    }
  }
}

/** The title and description of a collection, from the layer's entry in the catalogue. */
export function describe({ id, title_vi, title_en, owner, licence, kind }: ThemeRow) {
  const of = (label: string, value: string | null) => (value ? ` ${label}: ${value}.` : '')
  const vi = kind === 'counts' ? 'Số ca theo xã và kỳ; số nhỏ không công bố.' : 'Bản đồ chuyên ngành.'
  const en =
    kind === 'counts' ? 'Counts by commune and period; small ones are not published.' : 'A thematic layer.'
  return {
    id,
    tiles: id,
    title: { vi: title_vi, en: title_en },
    description: {
      vi: vi + of('Cơ quan', owner) + of('Giấy phép', licence),
      en: en + of('Owner', owner) + of('Licence', licence),
    },
  }
}

function fieldTypes({ fields }: ThemeRow): Record<string, ColumnType> {
  const declared = Object.entries(propertiesOf(fields)).map(([name, type]) => [name, TYPES[String(type)]])
  return Object.fromEntries(declared.filter(([, type]) => type !== undefined))
}

function item({ uid, geom, address_uid, properties }: ThemeFeatureRow): Item {
  return {
    id: uid,
    geometry: (geom && decodeGeometry(geom)) ?? null,
    properties: { ...propertiesOf(properties), ...(address_uid ? { address: address_uid } : {}) },
  }
}
