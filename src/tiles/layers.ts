import type { FeatureTable } from '../store/tile-source.ts'

/** A map layer as the catalogue and TileJSON describe it. */
export interface TileLayer {
  readonly id: string
  readonly title: { readonly vi: string; readonly en: string }
  /** Attributes and their meaning. */
  readonly fields: Readonly<Record<string, string>>
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
      code: 'String: five-digit code',
      name: 'String: name without type',
      full_name: 'String: name with type',
      approximate: 'Boolean: whether the area is only an approximation',
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
    fields: { id: 'String: UUID', name: 'String', class: 'String' },
    minzoom: 7,
    tables: ['street'],
  },
  {
    id: 'place',
    title: { vi: 'Địa điểm, ấp, khu phố', en: 'Places, hamlets and quarters' },
    fields: {
      id: 'String: UUID',
      name: 'String',
      category: 'String: category of a place; hamlet for hamlets and quarters',
      importance: 'Number: 0 to 1',
    },
    minzoom: 8,
    tables: ['place', 'hamlet'],
  },
  {
    id: 'address',
    title: { vi: 'Địa chỉ số', en: 'Addresses' },
    fields: {
      id: 'String: UUID (zoom 14 and deeper)',
      code: 'String: local code (zoom 14 and deeper)',
      class: 'Number: object class 1 to 5 (zoom 14 and deeper)',
      house_number: 'String (zoom 14 and deeper)',
      status: 'String: official, proposed or alternative (zoom 14 and deeper)',
      point_count: 'Number: addresses in a cell; absent from single addresses',
      opens: 'Number: first zoom at which the cell falls apart',
      class_0: 'Number: addresses of a cell without class',
      class_1: 'Number: addresses of a cell in class 1',
      class_2: 'Number: addresses of a cell in class 2',
      class_3: 'Number: addresses of a cell in class 3',
      class_4: 'Number: addresses of a cell in class 4',
      class_5: 'Number: addresses of a cell in class 5',
      status_official: 'Number: official addresses of a cell',
      status_proposed: 'Number: proposed addresses of a cell',
      status_alternative: 'Number: alternative addresses of a cell',
    },
    minzoom: 0,
    tables: ['address'],
  },
]
