import { accessSync, constants, statSync } from 'node:fs'
import { extname } from 'node:path'
import { ImportError, problem } from '../reading/problem.ts'
import type { FreeReading, Recognise, Source } from '../reading/source-row.ts'
import { openCsv } from './csv-source.ts'
import { openGeoPackage } from './geopackage-source.ts'
import { openGeoJson, openNdjson } from './json-source.ts'
import { openShapefile } from './shapefile-source.ts'

type Open = (
  file: string,
  recognise: Recognise,
  layers: readonly string[],
  free?: FreeReading,
) => Promise<Source>

/** Readers and writers by extension. */
export const FORMATS: Readonly<Record<string, 'csv' | 'geojson' | 'ndjson' | 'gpkg'>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.geojson': 'geojson',
  '.json': 'geojson',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.geojsonl': 'ndjson',
  '.geojsons': 'ndjson',
  '.gpkg': 'gpkg',
}
const READERS: Readonly<Record<(typeof FORMATS)[string], Open>> = {
  csv: openCsv,
  geojson: openGeoJson,
  ndjson: openNdjson,
  gpkg: openGeoPackage,
}

/**
 * Opens a file by its extension; throws {@link ImportError} when it is missing or of another kind. With `free`, all
 * columns are read, coordinates of any known system, and zipped Shapefiles too.
 */
export async function openSource(
  file: string,
  recognise: Recognise,
  layers: readonly string[],
  free?: FreeReading,
): Promise<Source> {
  const shapefile = free !== undefined && extname(file).toLowerCase() === '.zip'
  const open: Open = shapefile ? openShapefile : READERS[formatOf(file)]
  try {
    accessSync(file, constants.R_OK)
    if (!statSync(file).isFile()) throw new Error('it is a folder')
  } catch (cause) {
    throw new ImportError(problem('unreadable', '', `${file}: ${(cause as Error).message}`), { cause })
  }
  return open(file, recognise, layers, free)
}

/** The format that a file's extension stands for; throws {@link ImportError} for an unknown one. */
export function formatOf(file: string): (typeof FORMATS)[string] {
  const format = FORMATS[extname(file).toLowerCase()]
  if (!format) throw new ImportError(problem('format', '', file, Object.keys(FORMATS).join(' ')))
  return format
}
