import type { AddressConverter } from './address-converter.ts'
import type { Conversion, Outcome } from './conversion.ts'

/** Columns that are added behind those of a table. */
export const CONVERTED_COLUMNS = [
  'current_commune_code',
  'current_commune',
  'former_commune_code',
  'former_commune',
  'grade',
  'basis',
  'warnings',
  'conversion_status',
] as const

/** Separates several candidates in one cell. */
const SEPARATOR = ' | '

/**
 * The cells added to a row, in the order of {@link CONVERTED_COLUMNS}. A row that is not settled gets all its
 * candidates, separated by " | "; the former communes are those named, or all that are possible.
 */
export function convertedColumns(
  converter: AddressConverter,
  address: string,
  place?: { lon: number; lat: number },
): string[] {
  const input = { text: address, ...place }
  const current = converter.outcomes(input, 'current')
  const former = formerOf(converter, current.outcomes)
  return [
    ...codesAndNames(current.outcomes),
    ...codesAndNames(former),
    current.grade,
    basisOf(current.outcomes, former),
    current.warnings.join(' '),
    statusOf(current),
  ]
}

/** `ok` is settled and safe; `ambiguous` has several candidates, `unsure` one that has to be looked at. */
function statusOf({ outcomes, grade }: Pick<Conversion, 'grade'> & { outcomes: readonly Outcome[] }): string {
  if (outcomes.length === 0) return 'not-found'
  if (outcomes.length > 1) return 'ambiguous'
  return grade === 'C' ? 'unsure' : 'ok'
}

/** Units that the text itself named as former ones, or the possible ones of the single commune it led to. */
function formerOf(
  converter: AddressConverter,
  current: readonly Outcome[],
): Pick<Outcome, 'commune' | 'steps'>[] {
  const named = current.flatMap(({ steps }) => {
    const [first] = steps
    return first && first.from.level === 'commune' ? [{ commune: first.from, steps }] : []
  })
  if (named.length > 0) return [...new Map(named.map((one) => [one.commune, one])).values()]
  const [only, ...others] = current
  if (!only || others.length > 0 || only.steps.length > 0) return []
  const paths = converter.register.predecessors(only.commune.code)
  return paths.map(({ unit, steps }) => ({ commune: unit, steps }))
}

function codesAndNames(candidates: readonly Pick<Outcome, 'commune'>[]): [codes: string, names: string] {
  return [
    candidates.map(({ commune }) => commune.code).join(SEPARATOR),
    candidates.map(({ commune }) => commune.fullName).join(SEPARATOR),
  ]
}

function basisOf(
  ...lists: readonly Pick<Outcome, 'steps'>[][] | readonly (readonly Pick<Outcome, 'steps'>[])[]
): string {
  const cited = lists.flatMap((list) =>
    list.flatMap(({ steps }) =>
      steps.map(({ basis, article }) => (article ? `${article}, ${basis}` : basis)),
    ),
  )
  return [...new Set(cited)].join(SEPARATOR)
}
