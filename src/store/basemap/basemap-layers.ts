/** File of the base map in the data folder; derived from a map of others, replaced whole, in no copy of the record. */
export const BASEMAP_FILE = 'basemap.gpkg'

/** Layers of the base map that tiles show, in the order in which they stand in a tile. */
export const BASEMAP_LAYERS = ['landuse', 'water', 'building', 'road', 'rail', 'boundary', 'poi'] as const
export type BasemapLayer = (typeof BASEMAP_LAYERS)[number]

/** All tables: `place` beside the layers, `candidate` for `addr:*`, `turn` for restrictions of turning. */
export type BasemapTable = BasemapLayer | 'place' | 'candidate' | 'turn'

export interface BasemapColumn {
  readonly name: string
  readonly type: 'TEXT' | 'INTEGER' | 'REAL' | 'BOOLEAN'
}

const text = (...names: string[]): BasemapColumn[] => names.map((name) => ({ name, type: 'TEXT' }))
/** `source_id` is the object's at its source (`n1`, `w1`, `r1`); `minzoom` the zoom from which it is shown. */
const COMMON: readonly BasemapColumn[] = [...text('source_id'), { name: 'minzoom', type: 'INTEGER' }]

/**
 * Columns of each table beside `fid` and `geom`. Of a road `nodes` are the numbers of the nodes of its line, one a position, as a JSON
 * list: roads that share one meet there; `oneway` is 1 along the line, -1 against it, 0 both ways.
 */
export const BASEMAP_COLUMNS: Readonly<Record<BasemapTable, readonly BasemapColumn[]>> = {
  water: [...COMMON, ...text('kind', 'name')],
  landuse: [...COMMON, ...text('kind', 'name')],
  building: [...COMMON, ...text('kind', 'name')],
  road: [
    ...COMMON,
    ...text('class', 'name', 'ref'),
    { name: 'oneway', type: 'INTEGER' },
    { name: 'bridge', type: 'BOOLEAN' },
    { name: 'tunnel', type: 'BOOLEAN' },
    { name: 'layer', type: 'INTEGER' },
    ...text('access', 'maxspeed', 'nodes'),
  ],
  rail: [...COMMON, ...text('kind', 'name'), { name: 'bridge', type: 'BOOLEAN' }],
  poi: [...COMMON, ...text('kind', 'label', 'name')],
  place: [...COMMON, ...text('kind', 'name')],
  boundary: [...COMMON, ...text('kind', 'name')],
  candidate: [...COMMON, ...text('house_number', 'street', 'tags')],
  turn: [...COMMON, ...text('kind', 'from_way', 'via', 'to_way', 'tags')],
}

/** What is said of each table in the file. */
export const BASEMAP_TITLES: Readonly<Record<BasemapTable, string>> = {
  water: 'Sông, kênh, mặt nước · Water',
  landuse: 'Sử dụng đất · Land use',
  building: 'Nhà · Buildings',
  road: 'Đường bộ, phà · Roads and ferries',
  rail: 'Đường sắt · Railways',
  poi: 'Điểm quan tâm · Points of interest',
  place: 'Tên nơi chốn · Places',
  boundary: 'Ranh giới · Boundaries',
  candidate: 'addr:* của bản đồ nguồn, chưa phải địa chỉ · addr:* of the source, no addresses',
  turn: 'Cấm rẽ · Restrictions of turning',
}
