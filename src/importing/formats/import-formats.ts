import { openCsv } from './csv-source.ts'
import { openGeoPackage } from './geopackage-source.ts'
import { openGeoJson, openNdjson } from './json/json-source.ts'
import type { ImportFormat } from './raw-source.ts'
import { openSheet, openTextTable } from './sheets/sheet-source.ts'

/**
 * Every format that can be imported; a new one is a line here and a file that reads it. What takes long to load is loaded when a
 * file needs it.
 */
export const IMPORT_FORMATS: readonly ImportFormat[] = [
  { name: 'CSV, TSV', extensions: ['.csv', '.tsv'], open: openCsv, openFree: openTextTable },
  { name: 'GeoJSON', extensions: ['.geojson', '.json'], open: openGeoJson },
  {
    name: 'NDJSON, GeoJSON Text Sequences',
    extensions: ['.ndjson', '.jsonl', '.geojsonl', '.geojsons'],
    open: openNdjson,
  },
  { name: 'GeoPackage', extensions: ['.gpkg'], open: openGeoPackage },
  { name: 'Excel, OpenDocument', extensions: ['.xlsx', '.ods'], openFree: openSheet },
  {
    name: 'Shapefile',
    extensions: ['.shp', '.zip'],
    openFree: async (file, options) =>
      (await import('./shapefile/shapefile-source.ts')).openShapefile(file, options),
  },
  {
    name: 'KML',
    extensions: ['.kml'],
    openFree: async (file) => (await import('./markup/kml-source.ts')).openKml(file),
  },
  {
    name: 'KMZ',
    extensions: ['.kmz'],
    openFree: async (file) => (await import('./markup/kml-source.ts')).openKmz(file),
  },
  {
    name: 'GPX',
    extensions: ['.gpx'],
    openFree: async (file, options) => (await import('./markup/gpx-source.ts')).openGpx(file, options),
  },
  {
    name: 'FlatGeobuf',
    extensions: ['.fgb'],
    openFree: async (file) => (await import('./flatgeobuf/flatgeobuf-source.ts')).openFlatGeobuf(file),
  },
]

/** Extensions that kinds, or with `free` layers, are read from. */
export function readExtensions(free: boolean): string[] {
  return IMPORT_FORMATS.flatMap((format) => (free || format.open ? format.extensions : []))
}
