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
  'result_candidates',
] as const

const SEPARATOR = ' | '
/** Candidates that are listed; of more the list ends with "…". */
export const MOST_CANDIDATES = 20
const NOTHING: readonly string[] = RESULT_COLUMNS.slice(0, RESULT_COLUMNS.indexOf('result_status')).map(
  () => '',
)

interface NamedUnit {
  code: string
  name: string
}

/**
 * The cells of a row with the features that it may mean, the first of them in full; `not-found` without any. A text that
 * says as much of several, or names a commune that was split, is `ambiguous`.
 */
export function resultCells(features: readonly GeocodeFeature[]): string[] {
  const [feature] = features
  if (!feature) return [...NOTHING, 'not-found', '']
  const { geocoding, vn } = feature.properties
  const [lon, lat] = feature.geometry?.coordinates ?? []
  const commune = vn.commune as NamedUnit | null | undefined
  const former = ((vn.former ?? []) as Array<{ commune?: NamedUnit }>).flatMap((one) => one.commune ?? [])
  const warnings = (vn.warnings ?? []) as string[]
  const isAmbiguous = warnings.includes('split-unit') || warnings.includes('ambiguous')
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
    warnings.join(' '),
    ...(isAmbiguous ? ['ambiguous', guardFormula(candidatesOf(features))] : ['ok', '']),
  ]
}

function candidatesOf(features: readonly GeocodeFeature[]): string {
  const listed = features.slice(0, MOST_CANDIDATES).map(candidate)
  return [...listed, ...(features.length > MOST_CANDIDATES ? ['…'] : [])].join(SEPARATOR)
}

/** A candidate in few words: its label without the province, and the code of its commune. */
function candidate({ properties: { geocoding, vn } }: GeocodeFeature): string {
  const { label, state } = geocoding
  const short = state && label.endsWith(`, ${state}`) ? label.slice(0, -state.length - 2) : label
  const code = text((vn.commune as NamedUnit | null | undefined)?.code ?? vn.code)
  return code === '' ? short : `${short} (${code})`
}

/** The cells of a row that could not be looked up, and why. */
export function errorCells(reason: string): string[] {
  return [...NOTHING, `error: ${reason}`, '']
}

function text(value: unknown): string {
  return value === null || value === undefined ? '' : String(value)
}
