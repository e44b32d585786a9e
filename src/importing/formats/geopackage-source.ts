import { StoreError } from '../../store/errors.ts'
import { ForeignGeoPackage, type ForeignLayer, type ForeignRow } from '../../store/foreign-geopackage.ts'
import { KNOWN_SYSTEMS, namedSystem, systemOfText } from '../reading/coordinate-systems.ts'
import { checkGeometry } from '../reading/geometry-check.ts'
import { type Placing, placing } from '../reading/placing.ts'
import { ImportError, problem } from '../reading/problem.ts'
import type { Fields, FreeReading, Recognise, Source, SourceRow } from '../reading/source-row.ts'

const BATCH = 2000
const WGS84 = 4326

/**
 * Opens a layer of a GeoPackage: the one of that name, else one of these names, else the only one.
 * Throws {@link ImportError} when it is no GeoPackage, the layer is not clear, or it is not in WGS 84.
 */
export async function openGeoPackage(
  file: string,
  recognise: Recognise,
  wanted: readonly string[],
  free?: FreeReading,
): Promise<Source> {
  const foreign = openForeign(file)
  const layer = chooseLayer(foreign.layers(), wanted)
  const place = free && placingOf(layer, free)
  if (!free && layer.epsg !== undefined && layer.epsg !== WGS84)
    throw new ImportError(problem('crs', file, `EPSG:${layer.epsg}`, 'EPSG:4326 (ogr2ogr -t_srs EPSG:4326)'))
  const names = new Map<string, string>()
  for (const column of layer.columns) {
    const name = recognise(column)
    if (name === undefined) continue
    if ([...names.values()].includes(name)) throw new ImportError(problem('duplicate-column', name, column))
    names.set(column, name)
  }
  const others = layer.columns.filter((column) => !names.has(column))
  let done = 0
  async function* rows(): AsyncGenerator<SourceRow[]> {
    try {
      let batch: SourceRow[] = []
      for (const row of foreign.rows(layer)) {
        done++
        batch.push(sourceRow(row, names, place && { others, booleans: new Set(layer.booleans), place }))
        if (batch.length === BATCH) {
          yield batch
          batch = []
        }
      }
      yield batch
    } finally {
      foreign.close()
    }
  }
  return {
    columns: new Set(names.values()),
    tabular: true,
    hasGeometry: layer.geometryColumn !== undefined,
    ...(place ? { others, place } : {}),
    rows: rows(),
    progress: () => ({ done, total: layer.rows }),
  }
}

function openForeign(file: string): ForeignGeoPackage {
  try {
    return new ForeignGeoPackage(file)
  } catch (error) {
    if (error instanceof StoreError)
      throw new ImportError(problem('format', '', file, `GeoPackage (${(error.cause as Error).message})`), {
        cause: error,
      })
    throw error
  }
}

function chooseLayer(layers: ForeignLayer[], wanted: readonly string[]): ForeignLayer {
  const named = layers.find(({ name }) => wanted.includes(name))
  const features = layers.filter(({ geometryColumn }) => geometryColumn !== undefined)
  const layer = named ?? (features.length === 1 ? features[0] : layers.length === 1 ? layers[0] : undefined)
  if (!layer) {
    const found = layers.map(({ name }) => name).join(', ') || '–'
    throw new ImportError(problem('value', 'layer', found, `--layer ${wanted[0]}`))
  }
  return layer
}

/** Placing by the system named by whoever imports, else by the file: by its EPSG code, else by its definition. */
function placingOf(
  { epsg, definition, geometryColumn }: ForeignLayer,
  { system, extent }: FreeReading,
): Placing {
  if (system || geometryColumn === undefined || (epsg === undefined && !/\[/.test(definition ?? '')))
    return placing(system, extent)
  const stated =
    (epsg === undefined ? undefined : namedSystem(String(epsg))) ?? systemOfText(definition ?? '')
  if (!stated)
    throw new ImportError(problem('unknown-crs', 'crs', epsg ? `EPSG:${epsg}` : definition, KNOWN_SYSTEMS))
  return placing(stated, extent)
}

function sourceRow(
  row: ForeignRow,
  names: ReadonlyMap<string, string>,
  free: { others: readonly string[]; booleans: ReadonlySet<string>; place: Placing } | undefined,
): SourceRow {
  const line = row.fid
  if (row.damaged) return { line, problem: problem('geometry-type', 'geometry', '?', 'Point … MultiPolygon') }
  const fields: Fields = {}
  for (const [column, name] of names) {
    const value = row.values[column]
    if (Buffer.isBuffer(value)) return { line, problem: problem('value', column, 'BLOB', 'text, number') }
    fields[name] = value === null || value === undefined ? '' : String(value)
  }
  const rest: Record<string, unknown> = Object.create(null)
  for (const column of free?.others ?? []) {
    const value = row.values[column]
    rest[column] = free?.booleans.has(column) && typeof value === 'number' ? value !== 0 : value
  }
  const read = { line, fields, ...(free ? { rest } : {}) }
  if (!row.geometry) return read
  const geometry = checkGeometry(row.geometry, free?.place)
  return 'rule' in geometry ? { line, problem: geometry } : { ...read, geometry }
}
