import type { Box } from '../../geo/box.ts'
import { geometryMeetsBox } from '../../geo/geometry-meets-box.ts'
import { decodeGeometry } from '../../geo/geopackage-geometry.ts'
import type { ColumnType } from '../../store/copies/public-tables.ts'
import type { FeatureFilter } from '../../store/record/feature-pages.ts'
import type { ThemeFeatureRow, ThemeRow, ThemeTables } from '../../store/record/themes.ts'
import { propertiesOf } from '../../tiles/features/stored-feature.ts'
import type { Collection, Item } from './collection.ts'

const TYPES: Readonly<Record<string, ColumnType>> = { String: 'string', Number: 'number', Boolean: 'boolean' }
/** Rows read in one slice. */
const SLICE = 100
/** Longest layer whose features are counted for a page. */
const COUNTED = 1000

/** A thematic layer of places, lines and areas; in the order of the ids that its agency gave. */
export function themeCollection(theme: ThemeRow, themes: ThemeTables, extent: Box | undefined): Collection {
  return {
    ...describe(theme),
    queryables: fieldTypes(theme),
    extent,
    *page(filter, { after = '', limit }) {
      const items: Item[] = []
      for (const row of rowsAfter(after)) {
        yield
        const one = item(row)
        if (!passes(one, filter)) continue
        if (items.length === limit) return { items, more: true }
        items.push(one)
      }
      return { items, more: false }
    },
    *count(filter) {
      let [looked, found] = [0, 0]
      for (const row of rowsAfter('')) {
        yield
        if (++looked === COUNTED) return undefined
        if (passes(item(row), filter)) found++
      }
      return found
    },
    item(id) {
      const row = themes.byUid(theme.id, id)
      return row && item(row)
    },
  }

  /** The features after an id, in the order of the ids. */
  function* rowsAfter(id: string): Generator<ThemeFeatureRow> {
    for (let from: string | undefined = id; from !== undefined; ) {
      const rows = themes.featuresAfter(theme.id, from, SLICE)
      yield* rows
      from = rows.length < SLICE ? undefined : rows.at(-1)!.uid
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
    cursor: uid,
  }
}

function passes({ geometry, properties }: Item, { boxes, equals = {} }: FeatureFilter): boolean {
  const there = !boxes?.length || !geometry || boxes.some((box) => geometryMeetsBox(geometry, box))
  return there && Object.entries(equals).every(([name, value]) => properties[name] === value)
}
