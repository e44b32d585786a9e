import { decodeGeometry, decodePoint } from '../../geo/geopackage-geometry.ts'
import { toWellKnownText } from '../../geo/well-known-text.ts'
import { csvLine } from '../../tables/csv-writer.ts'
import { guardFormula } from '../../text/formula-guard.ts'
import type { ExportPlan, FileWriter, Value } from './export-plan.ts'
import { TextFile } from './text-file.ts'

/** Marks a CSV file as UTF-8, for spreadsheets. */
const BOM = '\ufeff'

/** CSV: points as the columns lon and lat in their place, other geometries as well-known text in a last column. */
export function csvFile(file: string, _name: string, plan: ExportPlan): FileWriter {
  const text = new TextFile(file)
  const isPoint = plan.geometry === 'POINT'
  const names = plan.columns.map(({ name }) => name)
  const geometryAt = isPoint ? plan.lonLatAt : names.length
  const line = (cells: readonly string[], geometry: readonly string[]) =>
    csvLine(plan.geometry ? cells.toSpliced(geometryAt, 0, ...geometry) : cells, ',', '\n')
  text.write(BOM + line(names.map(guardFormula), isPoint ? ['lon', 'lat'] : ['wkt']))
  return {
    add(geom, values) {
      text.write(line(values.map(cellOf), isPoint ? lonLat(geom) : [geom ? wellKnownText(geom) : '']))
    },
    close: () => text.close(),
  }
}

/** Numbers need no guard: a minus before digits is no formula. */
function cellOf(value: Value): string {
  if (value === null) return ''
  return typeof value === 'string' ? guardFormula(value) : String(value)
}

function lonLat(geom: Buffer | null): string[] {
  return ((geom && decodePoint(geom)) ?? ['', '']).map(String)
}

function wellKnownText(geom: Buffer): string {
  const geometry = decodeGeometry(geom)
  return geometry ? toWellKnownText(geometry) : ''
}
