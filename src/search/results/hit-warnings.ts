import { type Query, understood } from '../query/query.ts'
import type { Candidate } from '../ranking/candidate.ts'
import { formerCommuneOf } from '../ranking/unit-fit.ts'
import type { FormerUnit, SearchWarning } from '../search-types.ts'
import { liesElsewhere, type NamedAreas } from '../units/named-areas.ts'
import type { UnitIndex } from '../units/unit-index.ts'

/** What a candidate is compared with. */
export interface WarningSources {
  readonly query: Query
  /** Where what is sought must lie, if the query says. */
  readonly named: NamedAreas | undefined
  readonly units: UnitIndex
}

/**
 * What is unsure of a candidate, and the former unit that it was found by. `own` is the former commune that it is known to have been in,
 * '' where that is not known: a former unit that the record contradicts is not said to have been its own.
 */
export function warningsOf(
  candidate: Candidate,
  own: string,
  sources: WarningSources,
): { warnings: SearchWarning[]; former: FormerUnit | undefined } {
  const { query } = sources
  const { units, mask, how } = candidate
  const mismatch = mismatchOf(candidate, own, sources)
  const warnings: SearchWarning[] = mismatch ? [mismatch] : []
  const former = mismatch ? undefined : formerOf(candidate)
  if (former) {
    const isArea = candidate.type === 'commune' || candidate.type === 'district'
    warnings.push(isArea && units?.commune?.split ? 'split-unit' : 'former-unit')
  }
  if (how === 'typo' || how === 'sound') warnings.push('typo-corrected')
  if (!understood(query, mask)) {
    warnings.push('words-not-understood')
    if (isUnit(candidate) && namesStreet(query, mask)) warnings.push('street-not-found')
  }
  if (query.relation) warnings.push('near-landmark')
  return { warnings, former }
}

/** The words of a query that a candidate does not explain, as they were read. */
export function leftWords({ tokens, ignored }: Query, mask: number): string {
  const left = tokens.filter((_, i) => (((mask | ignored) >>> i) & 1) === 0)
  return left.map(({ text }) => text).join(' ')
}

/** The area that a candidate lies in or is; undefined for a province and where it is not known. */
export function areaOf(candidate: Candidate): number | undefined {
  switch (candidate.type) {
    case 'entry':
      return candidate.entry.area
    case 'place':
    case 'address':
      return candidate.place.area
    case 'province':
      return undefined
    default:
      return candidate.area
  }
}

/** Which of the units named it is known not to be in, or not to have been in. */
function mismatchOf(
  candidate: Candidate,
  own: string,
  { named, units: index }: WarningSources,
): SearchWarning | undefined {
  const { units } = candidate
  const area = areaOf(candidate)
  // a unit is what it is; another thing may bear the words that name the unit
  const taken = isUnit(candidate) ? 0 : candidate.mask
  const isThere = candidate.type === 'province' || (named && !liesElsewhere(named, area, taken))
  if (named && !isThere) return `${named.level}-mismatch`
  if (!units) return undefined
  const former = formerCommuneOf(units)
  if (former !== undefined && own !== '' && !index.wasOrBecame(former, own)) return 'commune-mismatch'
  const { district } = units
  if (!district) return undefined
  const fits =
    own !== ''
      ? index.wasIn(own, district.unit)
      : candidate.type !== 'entry' || index.inDistrict(candidate.entry.formers, district.unit)
  return fits ? undefined : 'district-mismatch'
}

function isUnit({ type }: Candidate): boolean {
  return type === 'commune' || type === 'district' || type === 'province'
}

/** Whether words that a hit leaves look like a street: there is a house number or the word for a street among them. */
function namesStreet({ houses, typeBefore }: Query, mask: number): boolean {
  const isLeft = (span: { readonly mask: number }) => (span.mask & mask) === 0
  return houses.some(isLeft) || typeBefore.some((type) => type?.level === 'street' && isLeft(type))
}

/** The unit named that is no longer in force. */
function formerOf({ units, type }: Candidate): FormerUnit | undefined {
  if (!units) return undefined
  const { commune, district, province } = units
  const alias = commune && !commune.current ? commune : undefined
  const whole = type === 'commune' && !commune ? district : undefined
  const named = alias ?? whole ?? (type === 'province' && !province?.current ? province : undefined)
  if (!named) return undefined
  return {
    unit: named.unit,
    ...(named.district ? { district: named.district } : {}),
    ...(named.province ? { province: named.province } : {}),
    ...(named.basis ? { basis: named.basis } : {}),
  }
}
