import type { LayerImportOptions, LayerReport } from '../../src/importing/layers/layer-catalogue.ts'
import { importLayer } from '../../src/importing/layers/layer-import.ts'
import type { RecordStore } from '../../src/store/record-store.ts'
import { findersOf } from './import-support.ts'

/** Imports a file into a thematic layer with the finders of the record as it stands. */
export function loadLayer(
  record: RecordStore,
  theme: string,
  file: string,
  options: Partial<LayerImportOptions> = {},
): Promise<LayerReport> {
  return importLayer(record, { finders: findersOf(record), ...options, theme, file })
}

/** What of a report a test compares: read, added, changed, unchanged, removed, refused. */
export function layerCounts(report: LayerReport): number[] {
  const { read, added, changed, unchanged, removed, refused } = report
  return [read, added, changed, unchanged, removed, refused]
}
