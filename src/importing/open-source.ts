import { accessSync, constants, statSync } from 'node:fs'
import { extname } from 'node:path'
import { openCsv } from './csv-source.ts'
import { openGeoPackage } from './geopackage-source.ts'
import { openGeoJson, openNdjson } from './json-source.ts'
import { ImportError, problem } from './problem.ts'
import type { Recognise, Source } from './source-row.ts'

type Open = (file: string, recognise: Recognise, layers: readonly string[]) => Promise<Source>

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

/** Opens a file by its extension; throws {@link ImportError} when it is missing or of another kind. */
export async function openSource(
  file: string,
  recognise: Recognise,
  layers: readonly string[],
): Promise<Source> {
  const format = formatOf(file)
  try {
    accessSync(file, constants.R_OK)
    if (!statSync(file).isFile()) throw new Error('it is a folder')
  } catch (cause) {
    throw new ImportError(problem('unreadable', '', `${file}: ${(cause as Error).message}`), { cause })
  }
  return READERS[format](file, recognise, layers)
}

/** The format that a file's extension stands for; throws {@link ImportError} for an unknown one. */
export function formatOf(file: string): (typeof FORMATS)[string] {
  const format = FORMATS[extname(file).toLowerCase()]
  if (!format) throw new ImportError(problem('format', '', file, Object.keys(FORMATS).join(' ')))
  return format
}
