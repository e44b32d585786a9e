import { COMPONENT_LAYERS } from '../registry/components/component-layers.ts'
import { REGISTRY_LAYERS, VERSION_BODY } from '../registry/registry-layers.ts'
import { DEFAULT_STATUS, IS_HIDDEN } from './address-status.ts'
import { THEME_LAYERS } from './theme-layers.ts'

interface Layer {
  readonly description: string
  /** Geometry type of a feature table; absent for an attributes table. */
  readonly geometry?: 'POINT' | 'MULTILINESTRING' | 'MULTIPOLYGON' | 'GEOMETRY'
  /** Column definitions after the primary key `fid` and, in feature tables, `geom`. */
  readonly columns: readonly string[]
  readonly indexes?: readonly string[]
  /** Whether edits, also by other programs, are written to the change feed. */
  readonly feed: boolean
}

/** An address's columns beside `fid` and `geom`; its history has the same. */
export const ADDRESS_COLUMNS = [
  'uid',
  'code',
  'ndas',
  'class',
  'name',
  'house_number',
  'street',
  'hamlet',
  'group_name',
  'commune_code',
  'former_commune_code',
  'postcode',
  'position',
  'status',
  'source',
  'updated_at',
  'raw_text',
  'successor',
  'attributes',
  'hamlet_uid',
] as const

const ADDRESS_BODY = [
  'code TEXT',
  'ndas TEXT',
  'class INTEGER NOT NULL DEFAULT 1',
  'name TEXT',
  'house_number TEXT',
  'street TEXT',
  'hamlet TEXT',
  'group_name TEXT',
  'commune_code TEXT NOT NULL',
  'former_commune_code TEXT',
  'postcode TEXT',
  'position TEXT',
  `status TEXT NOT NULL DEFAULT '${DEFAULT_STATUS}'`,
  'source TEXT',
  'updated_at DATETIME',
  'raw_text TEXT',
  'successor TEXT',
  // JSON of the values of profile fields that have no column, by field.
  'attributes TEXT',
  // The hamlet that it lies in: this decides, the text is written from it.
  'hamlet_uid TEXT',
]

