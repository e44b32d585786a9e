import { type CoordinateSystem, KNOWN_SYSTEMS } from '../../geo/coordinate-systems.ts'
import { parseWellKnownText } from '../../geo/well-known-text.ts'
import { checkGeometry } from '../reading/geometry-check.ts'
import { type Placing, placing } from '../reading/placing.ts'
import { ImportError, problem } from '../reading/problem.ts'
import type { Fields, FreeReading, Recognise, Source, SourceRow } from '../reading/source-row.ts'
import type { RawRow, RawSource } from './raw-source.ts'

/** Names of members that are remembered; a file may have any number. */
const MAX_NAMES = 1000

/**
 * Turns what a format yields into rows that kinds and layers read: columns get the names that `recognise` gives,
 * positions become degrees, geometries are checked. Without `free`, other columns are left out and only WGS 84 is
 * taken. Throws {@link ImportError} when two columns mean the same or the coordinate system cannot be read.
 */
export function recogniseSource(raw: RawSource, recognise: Recognise, free?: FreeReading): Source {
  const places = new FilePlacing(raw, free)
  const columns = raw.columns && new TableColumns(raw, recognise, free !== undefined)
  const reader = new RowRecogniser(raw, columns?.names, recognise, free)
  async function* rows(): AsyncGenerator<SourceRow[]> {
    for await (const batch of raw.rows) {
      places.settle()
      yield batch.map((row) => reader.row(row, places.place))
    }
  }
  return {
    ...(columns ? { columns: new Set(columns.names.filter((name) => name !== undefined)) } : {}),
    hasGeometry: raw.geometry === 'rows',
    textual: raw.textual === true,
    ...(raw.texts ? { texts: raw.texts } : {}),
    notes: () => raw.notes?.() ?? [],
    ...(columns && free ? { others: columns.others } : {}),
    ...(free ? { place: (x, y) => (places.place as Placing)(x, y) } : {}),
    rows: rows(),
    progress: () => raw.progress(),
  }
}

/** How the positions of a file become degrees, as far as it states its system before its first row. */
export function placingOf(raw: RawSource, free: FreeReading): Placing {
  return new FilePlacing(raw, free).place as Placing
}

/** Turns a file's positions into degrees: from the system that whoever imports names, else from the one the file states. */
class FilePlacing {
  /** Undefined when positions must be degrees already. */
  place: Placing | undefined
  readonly #raw: RawSource
  readonly #free: FreeReading | undefined
  #settled = false

  constructor(raw: RawSource, free: FreeReading | undefined) {
    this.#raw = raw
    this.#free = free
    this.place = free && placing(this.#shifted(free.system), free.extent)
    this.settle()
  }

  /** To be called again with each batch, since some formats state the system only when they are read. */
  settle(): void {
    const crs = this.#settled ? undefined : this.#raw.crs()
    if (!crs) return
    this.#settled = true
    if (!this.#free) {
      if (crs.isWgs84) return
      throw new ImportError(problem('crs', 'crs', crs.text, 'EPSG:4326 (ogr2ogr -t_srs EPSG:4326)'))
    }
    const system = this.#free.system ?? crs.system
    if (!system) throw new ImportError(problem('unknown-crs', 'crs', crs.text, KNOWN_SYSTEMS))
    this.place = placing(this.#shifted(system), this.#free.extent)
  }

  #shifted(system: CoordinateSystem | undefined): CoordinateSystem | undefined {
    const shift = this.#free?.shift
    return (shift && system?.under?.(shift)) ?? system
  }
}

/** The columns of a table: which are recognised, and under which names. */
class TableColumns {
  /** In the order of the file; undefined for a column that is not recognised. */
  readonly names: readonly (string | undefined)[]
  /** Those that are not recognised. */
  readonly others: readonly string[]

