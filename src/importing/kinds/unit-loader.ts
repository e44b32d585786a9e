import type { MultiPolygon } from 'geojson'
import { encodeGeometry } from '../../geo/geopackage-geometry.ts'
import type { UnitLevel, UnitRow } from '../../store/record/rows.ts'
import { digits } from '../reading/problem.ts'
import type { RowReader } from '../reading/row-reader.ts'
import { KeyedRowLoader } from './keyed-row-loader.ts'
import type { KindColumn } from './kind-columns.ts'
import type { KindLoader, LoadContext } from './kind-loader.ts'

export const UNIT_COLUMNS: readonly KindColumn[] = [
  { name: 'code' },
  { name: 'level' },
  { name: 'type' },
  { name: 'name' },
  { name: 'full_name' },
  { name: 'parent_code' },
  { name: 'valid_from', type: 'DATE' },
  { name: 'valid_to', type: 'DATE' },
  { name: 'basis' },
  { name: 'centre_lon', type: 'REAL' },
  { name: 'centre_lat', type: 'REAL' },
  { name: 'area_km2', type: 'REAL' },
  { name: 'area_source' },
  { name: 'area_date', type: 'DATE' },
  { name: 'area_approximate', type: 'INTEGER' },
  // Unlike the other kinds', geometries have one name only.
  { name: 'wkt', importOnly: true },
]

const LEVELS: readonly UnitLevel[] = ['province', 'district', 'commune']
const DIGITS: Readonly<Record<UnitLevel, number>> = { province: 2, district: 3, commune: 5 }

/** Loads administrative units, each identified by level, code and first day. */
export function unitLoader({ record }: LoadContext): KindLoader {
  return new KeyedRowLoader(record.units.unit, EMPTY, readUnit)
}

const EMPTY = {
  parent_code: null,
  valid_to: null,
  basis: null,
  centre_lon: null,
  centre_lat: null,
  area_km2: null,
  area_source: null,
  area_date: null,
  area_approximate: null,
  geom: null,
} as const

type StatedUnit = Pick<UnitRow, 'code' | 'level' | 'type' | 'name' | 'full_name' | 'valid_from'> &
  Partial<UnitRow>

function readUnit(row: RowReader): StatedUnit | null {
  const level = row.oneOf('level', LEVELS)
  if (level === null)
    return row.problems.length > 0 ? null : row.refuse('required', 'level', '', LEVELS.join(', '))
  const code = row.matching('code', new RegExp(`^\\d{${DIGITS[level]}}$`), `${DIGITS[level]} digits`)
  const from = row.date('valid_from')
  const type = row.required('type', 32)
  const name = row.required('name', 100)
  const optional: Partial<UnitRow> = {
    parent_code: row.matching('parent_code', /^\d{2,3}$/, digits('2–3')),
    valid_to: row.date('valid_to'),
    basis: row.text('basis', 100),
    centre_lon: row.number('centre_lon', -180, 180),
    centre_lat: row.number('centre_lat', -90, 90),
    area_km2: row.number('area_km2', 0, 1_000_000),
    area_source: row.text('area_source', 200),
    area_date: row.date('area_date'),
    area_approximate: row.integer('area_approximate', 0, 1) as 0 | 1 | null,
  }
  if (optional.valid_to && from && optional.valid_to < from)
    row.refuse('range', 'valid_to', optional.valid_to, `≥ ${from}`)
  if (code === null && row.problems.length === 0)
    row.refuse('required', 'code', '', `${DIGITS[level]} digits`)
  if (from === null && row.problems.length === 0) row.refuse('required', 'valid_from', '', 'YYYY-MM-DD')
  const geom = areaBlob(row)
  if (row.problems.length > 0 || code === null || from === null) return null
  const full = row.text('full_name', 120) ?? `${type.charAt(0).toUpperCase()}${type.slice(1)} ${name}`
  const stated: StatedUnit = { code, level, type, name, full_name: full, valid_from: from }
  for (const [column, value] of Object.entries(optional))
    if (row.has(column)) Object.assign(stated, { [column]: value })
  return geom === undefined ? stated : { ...stated, geom }
}

/** The area of a row; `undefined` when the file says nothing about it. */
function areaBlob(row: RowReader): Buffer | undefined {
  const { geometry } = row
  if (!geometry) return undefined
  if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') {
    row.refuse('geometry-type', 'geometry', geometry.type, 'Polygon, MultiPolygon')
    return undefined
  }
  const coordinates = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  const area: MultiPolygon = { type: 'MultiPolygon', coordinates }
  return encodeGeometry(area)
}
