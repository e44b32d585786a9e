import type { BasemapLayer } from '../../store/basemap/basemap-layers.ts'
import type { ThemeRow } from '../../store/record/themes.ts'
import { propertiesOf } from '../../text/fields/json-properties.ts'
import { ADDRESS_FIELDS } from '../addresses/address-attributes.ts'
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

/** The part that all layers of the base map belong to; it is no part of the record. */
const BASEMAP_PART = 'basemap'
const KIND_AND_NAME = { kind: 'String', name: 'String' } as const

/** The layers of the base map, behind those of the record; a record without one serves them empty. */
export const MAP_LAYERS: readonly TileLayer[] = [
  mapLayer('landuse', 9, { vi: 'Sử dụng đất', en: 'Land use' }, KIND_AND_NAME),
  mapLayer('water', 4, { vi: 'Sông, kênh, mặt nước', en: 'Water' }, KIND_AND_NAME),
  mapLayer('building', 13, { vi: 'Nhà', en: 'Buildings' }, KIND_AND_NAME),
  mapLayer(
    'road',
    6,
    { vi: 'Đường bộ, phà', en: 'Roads and ferries' },
    {
      class: 'String',
      name: 'String',
      ref: 'String',
      oneway: 'Number',
      bridge: 'Boolean',
      tunnel: 'Boolean',
      layer: 'Number',
    },
  ),
  mapLayer('rail', 8, { vi: 'Đường sắt', en: 'Railways' }, { ...KIND_AND_NAME, bridge: 'Boolean' }),
  mapLayer('boundary', 4, { vi: 'Ranh giới', en: 'Boundaries' }, KIND_AND_NAME),
  mapLayer(
    'poi',
    10,
    { vi: 'Điểm quan tâm', en: 'Points of interest' },
    {
      ...KIND_AND_NAME,
      label: 'String',
      minzoom: 'Number',
    },
  ),
]

function mapLayer(
  id: BasemapLayer,
  minzoom: number,
  title: TileLayer['title'],
  fields: TileLayer['fields'],
): TileLayer {
  return { id, title, fields, minzoom, tables: [BASEMAP_PART] }
}

/** The map layer of an entry in the catalogue of thematic layers. */
export function themeLayer({ id, kind, title_vi, title_en, fields, owner, licence }: ThemeRow): TileLayer {
  const own = propertiesOf(fields) as Record<string, FieldType>
  const counts = kind === 'counts'
  return {
    id,
    title: { vi: title_vi, en: title_en },
    fields: counts
      ? { code: 'String', name: 'String', period: 'String', count: 'Number', rate: 'Number', ...own }
      : { ...own, id: 'String', point_count: 'Number', thinned: 'Number' },
    minzoom: 0,
    tables: counts ? ['theme_count', 'population', 'unit'] : [themePart(id)],
    owner,
    licence,
  }
}
