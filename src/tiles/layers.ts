import type { FeatureTable } from '../store/tile-source.ts'

/** A map layer as the catalogue and TileJSON describe it. */
export interface TileLayer {
  readonly id: string
  readonly title: { readonly vi: string; readonly en: string }
  /** Attributes and their types, in the words that TileJSON readers know. */
  readonly fields: Readonly<Record<string, 'String' | 'Number' | 'Boolean'>>
  readonly minzoom: number
  /** Tables of the record whose edits change it. */
  readonly tables: readonly (FeatureTable | 'address')[]
}

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
  // zoom 14 and deeper: single addresses with id to status; above, and where a tile would be too large: cells
  {
    id: 'address',
    title: { vi: 'Địa chỉ số', en: 'Addresses' },
    fields: {
      id: 'String',
      code: 'String',
      class: 'Number',
      house_number: 'String',
      status: 'String',
      point_count: 'Number',
      opens: 'Number',
      class_0: 'Number',
      class_1: 'Number',
      class_2: 'Number',
      class_3: 'Number',
      class_4: 'Number',
      class_5: 'Number',
      status_official: 'Number',
      status_proposed: 'Number',
      status_alternative: 'Number',
    },
    minzoom: 0,
    tables: ['address'],
  },
]
