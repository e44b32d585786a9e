import { GeoPackageWriter } from '../../store/geopackage/geopackage-writer.ts'
import { csvFile } from './csv-file.ts'
import type { ExportFormat } from './export-plan.ts'
import { geoJsonFile, ndjsonFile } from './geojson-file.ts'

/** Every format that can be exported; a new one is a line here and a file that writes it. */
export const EXPORT_FORMATS: readonly ExportFormat[] = [
  { extensions: ['.csv', '.tsv'], create: csvFile },
  { extensions: ['.geojson', '.json'], create: geoJsonFile },
  { extensions: ['.ndjson', '.jsonl', '.geojsonl', '.geojsons'], create: ndjsonFile },
  {
    extensions: ['.gpkg'],
    create: (file, name, { description, geometry, columns }) =>
      new GeoPackageWriter(file, { name, description, columns, ...(geometry ? { geometry } : {}) }),
  },
]
