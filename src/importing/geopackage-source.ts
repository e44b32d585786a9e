import { StoreError } from '../store/errors.ts'
import { ForeignGeoPackage, type ForeignLayer, type ForeignRow } from '../store/foreign-geopackage.ts'
import { checkGeometry } from './geometry-check.ts'
import { ImportError, problem } from './problem.ts'
import type { Fields, Recognise, Source, SourceRow } from './source-row.ts'

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
): Promise<Source> {
  const foreign = openForeign(file)
  const layer = chooseLayer(foreign.layers(), wanted, file)
  const names = new Map<string, string>()
  for (const column of layer.columns) {
    const name = recognise(column)
    if (name === undefined) continue
    if ([...names.values()].includes(name)) throw new ImportError(problem('duplicate-column', name, column))
    names.set(column, name)
  }
  let done = 0
  async function* rows(): AsyncGenerator<SourceRow[]> {
    try {
      let batch: SourceRow[] = []
      for (const row of foreign.rows(layer)) {
        done++
        batch.push(sourceRow(row, names))
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

function chooseLayer(layers: ForeignLayer[], wanted: readonly string[], file: string): ForeignLayer {
  const named = layers.find(({ name }) => wanted.includes(name))
  const features = layers.filter(({ geometryColumn }) => geometryColumn !== undefined)
  const layer = named ?? (features.length === 1 ? features[0] : layers.length === 1 ? layers[0] : undefined)
  if (!layer) {
    const found = layers.map(({ name }) => name).join(', ') || '–'
    throw new ImportError(problem('value', 'layer', found, `--layer ${wanted[0]}`))
  }
  if (layer.epsg !== undefined && layer.epsg !== WGS84)
    throw new ImportError(problem('crs', file, `EPSG:${layer.epsg}`, 'EPSG:4326 (ogr2ogr -t_srs EPSG:4326)'))
  return layer
}

function sourceRow(row: ForeignRow, names: ReadonlyMap<string, string>): SourceRow {
  const line = row.fid
  if (row.damaged) return { line, problem: problem('geometry-type', 'geometry', '?', 'Point … MultiPolygon') }
  const fields: Fields = {}
  for (const [column, name] of names) {
    const value = row.values[column]
    if (Buffer.isBuffer(value)) return { line, problem: problem('value', column, 'BLOB', 'text, number') }
    fields[name] = value === null || value === undefined ? '' : String(value)
  }
  if (!row.geometry) return { line, fields }
  const geometry = checkGeometry(row.geometry)
  return 'rule' in geometry ? { line, problem: geometry } : { line, fields, geometry }
}
