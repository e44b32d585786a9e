import type { StoredGeometry } from '../../../geo/geopackage-geometry.ts'
import { toWellKnownText } from '../../../geo/well-known-text.ts'
import { csvLine } from '../../../tables/csv-writer.ts'
import { guardFormula } from '../../../text/formula-guard.ts'
import type { Item } from '../collection.ts'
import { type Crs, inCrs } from '../crs.ts'

/** Excel takes a file without it for one in the system's encoding. */
const BOM = '\ufeff'

/**
 * Features as CSV, a line in a slice: the id, the properties named, a point's position (`lon` and `lat`, or `x` and `y` of a
 * system in metres) and any other geometry as well-known text.
 */
export function* csvOf(items: readonly Item[], names: readonly string[], crs: Crs): Generator<string> {
  yield BOM + csvLine(['id', ...names, ...(crs.metres ? ['x', 'y'] : ['lon', 'lat']), 'WKT'], ',')
  for (const { id, geometry, properties } of items) {
    const point = geometry?.type === 'Point' ? positionIn(crs, geometry.coordinates) : ['', '']
    const other =
      geometry && geometry.type !== 'Point' ? toWellKnownText(inCrs(geometry, crs) as StoredGeometry) : ''
    yield csvLine([guardFormula(id), ...names.map((name) => cell(properties[name])), ...point, other], ',')
  }
}

function positionIn(crs: Crs, [lon, lat]: readonly number[]): string[] {
  return (crs.metres ? crs.fromDegrees(lon!, lat!) : [lon, lat]).map(String)
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return guardFormula(value)
  return typeof value === 'object' ? guardFormula(JSON.stringify(value)) : String(value)
}