  /** Throws {@link ImportError} when two recognised columns, or with `free` two others, have the same name. */
  constructor({ columns = [], columnsMayRepeat }: RawSource, recognise: Recognise, free: boolean) {
    const seen = new Map<string, string>()
    this.names = columns.map((column) => {
      const name = recognise(column)
      if (name === undefined) return undefined
      const before = seen.get(name)
      if (before !== undefined && !columnsMayRepeat)
        throw new ImportError(problem('duplicate-column', name, `${before}, ${column}`))
      seen.set(name, column)
      return name
    })
    this.others = columns.filter((_, i) => this.names[i] === undefined)
    const twice = this.others.find((column, i) => this.others.indexOf(column) < i)
    if (free && twice !== undefined) throw new ImportError(problem('duplicate-column', twice, twice))
  }
}

/** Recognises one row after another. */
class RowRecogniser {
  readonly #raw: RawSource
  readonly #columns: readonly string[] | undefined
  readonly #names: readonly (string | undefined)[]
  readonly #booleans: ReadonlySet<string>
  readonly #recognise: Recognise
  readonly #free: FreeReading | undefined
  /** What members of JSON are called, to recognise each name once. */
  readonly #cached = new Map<string, string | undefined>()

  constructor(
    raw: RawSource,
    names: readonly (string | undefined)[] | undefined,
    recognise: Recognise,
    free: FreeReading | undefined,
  ) {
    this.#raw = raw
    this.#columns = raw.columns
    this.#names = names ?? []
    this.#booleans = new Set(raw.booleans)
    this.#recognise = recognise
    this.#free = free
  }

  row(row: RawRow, place: Placing | undefined): SourceRow {
    if (row.problem) return row
    const { line } = row
    const fields: Fields = {}
    const rest: Record<string, unknown> | undefined = this.#free ? Object.create(null) : undefined
    const columns = this.#columns ?? Object.keys(row.values)
    const values = this.#columns ? (row.values as readonly unknown[]) : Object.values(row.values)
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i] as string
      const value = values[i]
      const name = this.#columns ? this.#names[i] : this.#nameOf(column)
      if (rest && (name === undefined || this.#free?.kept?.has(column)))
        rest[column] = this.#booleans.has(column) ? truth(value) : value
      if (name === undefined) continue
      const isObject = typeof value === 'object' && value !== null
      if (isObject && (name !== HOLDS_JSON || Buffer.isBuffer(value)))
        return { line, problem: problem('value', column, shown(value), 'text, number') }
      // Of members of JSON that mean the same the first counts, as "code" over "ma".
      if (this.#columns || !(name in fields))
        fields[name] = isObject ? JSON.stringify(value) : String(value ?? '')
    }
    const id = row.id ?? (this.#free?.byRowNumber ? row.fid : undefined)
    if (id !== undefined && id !== null) this.#addId(fields, id)
    return this.#withGeometry(rest ? { line, fields, rest } : { line, fields }, row.geometry, place)
  }

  #nameOf(member: string): string | undefined {
    if (this.#cached.has(member)) return this.#cached.get(member)
    const name = this.#recognise(member)
    if (this.#cached.size < MAX_NAMES) this.#cached.set(member, name)
    return name
  }

  #addId(fields: Fields, id: unknown): void {
    const name = this.#free ? 'id' : this.#nameOf('id')
    if (name !== undefined && !(name in fields)) fields[name] = String(id)
  }

  #withGeometry(
    row: Exclude<SourceRow, { problem: object }>,
    ofRow: unknown,
    place: Placing | undefined,
  ): SourceRow {
    const { line, fields } = row
    const text = this.#raw.geometry === 'column' ? fields.wkt : undefined
    const geometry = text ? parseWellKnownText(text) : ofRow
    if (text && !geometry) return { line, problem: problem('value', 'wkt', text, 'POINT (106.4 10.5)') }
    if (geometry === undefined || geometry === null) return row
    const checked = checkGeometry(geometry, place)
    return 'rule' in checked ? { line, problem: checked } : { ...row, geometry: checked }
  }
}

/** The column whose text is a JSON object: GDAL writes such a text into GeoJSON as the object itself. */
const HOLDS_JSON = 'attributes'

/** The values of a row by their names, those of 0 and 1 that mean so as false and true. */
export function namedValues(
  raw: RawSource,
  row: Exclude<RawRow, { problem: object }>,
): Record<string, unknown> {
  const named: Record<string, unknown> = Object.create(null)
  const columns = raw.columns ?? Object.keys(row.values)
  const values = raw.columns ? (row.values as readonly unknown[]) : Object.values(row.values)
  for (const [i, column] of columns.entries())
    named[column] = raw.booleans?.includes(column) ? truth(values[i]) : values[i]
  return named
}

function truth(value: unknown): unknown {
  return typeof value === 'number' ? value !== 0 : value
}

function shown(value: object): string {
  return Buffer.isBuffer(value) ? 'BLOB' : JSON.stringify(value)
}
