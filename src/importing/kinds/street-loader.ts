import type { MultiLineString, Position } from 'geojson'
import { encodeGeometry } from '../../geo/geopackage-geometry.ts'
import type { StreetRow } from '../../store/record/rows.ts'
import { ComponentPast } from '../../store/registry/components/component-past.ts'
import { digits } from '../reading/problem.ts'
import type { RowReader } from '../reading/row-reader.ts'
import { uuidOf } from '../writing/natural-key.ts'
import { type Outcome, RowWriter } from '../writing/row-writer.ts'
import { COMMUNE, ID, type KindColumn, SOURCE, WKT } from './kind-columns.ts'
import type { KindLoader, LoadContext } from './kind-loader.ts'

export const STREET_COLUMNS: readonly KindColumn[] = [
  ID,
  { name: 'name', aliases: ['street', 'streetname', 'tenduong', 'duong', 'ten', 'roadname'] },
  { name: 'class', aliases: ['loai', 'loaiduong', 'highway', 'roadclass'] },
  COMMUNE,
  { name: 'district_code', aliases: ['madistrict', 'mahuyen', 'olddistrictcode'] },
  { name: 'district', aliases: ['huyen', 'quanhuyen', 'tenhuyen'], importOnly: true },
  { name: 'province_code', aliases: ['matinh'], importOnly: true },
  SOURCE,
  WKT,
]

const MAX = { name: 200, class: 64, district: 100, source: 120 } as const

/** Loads streets: with a line, or as a name known by its commune or by its district until 2025. */
export class StreetLoader implements KindLoader {
  readonly #context: LoadContext
  readonly #writer: RowWriter<StreetRow>
  readonly #past: ComponentPast
  readonly #lineRequired: boolean

  /** @param lineRequired for the kind `roads`, whose rows are lines */
  constructor(context: LoadContext, lineRequired: boolean) {
    const { gazetteer } = context.record
    this.#context = context
    this.#past = new ComponentPast(context.record.db)
    this.#lineRequired = lineRequired
    this.#writer = new RowWriter(
      gazetteer.table('street'),
      context.load,
      'street',
      gazetteer.isEmpty('street'),
    )
  }

  get full(): boolean {
    return this.#writer.full
  }

  flush(): ReturnType<KindLoader['flush']> {
    return this.#writer.flush()
  }

  take(row: RowReader, line: number): Outcome | 'pending' | null {
    const id = row.id()
    const stated = this.#read(row)
    if (stated === null || row.problems.length > 0) return null
    const uid = id === undefined ? naturalKey(stated) : 'uuid' in id ? id.uuid : uuidOf('street', id.foreign)
    const ended = this.#past.endOf(uid)
    if (ended !== undefined) return row.refuse('ended', id ? 'id' : 'name', id ? uid : stated.name, ended)
    const match = this.#writer.find(uid)
    if (match === undefined) {
      this.#writer.add(line, { ...stated, uid, source: stated.source ?? this.#context.source })
      return 'pending'
    }
    if (this.#writer.cameBefore(match))
      return row.refuse('duplicate', id ? 'id' : 'name', id ? uid : stated.name)
    const { source, class: roadClass, geom, accuracy, commune_code, district_code, name } = stated
    return this.#writer.revise(match, {
      name: this.#past.isFormerName(uid, name, match.name) ? match.name : name,
      ...(geom === null ? {} : { geom, accuracy }),
      ...(commune_code === null ? {} : { commune_code }),
      ...(district_code === null ? {} : { district_code }),
      ...(source === null ? {} : { source }),
      ...(row.has('class') ? { class: roadClass } : {}),
    })
  }

  #read(row: RowReader): Omit<StreetRow, 'fid' | 'uid'> | null {
    const name = row.required('name', MAX.name)
    const lines = linesOf(row)
    if (lines === null) return null
    if (lines === undefined && this.#lineRequired)
      return row.refuse('required', 'geometry', '', 'LineString, MultiLineString')
    const middle = lines && middleOf(lines)
    if (middle && !inExtent(row, middle, this.#context)) return null
    const commune = this.#commune(row, middle)
    const district = commune === null ? this.#district(row) : null
    if (row.problems.length > 0) return null
    if (lines === undefined && commune === null && district === null)
      return row.refuse('required', 'commune_code', '', 'geometry, commune_code, district_code, district')
    return {
      name,
      class: row.text('class', MAX.class),
      commune_code: commune,
      district_code: district,
      accuracy: lines ? 'street' : commune !== null ? 'commune' : 'district',
      source: row.text('source', MAX.source),
      geom: lines ? encodeGeometry(lines) : null,
    }
  }

  #commune(row: RowReader, middle: Position | undefined): string | null {
    const code = row.matching('commune_code', /^\d{5}$/, digits('5'))
    if (code !== null)
      return this.#context.finders.inForce(code)
        ? code
        : row.refuse('unknown-unit', 'commune_code', code, 'data/units.csv')
    return middle === undefined
      ? null
      : (this.#context.finders.containing(middle[0] as number, middle[1] as number)?.code ?? null)
  }

  #district(row: RowReader): string | null {
    const province = row.text('province_code', 8)
    const code = row.matching('district_code', /^\d{3}$/, digits('3'))
    const name = row.text('district', MAX.district)
    if (code === null && name === null) return null
    const found = this.#context.finders.district(code ?? (name as string), province)
    return found ?? row.refuse('unknown-unit', 'district', code ?? name, 'data/units.csv')
  }
}

/** The lines of a row; `undefined` when it has no geometry, null when it has another one. */
function linesOf(row: RowReader): MultiLineString | undefined | null {
  const { geometry } = row
  if (!geometry) return undefined
  if (geometry.type === 'MultiLineString') return geometry
  if (geometry.type === 'LineString') return { type: 'MultiLineString', coordinates: [geometry.coordinates] }
  return row.refuse('geometry-type', 'geometry', geometry.type, 'LineString, MultiLineString')
}

function middleOf({ coordinates }: MultiLineString): Position {
  const line = coordinates[coordinates.length >> 1] as Position[]
  return line[line.length >> 1] as Position
}

function inExtent(row: RowReader, [lon, lat]: Position, { finders }: LoadContext): boolean {
  const [minLon, minLat, maxLon, maxLat] = finders.extent
  const [x, y] = [lon as number, lat as number]
  if (x >= minLon && x <= maxLon && y >= minLat && y <= maxLat) return true
  row.refuse(
    'out-of-province',
    'geometry',
    `${lon} ${lat}`,
    finders.extent.map((n) => n.toFixed(2)).join(' '),
  )
  return false
}

/** A UUID for a street without an id: its name, where it belongs, and its line's two ends. */
function naturalKey(stated: Omit<StreetRow, 'fid' | 'uid'>): string {
  return uuidOf(
    'street',
    stated.name,
    stated.commune_code,
    stated.district_code,
    stated.geom?.toString('base64'),
  )
}
