import { type Query, understood } from '../query/query.ts'
import type { Scored } from '../ranking/candidate.ts'
import type { Grade, SearchWarning } from '../search-types.ts'

/** Coverage below which words are guessed at, as by initials. */
const SURE = 0.7

/** Warnings after which a person should look. */
const UNSAFE: ReadonlySet<SearchWarning> = new Set(['split-unit', 'commune-mismatch', 'district-mismatch'])

/** A: exactly what is in force, with accents. B: safe. C: a person should look. */
export function gradeOf(
  { evidence, how, units, mask }: Scored,
  query: Query,
  warnings: readonly SearchWarning[],
): Grade {
  const guessed = how === 'typo' || how === 'sound' || evidence.coverage < SURE || query.relation !== 0
  if (guessed || !understood(query, mask) || warnings.some((warning) => UNSAFE.has(warning))) return 'C'
  const exact =
    how === 'exact' &&
    evidence.accents === 0 &&
    evidence.agreement + evidence.order < 0.01 &&
    evidence.coverage > 0.995
  const whole = evidence.completeness > 0.995
  const today = !units?.commune || units.commune.current
  return exact && whole && today && query.accented && !units?.district ? 'A' : 'B'
}
