import { boxContains } from '../../geo/box.ts'
import { FAR_OUTSIDE, placeInArea, settledArea } from '../../geo/place-in-area.ts'
import type { PlaceFinders } from './place-finders.ts'
import { digits } from './problem.ts'
import type { RowReader } from './row-reader.ts'

/** What is worth a look though the row is taken. */
export type Warning = 'near-boundary' | 'commune-mismatch' | 'approximate-split' | 'proposed' | 'not-decided'

export interface CommuneOfRow {
  commune: string
  former: string | null
  warning?: Warning
}

/**
 * The commune of today that a row lies in: by its code, else by its former code, converted by date and, where the
 * former unit was divided, by position, else by the names in its raw text. Null when a problem was found.
 */
export function communeOfRow(
  row: RowReader,
  [lon, lat]: readonly [number, number],
  rawText: string | null,
  finders: PlaceFinders,
): CommuneOfRow | null {
  const here = finders.containing(lon, lat)
  const beyond = () =>
    row.refuse('out-of-province', 'lon', `${lon} ${lat}`, finders.extent.map((n) => n.toFixed(2)).join(' '))
  if (!boxContains(finders.extent, lon, lat)) return beyond()
  const five = digits('5')
  const given = row.matching('commune_code', /^\d{5}$/, five)
  let former = row.matching('former_commune_code', /^\d{5}$/, five)
  let commune = given !== null && finders.inForce(given) ? given : null
  let settled: Warning | undefined
  if (given !== null && commune === null) {
    if (finders.successors(given).length === 0)
      return row.refuse('unknown-unit', 'commune_code', given, 'data/units.csv')
    former ??= given
  }
  if (commune === null && former !== null) {
    const successors = finders.successors(former)
    if (successors.length === 0)
      return row.refuse('unknown-unit', 'former_commune_code', former, 'data/units.csv')
    commune = settledArea(successors, here)
    if (successors.length > 1) settled = 'approximate-split'
    if (commune === null)
      return row.refuse('split-unit', 'former_commune_code', former, successors.join(', '))
  }
  if (commune === null && rawText !== null) {
    const named = finders.namedIn(rawText, lon, lat)
    commune = settledArea(named, here)
    if (named.length > 1) settled = 'approximate-split'
    if (commune === null && named.length > 0)
      return row.refuse('split-unit', 'raw_text', rawText, named.join(', '))
  }
  if (commune === null) {
    if (row.problems.length > 0) return null
    return row.refuse('required', 'commune_code', '', 'commune_code, former_commune_code, raw_text')
  }
  const named = commune
  switch (
    placeInArea(named, here, finders.approximate, () => finders.metresTo(named, lon, lat, FAR_OUTSIDE))
  ) {
    case 'beyond-all':
      return beyond()
    case 'far-outside':
      return row.refuse('far-outside', 'lon', `${lon} ${lat}`, `${named}: ${FAR_OUTSIDE} m`)
    case 'outside':
      return { commune, former, warning: 'commune-mismatch' }
    case 'near-boundary':
      return { commune, former, warning: 'near-boundary' }
    case 'inside':
      return { commune, former }
    case 'unknown':
      return settled === undefined ? { commune, former } : { commune, former, warning: settled }
  }
}
