import { Problem } from '../../../errors.ts'
import type { FeaturePages } from '../../../store/record/features/feature-pages.ts'
import type { FeatureTotals } from '../../../store/record/features/feature-totals.ts'
import type { ThemeTables } from '../../../store/record/themes.ts'
import type { UnitRegister } from '../../../units/unit-register.ts'
import type { Collection } from '../collection.ts'
import { countCollection } from './count-collection.ts'
import type { FieldOrders } from './field-orders.ts'
import { tableCollections } from './table-collections.ts'
import { themeCollection } from './theme-collections.ts'
import { unitCollections } from './unit-collections.ts'

export interface CollectionParts {
  pages: FeaturePages
  totals: FeatureTotals
  themes: ThemeTables
  fieldOrders: FieldOrders
  units: { readonly register: UnitRegister }
}

/** Every collection of the moment: the tables of the record and the units, then the thematic layers of its catalogue. */
export function allCollections({ pages, totals, themes, fieldOrders, units }: CollectionParts): Collection[] {
  const { register } = units
  const [addresses, ...others] = tableCollections({ pages, totals })
  const own = [...(addresses ? [addresses] : []), ...unitCollections(register), ...others]
  const taken = new Set(own.map(({ id }) => id))
  const thematic = themes
    .all()
    .filter(({ id }) => !taken.has(id))
    .map((theme) =>
      theme.kind === 'counts'
        ? countCollection(theme, themes, register)
        : themeCollection(theme, { themes, totals, fieldOrders }),
    )
  return [...own, ...thematic]
}

/** The collection with an id; refuses one that there is not. */
export function collectionOf(id: string, collections: readonly Collection[]): Collection {
  const found = collections.find((one) => one.id === id)
  if (found) return found
  throw new Problem('unknown-layer', {
    detail: {
      vi: `Không có lớp dữ liệu "${id}"; danh sách ở /ogc/collections.`,
      en: `There is no collection "${id}"; /ogc/collections lists them.`,
    },
  })
}
