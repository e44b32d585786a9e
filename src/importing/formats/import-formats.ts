import { openCsv } from './csv-source.ts'
import { openGeoPackage } from './geopackage-source.ts'
import { openGeoJson, openNdjson } from './json-source.ts'
import type { ImportFormat } from './raw-source.ts'

/** Every format that can be imported; a new one is a line here and a file that reads it. */
export const IMPORT_FORMATS: readonly ImportFormat[] = [
  { extensions: ['.csv', '.tsv'], open: openCsv },
  { extensions: ['.geojson', '.json'], open: openGeoJson },
  { extensions: ['.ndjson', '.jsonl', '.geojsonl', '.geojsons'], open: openNdjson },
  { extensions: ['.gpkg'], open: openGeoPackage },
  {
    extensions: ['.zip'],
    onlyLayers: true,
    // Its packages take longer to load than a small file of another format to import.
    open: async (file, layers) => (await import('./shapefile-source.ts')).openShapefile(file, layers),
  },
]
