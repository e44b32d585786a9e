import { guardFormula } from '../../text/formula-guard.ts'
import type { GeocodeFeature } from '../features/geocode-reply.ts'

/** Columns that a geocoded table gets behind its own; several values in one cell are separated by " | ". */
export const RESULT_COLUMNS = [
  'result_label',
  'result_kind',
  'result_id',
  'result_code',
  'result_score',
  'result_grade',
  'result_lat',
  'result_lon',
  'result_distance',
  'result_commune_code',
  'result_commune',
  'result_former_commune_code',
  'result_former_commune',
  'result_warnings',
  'result_status',
] as const

const SEPARATOR = ' | '
const NOTHING: readonly string[] = RESULT_COLUMNS.slice(1).map(() => '')

interface NamedUnit {
  code: string
  name: string
}

/** The cells of a row with the feature found for it; `not-found` without one. */
export function resultCells(feature: GeocodeFeature | undefined): string[] {
  if (!feature) return [...NOTHING, 'not-found']
  const { geocoding, vn } = feature.properties
  const [lon, lat] = feature.geometry?.coordinates ?? []
  const commune = vn.commune as NamedUnit | null | undefined
  const former = ((vn.former ?? []) as Array<{ commune?: NamedUnit }>).flatMap((one) => one.commune ?? [])
  return [
    guardFormula(geocoding.label),
    text(vn.kind),
    guardFormula(String(feature.id ?? '')),
    guardFormula(text(vn.code)),
    text(vn.score),
    text(vn.grade),
    text(lat),
    text(lon),
    text(vn.distance),
    guardFormula(text(commune?.code)),
    guardFormula(text(commune?.name)),
    guardFormula(former.map(({ code }) => code).join(SEPARATOR)),
    guardFormula(former.map(({ name }) => name).join(SEPARATOR)),
    ((vn.warnings ?? []) as string[]).join(' '),
    'ok',
  ]
}

/** The cells of a row that could not be looked up, and why. */
export function errorCells(reason: string): string[] {
  return [...NOTHING, `error: ${reason}`]
}

function text(value: unknown): string {
  return value === null || value === undefined ? '' : String(value)
}
