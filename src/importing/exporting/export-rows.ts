import type { RecordStore } from '../../store/record-store.ts'
import type { StreetRow } from '../../store/rows.ts'
import { COLUMNS, type Kind } from '../reading/columns.ts'

export type Value = string | number | boolean | null
type ColumnType = 'TEXT' | 'INTEGER' | 'REAL' | 'DATE' | 'DATETIME' | 'BOOLEAN'

/** What a kind's file looks like. */
export interface ExportPlan {
  description: string
  /** Null for a table of attributes. */
  geometry: 'POINT' | 'MULTILINESTRING' | 'MULTIPOLYGON' | 'GEOMETRY' | null
  /** Columns beside the geometry. */
  columns: readonly { name: string; type: ColumnType }[]
  /** Where in a CSV file the columns lon and lat stand. */
  lonLatAt: number
  rows(record: RecordStore): Iterable<{ geom: Buffer | null; values: Value[] }>
}

const TYPES: Readonly<Record<string, ColumnType>> = {
  area_km2: 'REAL',
  importance: 'REAL',
  centre_lon: 'REAL',
  centre_lat: 'REAL',
  area_approximate: 'INTEGER',
  valid_from: 'DATE',
  valid_to: 'DATE',
  area_date: 'DATE',
  date: 'DATE',
  updated_at: 'DATETIME',
}
/** Columns that an import reads and an export has no use for. */
const READ_ONLY: ReadonlySet<string> = new Set(['lon', 'lat', 'wkt', 'name_vi', 'district', 'province_code'])
/** Columns of the record under another name. */
const STORED_AS: Readonly<Record<string, string>> = { id: 'uid', group: 'group_name' }

type Rows = Iterable<object>

/** A plan whose columns are those of the kind, taken from rows by name or by `special`. */
function plan(
  kind: Kind,
  description: string,
  geometry: ExportPlan['geometry'],
  rows: (record: RecordStore) => Rows,
  special: Readonly<Record<string, string>> = {},
  without: readonly string[] = [],
): ExportPlan {
  const names = COLUMNS[kind].map(({ name }) => name)
  const kept = names.filter((name) => !READ_ONLY.has(name) && !without.includes(name))
  const columns = kept.map((name) => ({
    name,
    type:
      name === 'class' && kind === 'addresses' ? ('INTEGER' as const) : (TYPES[name] ?? ('TEXT' as const)),
  }))
  const stored = kept.map((name) => special[name] ?? STORED_AS[name] ?? name)
  return {
    description,
    geometry,
    columns,
    lonLatAt: names.slice(0, names.indexOf('lon')).filter((name) => kept.includes(name)).length,
    *rows(record) {
      for (const row of rows(record) as Iterable<Record<string, Value> & { geom?: Buffer | null }>)
        yield { geom: row.geom ?? null, values: stored.map((name) => row[name] ?? null) }
    },
  }
}

/** The form and the rows of each kind's file. */
export const EXPORTS: Readonly<Record<Kind, ExportPlan>> = {
  addresses: plan('addresses', 'Địa chỉ số · Addresses', 'POINT', (record) => record.addresses.all()),
  streets: plan('streets', 'Đường · Streets', 'MULTILINESTRING', (record) => record.gazetteer.streets()),
  roads: plan('roads', 'Đường có hình · Streets with a line', 'MULTILINESTRING', function* (record) {
    for (const street of record.gazetteer.streets() as Iterable<StreetRow>) if (street.geom) yield street
  }),
  places: plan('places', 'Địa điểm, ấp, khu phố · Places and hamlets', 'POINT', function* (record) {
    yield* record.gazetteer.places()
    for (const hamlet of record.gazetteer.hamlets()) yield { ...hamlet, category: hamlet.kind ?? 'ấp' }
  }),
  boundaries: plan(
    'boundaries',
    'Ranh giới · Boundaries',
    'MULTIPOLYGON',
    (record) => record.units.all().filter(({ geom, area_approximate }) => geom && area_approximate === 0),
    { source: 'area_source', date: 'area_date' },
    ['id'],
  ),
  'unit-changes': plan('unit-changes', 'Thay đổi đơn vị hành chính · Changes of units', null, (record) =>
    record.units.changes(),
  ),
  postcodes: plan('postcodes', 'Mã bưu chính · Postal codes', null, (record) => record.units.postcodes()),
  units: plan('units', 'Đơn vị hành chính · Administrative units', 'MULTIPOLYGON', (record) =>
    record.units.all(),
  ),
}