/** The record's tables. Every one is listed in gpkg_contents, so GDAL and QGIS show exactly these layers. */
export const LAYERS: Readonly<Record<string, Layer>> = {
  unit: {
    description: 'Đơn vị hành chính theo thời gian · Administrative units through time',
    geometry: 'MULTIPOLYGON',
    columns: [
      'code TEXT NOT NULL',
      'level TEXT NOT NULL',
      'type TEXT NOT NULL',
      'name TEXT NOT NULL',
      'full_name TEXT NOT NULL',
      'parent_code TEXT',
      'valid_from DATE NOT NULL',
      'valid_to DATE',
      'basis TEXT',
      'centre_lon DOUBLE',
      'centre_lat DOUBLE',
      'area_km2 DOUBLE',
      'area_source TEXT',
      'area_date DATE',
      'area_approximate BOOLEAN',
    ],
    indexes: ['UNIQUE INDEX unit_key ON unit(level, code, valid_from)'],
    feed: true,
  },
  unit_change: {
    description: 'Thay đổi đơn vị hành chính · Changes of units',
    columns: [
      'date DATE NOT NULL',
      'kind TEXT NOT NULL',
      'level TEXT NOT NULL',
      'from_code TEXT NOT NULL',
      'to_code TEXT NOT NULL',
      'extent TEXT NOT NULL',
      'basis TEXT NOT NULL',
      'article TEXT',
    ],
    indexes: ['UNIQUE INDEX unit_change_key ON unit_change(date, level, from_code, to_code)'],
    feed: true,
  },
  postcode: {
    description: 'Mã bưu chính · Postal codes',
    columns: [
      'postcode TEXT NOT NULL',
      'commune_code TEXT NOT NULL',
      'valid_from DATE NOT NULL',
      'valid_to DATE',
      'basis TEXT',
    ],
    indexes: ['UNIQUE INDEX postcode_key ON postcode(postcode, commune_code, valid_from)'],
    feed: true,
  },
  street: {
    description: 'Đường · Streets',
    geometry: 'MULTILINESTRING',
    columns: [
      'uid TEXT UNIQUE',
      'name TEXT NOT NULL',
      'class TEXT',
      'commune_code TEXT',
      'district_code TEXT',
      'accuracy TEXT',
      'source TEXT',
    ],
    indexes: ['INDEX street_name ON street(name)'],
    feed: true,
  },
  hamlet: {
    description: 'Ấp, khu phố · Hamlets and quarters',
    geometry: 'POINT',
    columns: [
      'uid TEXT UNIQUE',
      'name TEXT NOT NULL',
      'kind TEXT',
      'commune_code TEXT',
      'former_commune_code TEXT',
      'accuracy TEXT',
      'source TEXT',
    ],
    indexes: ['INDEX hamlet_name ON hamlet(name)', 'INDEX hamlet_commune ON hamlet(commune_code)'],
    feed: true,
  },
  place: {
    description: 'Địa điểm · Places',
    geometry: 'POINT',
    columns: [
      'uid TEXT UNIQUE',
      'name TEXT NOT NULL',
      'alt_names TEXT',
      'category TEXT NOT NULL',
      'commune_code TEXT',
      'importance DOUBLE',
      'description TEXT',
      'source TEXT',
    ],
    indexes: ['INDEX place_name ON place(name)'],
    feed: true,
  },
  address: {
    description: 'Địa chỉ số · Addresses',
    geometry: 'POINT',
    columns: ['uid TEXT', ...ADDRESS_BODY, ...VERSION_BODY],
    // An index of its own, which a load can set aside; in older records the column itself is UNIQUE, which is the same.
    indexes: [
      'UNIQUE INDEX address_uid ON address(uid)',
      'UNIQUE INDEX address_code ON address(code) WHERE code IS NOT NULL',
      'UNIQUE INDEX address_ndas ON address(ndas) WHERE ndas IS NOT NULL',
      'INDEX address_unsettled ON address(fid) WHERE event IS NULL',
      'INDEX address_hamlet ON address(hamlet_uid) WHERE hamlet_uid IS NOT NULL',
      'INDEX address_commune ON address(commune_code)',
      // What waits for a verifier, of each commune in the order of rows.
      "INDEX address_created ON address(commune_code) WHERE status = 'created'",
      `INDEX address_hidden ON address(status) WHERE ${IS_HIDDEN}`,
    ],
    feed: true,
  },
  address_history: {
    description: 'Phiên bản trước của địa chỉ · Earlier versions of addresses',
    columns: [
      'uid TEXT NOT NULL',
      ...ADDRESS_BODY.map((column) => column.replace(/ DEFAULT .*/, '')),
      'point BLOB',
      'recorded_until DATETIME NOT NULL',
      'operation TEXT NOT NULL',
      ...VERSION_BODY,
      // Of a row that another program deleted: the event that says so.
      'ended_by INTEGER',
    ],
    indexes: [
      'INDEX address_history_uid ON address_history(uid, fid)',
      'INDEX address_history_eventless ON address_history(fid) WHERE event IS NULL',
      "INDEX address_history_unsettled ON address_history(fid) WHERE operation = 'delete' AND ended_by IS NULL",
    ],
    feed: false,
  },
  identifier: {
    description: 'Mã của địa chỉ · Identifiers of addresses',
    columns: [
      'scheme TEXT NOT NULL',
      'value TEXT NOT NULL',
      'uid TEXT NOT NULL',
      'status TEXT NOT NULL',
      'valid_from DATE',
      'valid_to DATE',
      'successor TEXT',
    ],
    indexes: [
      'UNIQUE INDEX identifier_value ON identifier(scheme, value)',
      'INDEX identifier_uid ON identifier(uid)',
    ],
    feed: false,
  },
  event: {
    description: 'Sự kiện · Events: who, when, why, evidence',
    columns: [
      'at DATETIME NOT NULL',
      'actor TEXT NOT NULL',
      'action TEXT NOT NULL',
      'subject TEXT',
      'why TEXT',
      'evidence TEXT',
    ],
    feed: false,
  },
  ...REGISTRY_LAYERS,
  ...COMPONENT_LAYERS,
  ...THEME_LAYERS,
  change_feed: {
    description: 'Dòng thay đổi · Change feed: what a follower must read again',
    columns: ['layer TEXT NOT NULL', 'row INTEGER', 'operation TEXT NOT NULL', 'old_geom BLOB', 'token TEXT'],
    feed: false,
  },
  diachiso_info: {
    description: 'Thông tin của hồ sơ · Facts about this record',
    columns: ['key TEXT NOT NULL UNIQUE', 'value TEXT'],
    feed: false,
  },
}

/** Layers that tell of administrative units: what knows units by name reads them anew when one of these changes. */
export const UNIT_LAYERS: ReadonlySet<string> = new Set(['unit', 'unit_change', 'postcode'])

/** Tables with a geometry, whose r-trees a bulk load sets aside. */
export const FEATURE_LAYERS = Object.keys(LAYERS).filter((name) => LAYERS[name]?.geometry !== undefined)
