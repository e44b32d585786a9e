import type { MultiPolygon } from 'geojson'
import { areaKm2 } from '../../geo/area.ts'
import { boxContains } from '../../geo/box.ts'
import { encodeGeometry, geometryBox } from '../../geo/geopackage-geometry.ts'
import type { UnitRow } from '../../store/record/rows.ts'
import { foldedKey } from '../../text/syllable.ts'
import type { RowReader } from '../reading/row-reader.ts'
import { NO_BATCH } from '../writing/load-rows.ts'
import { RowSet } from '../writing/row-set.ts'
import { type Outcome, sameGeometry } from '../writing/row-writer.ts'
import { type KindColumn, SOURCE, WKT } from './kind-columns.ts'
import type { KindLoader, LoadContext } from './kind-loader.ts'

export const BOUNDARY_COLUMNS: readonly KindColumn[] = [
  { name: 'code', aliases: ['ma', 'maxa', 'wardcode', 'communecode', 'madvhc'] },
  { name: 'id', importOnly: true },
  { name: 'full_name', aliases: ['fullname', 'tendaydu'] },
  { name: 'name', aliases: ['ten', 'tenxa'] },
  { name: 'valid_from', aliases: ['validfrom'], type: 'DATE' },
  { name: 'area_km2', aliases: ['areakm2', 'dientich', 'dientichkm2'], type: 'REAL' },
  { ...SOURCE, stored: 'area_source' },
  { name: 'date', aliases: ['areadate', 'ngay'], type: 'DATE', stored: 'area_date' },
  WKT,
]

/** Loads the areas of units that the record knows, by code and name: one code means other units at other dates. */
export class BoundaryLoader implements KindLoader {
  readonly full = false
  readonly #context: LoadContext
  readonly #seen = new RowSet()

  constructor(context: LoadContext) {
    this.#context = context
  }

  flush(): ReturnType<KindLoader['flush']> {
    return NO_BATCH
  }

  take(row: RowReader, _line: number): Outcome | null {
    const { units } = this.#context.record
    const code = row.text('code', 16) ?? row.text('id', 16)
    if (code === null) return row.refuse('required', 'code', '', '2, 3 or 5 digits')
    const unit = this.#unitOf(row, code, units.versions(code))
    const area = areaOf(row, this.#context)
    const source = row.text('source', 200) ?? this.#context.source
    const date = row.date('date') ?? this.#context.date
    const stated = row.number('area_km2', 0.001, 100_000)
    if (!unit || !area || row.problems.length > 0) return null
    if (this.#seen.has(unit.fid)) return row.refuse('duplicate', 'code', code)
    this.#seen.add(unit.fid)
    const blob = encodeGeometry(area)
    const km2 = stated ?? Math.round(areaKm2(area) * 100) / 100
    const same =
      unit.geom !== null &&
      sameGeometry(unit.geom, blob) &&
      unit.area_source === source &&
      unit.area_date === date &&
      unit.area_km2 === km2 &&
      unit.area_approximate === 0
    if (same) return 'unchanged'
    units.unit.update({
      ...unit,
      geom: blob,
      area_km2: km2,
      area_source: source,
      area_date: date,
      area_approximate: 0,
    })
    return 'changed'
  }

  /** The unit of that code and name: in force rather than former, the newest rather than an older one. */
  #unitOf(row: RowReader, code: string, versions: UnitRow[]): UnitRow | null {
    const from = row.date('valid_from')
    const newest = versions.filter((unit) => from === null || unit.valid_from === from).reverse()
    const unit = newest.find((version) => version.valid_to === null) ?? newest[0]
    if (!unit) return row.refuse('unknown-unit', 'code', code, 'data/units.csv')
    const name = row.text('full_name', 200) ?? row.text('name', 200)
    if (name === null) return unit
    const named = newest.find((version) => sameName(version, name))
    return named ?? row.refuse('name-mismatch', code, name, unit.full_name)
  }
}

/** "Phường Long An", "Long An": accents, tone placement and the type word do not count. */
function sameName(unit: UnitRow, name: string): boolean {
  const key = foldedKey(name.toLowerCase())
  return key === foldedKey(unit.full_name.toLowerCase()) || key === foldedKey(unit.name.toLowerCase())
}

function areaOf(row: RowReader, { finders }: LoadContext): MultiPolygon | null {
  const { geometry } = row
  if (!geometry) return row.refuse('required', 'geometry', '', 'Polygon, MultiPolygon')
  const area: MultiPolygon | undefined =
    geometry.type === 'Polygon'
      ? { type: 'MultiPolygon', coordinates: [geometry.coordinates] }
      : geometry.type === 'MultiPolygon'
        ? geometry
        : undefined
  if (!area) return row.refuse('geometry-type', 'geometry', geometry.type, 'Polygon, MultiPolygon')
  const [minLon, minLat, maxLon, maxLat] = geometryBox(area) ?? [0, 0, 0, 0]
  const middle = [(minLon + maxLon) / 2, (minLat + maxLat) / 2] as const
  if (boxContains(finders.extent, ...middle)) return area
  return row.refuse(
    'out-of-province',
    'geometry',
    middle.map((n) => n.toFixed(5)).join(' '),
    finders.extent.map((n) => n.toFixed(2)).join(' '),
  )
}
