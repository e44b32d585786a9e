import type { MentionedText } from '../../parsing/mentions/mention.ts'
import type { Unit } from '../unit.ts'
import type { Grade, Outcome, Warning } from './conversion.ts'
import type { Leftover } from './reading/leftover-words.ts'
import { isNamedAfter, isStreetLike } from './reading/reading-points.ts'
import type { UnitReading } from './reading/unit-reading.ts'

/** Warnings that make a single candidate unsafe. */
const UNSAFE: ReadonlySet<Warning> = new Set([
  'two-provinces',
  'two-communes',
  'district-mismatch',
  'province-mismatch',
  'words-not-understood',
  'point-elsewhere',
  'point-outside',
  'near-boundary',
  'suggested',
  'accents-differ',
  'type-differs',
  'ambiguous-level',
  'ambiguous-name',
  'no-match',
])

/** Warns of what in a text does not go together, or is not as the law writes it. */
export function noteReading(
  reading: UnitReading,
  text: MentionedText<Unit>,
  left: Leftover,
  warnings: Set<Warning>,
): void {
  const parts = [reading.commune, reading.district, reading.province].filter((one) => one !== undefined)
  if (reading.mixture > 0) warnings.add('mixed-units')
  const { commune } = reading
  if (commune && (isNamedAfter(commune, text.words) || isStreetLike(commune, text)))
    warnings.add('ambiguous-name')
  if (reading.order === 'mixed' && !reading.commune?.type && !reading.district?.type)
    warnings.add('ambiguous-level')
  for (const level of reading.contradicted)
    warnings.add(level === 'district' ? 'district-mismatch' : 'province-mismatch')
  for (const warning of left.warnings) warnings.add(warning)
  if (parts.some(({ typeDiffers }) => typeDiffers)) warnings.add('type-differs')
  if (parts.some(({ agreement }) => agreement === 'differs') && !warnings.has('suggested'))
    warnings.add('accents-differ')
  if (text.elsewhere && reading.province) warnings.add('two-provinces')
  const { province } = reading
  const others = text.mentions.filter(
    (one) =>
      one.level === 'province' &&
      province !== undefined &&
      parts.every((part) => one.to <= part.from || part.to <= one.from) &&
      ![one, province].some(({ to }) => text.words[to]?.folded === 'cu') &&
      !one.matches.some(({ unit }) => province.matches.some((match) => match.unit === unit)),
  )
  if (others.length > 0) warnings.add('two-provinces')
}

/** How sure a conversion is. */
export function gradeOf(
  outcomes: readonly Outcome[],
  reading: UnitReading | undefined,
  warnings: ReadonlySet<Warning>,
): Grade {
  if (outcomes.length !== 1 || [...warnings].some((warning) => UNSAFE.has(warning))) return 'C'
  const parts = [reading?.commune, reading?.district, reading?.province].filter((one) => one !== undefined)
  const exact =
    reading?.commune?.type !== undefined &&
    reading.mixture === 0 &&
    parts.every(({ agreement, shortened }) => agreement === 'exact' && !shortened)
  return exact && outcomes[0]?.steps.length === 0 && warnings.size === 0 ? 'A' : 'B'
}
