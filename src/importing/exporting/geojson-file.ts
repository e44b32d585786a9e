import { decodeGeometry } from '../../geo/geopackage-geometry.ts'
import type { ExportPlan, FileWriter, Value } from './export-plan.ts'
import { TextFile } from './text-file.ts'

/** A GeoJSON FeatureCollection (RFC 7946). */
export function geoJsonFile(file: string, _name: string, plan: ExportPlan): FileWriter {
  const text = new TextFile(file)
  let first = true
  text.write('{"type":"FeatureCollection","features":[\n')
  return {
    add(geom, values) {
      text.write(`${first ? '' : ',\n'}${feature(plan, geom, values)}`)
      first = false
    },
    close() {
      text.write('\n]}\n')
      text.close()
    },
  }
}

/** A GeoJSON feature in each line. */
export function ndjsonFile(file: string, _name: string, plan: ExportPlan): FileWriter {
  const text = new TextFile(file)
  return {
    add: (geom, values) => text.write(`${feature(plan, geom, values)}\n`),
    close: () => text.close(),
  }
}

function feature(plan: ExportPlan, geom: Buffer | null, values: readonly Value[]): string {
  const properties = Object.fromEntries(plan.columns.map(({ name }, i) => [name, values[i] ?? null]))
  const { id, ...rest } = properties
  const geometry = geom ? (decodeGeometry(geom) ?? null) : null
  return JSON.stringify({ type: 'Feature', ...(id === undefined ? {} : { id }), geometry, properties: rest })
}
