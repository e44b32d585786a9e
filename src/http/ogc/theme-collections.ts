import { decodeGeometry } from '../../geo/geopackage-geometry.ts'
import type { ColumnType } from '../../store/copies/public-tables.ts'
import type { FeatureTotals } from '../../store/record/features/feature-totals.ts'
import type { ThemeFeatureRow, ThemeRow, ThemeTables } from '../../store/record/themes.ts'
import { propertiesOf } from '../../tiles/features/stored-feature.ts'
import type { Collection, Item } from './collection.ts'
import { looksOver } from './item-walk.ts'

const TYPES: Readonly<Record<string, ColumnType>> = { String: 'string', Number: 'number', Boolean: 'boolean' }
/** Rows read in one slice. */
const SLICE = 100

/** A thematic layer of places, lines and areas; in the order of the ids that its agency gave. */
export function themeCollection(theme: ThemeRow, themes: ThemeTables, totals: FeatureTotals): Collection {
  return {
    ...describe(theme),
    queryables: fieldTypes(theme),
    sorted: [],
    total: () => totals.ofTheme(theme.id),
    looks: (filter, { after, order }) => looksOver(inOrder(after, order?.descending ?? false), filter),
    isCursor: () => true,
    item(id) {
      const row = themes.byUid(theme.id, id)
      return row && item(row)
    },
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
