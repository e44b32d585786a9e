import type { ThemeRow } from '../../store/record/themes.ts'
import { ADDRESS_FIELDS } from '../addresses/address-attributes.ts'
import { propertiesOf } from './stored-feature.ts'
import { themePart } from './theme-part.ts'

/** A map layer as the catalogue and TileJSON describe it. */
export interface TileLayer {
  readonly id: string
  readonly title: { readonly vi: string; readonly en: string }
  /** Attributes and their types, in the words that TileJSON readers know. */
  readonly fields: Readonly<Record<string, FieldType>>
  readonly minzoom: number
  /** Parts of the record whose edits change it: tables, or one theme of `theme_feature`. */
  readonly tables: readonly string[]
  readonly owner?: string | null
  readonly licence?: string | null
}

export type FieldType = 'String' | 'Number' | 'Boolean'

/** Tile units around a tile that its lines and areas also cover, so that borders and lines join. */
export const BUFFER = 64
/** Deepest zoom that is served. */
export const MAX_ZOOM = 22
/** Deepest zoom that clients fetch; beyond it they enlarge these tiles. */
export const SOURCE_MAX_ZOOM = 16

/** The base layers, in the order in which they stand in a tile. */
export const BASE_LAYERS: readonly TileLayer[] = [
  {
    id: 'commune',
    title: { vi: 'Xã, phường', en: 'Communes' },
    fields: {
      code: 'String',
      name: 'String',
      full_name: 'String',
      approximate: 'Boolean',
    },
    minzoom: 0,
    tables: ['unit'],
  },
  {
    id: 'commune_label',
    title: { vi: 'Tên xã, phường', en: 'Names of communes' },
    fields: { code: 'String', name: 'String', full_name: 'String', approximate: 'Boolean' },
    minzoom: 0,
    tables: ['unit'],
  },
  {
    id: 'street',
    title: { vi: 'Đường', en: 'Streets' },
    fields: { id: 'String', name: 'String', class: 'String' },
    minzoom: 7,
    tables: ['street'],
  },
  {
    id: 'place',
    title: { vi: 'Địa điểm, ấp, khu phố', en: 'Places, hamlets and quarters' },
    fields: {
      id: 'String',
      name: 'String',
      category: 'String',
      importance: 'Number',
    },
    minzoom: 8,
    tables: ['place', 'hamlet'],
  },
  {
    id: 'address',
    title: { vi: 'Địa chỉ số', en: 'Addresses' },
    fields: ADDRESS_FIELDS,
    minzoom: 0,
    tables: ['address'],
  },
]

/** The map layer of an entry in the catalogue of thematic layers. */
export function themeLayer({ id, kind, title_vi, title_en, fields, owner, licence }: ThemeRow): TileLayer {
  const own = propertiesOf(fields) as Record<string, FieldType>
  const counts = kind === 'counts'
  return {
    id,
    title: { vi: title_vi, en: title_en },
    fields: counts
      ? { code: 'String', name: 'String', period: 'String', count: 'Number', ...own }
      : { ...own, id: 'String', point_count: 'Number', thinned: 'Number' },
    minzoom: 0,
    tables: counts ? ['theme_count', 'unit'] : [themePart(id)],
    owner,
    licence,
  }
}
