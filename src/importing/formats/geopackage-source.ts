import { namedSystem, systemOfText } from '../../geo/coordinate-systems.ts'
import { StoreError } from '../../store/errors.ts'
import {
  ForeignGeoPackage,
  type ForeignLayer,
  type ForeignRow,
} from '../../store/geopackage/foreign-geopackage.ts'
import { ImportError, problem } from '../reading/problem.ts'
import { chooseLayer } from './choose-layer.ts'
import type { RawRow, RawSource, ReadOptions, StatedCrs } from './raw-source.ts'

const BATCH = 2000
const WGS84 = 4326

/**
 * Opens a layer of a GeoPackage: the one of these names, else the only one. Throws {@link ImportError} when it is no
 * GeoPackage or the layer is not clear.
 */
export async function openGeoPackage(file: string, options: ReadOptions): Promise<RawSource> {
  const foreign = openForeign(file)
  const layers = foreign.layers()
  const features = layers.filter(({ geometryColumn }) => geometryColumn !== undefined)
  const layer = chooseLayer(file, layers, options, features)
  const crs = statedCrs(layer)
  let done = 0
  async function* rows(): AsyncGenerator<RawRow[]> {
    try {
      let batch: RawRow[] = []
      for (const row of foreign.rows(layer)) {
        done++
        batch.push(rawRow(row, layer.columns))
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
    columns: layer.columns,
    booleans: layer.booleans,
    geometry: layer.geometryColumn === undefined ? 'none' : 'rows',
    crs: () => crs,
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

/** What the layer states of its coordinates: an EPSG code, else a definition in well-known text. */
function statedCrs({ epsg, definition = '', geometryColumn }: ForeignLayer): StatedCrs | undefined {
  if (geometryColumn === undefined || (epsg === undefined && !definition.includes('['))) return undefined
  return {
    text: epsg ? `EPSG:${epsg}` : definition,
    system: (epsg === undefined ? undefined : namedSystem(String(epsg))) ?? systemOfText(definition),
    // A definition without a code is not compared with WGS 84: metres are refused row by row.
    isWgs84: epsg === undefined || epsg === WGS84,
  }
}

function rawRow({ fid, values, geometry, unread }: ForeignRow, columns: readonly string[]): RawRow {
  if (unread !== undefined)
    return { line: fid, problem: problem('geometry-type', 'geometry', unread || '?', 'Point … MultiPolygon') }
  return { line: fid, values: columns.map((column) => values[column]), geometry, fid }
}
