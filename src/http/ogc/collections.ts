import { Problem } from '../../errors.ts'
import type { FeaturePages } from '../../store/record/feature-pages.ts'
import type { ThemeTables } from '../../store/record/themes.ts'
import type { UnitRegister } from '../../units/unit-register.ts'
import type { Collection } from './collection.ts'
import { countCollection } from './count-collection.ts'
import { tableCollections } from './table-collections.ts'
import { themeCollection } from './theme-collections.ts'

export interface CollectionParts {
  pages: FeaturePages
  themes: ThemeTables
  units: { readonly register: UnitRegister }
}

/** Every collection of the moment: the tables of the record, then the thematic layers of its catalogue. */
export function allCollections({ pages, themes, units }: CollectionParts): Collection[] {
  const { register } = units
  const tables = tableCollections({ pages, begins: register.begins })
  const own = new Set(tables.map(({ id }) => id))
  const thematic = themes
    .all()
    .filter(({ id }) => !own.has(id))
    .map((theme) =>
      theme.kind === 'counts'
        ? countCollection(theme, themes, register, pages.extent('unit'))
        : themeCollection(theme, themes, pages.extent('theme_feature')),
    )
  return [...tables, ...thematic]
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
