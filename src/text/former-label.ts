interface NamedUnit {
  readonly name: string
}

/** A former commune with what it lay in. */
export interface FormerUnits {
  readonly commune?: NamedUnit
  readonly district?: NamedUnit
  readonly province?: NamedUnit
}

/** "Phường 4, Thành phố Tân An, Tỉnh Long An": a former commune with what it lay in. */
export function formerUnits({ commune, district, province }: FormerUnits): string {
  return [commune, district, province].flatMap((unit) => (unit ? [unit.name] : [])).join(', ')
}

/**
 * A label with the units of that time in place of today's: what old papers say. The label is cut where `commune`, today's,
 * begins, and without the former commune by which a hamlet was told apart; undefined when it does not name today's, when it is
 * the commune itself, or when no former commune is known.
 */
export function formerLabel(
  label: string,
  commune: string | undefined,
  former: FormerUnits,
): string | undefined {
  if (commune === undefined || !former.commune) return undefined
  const cut = label.lastIndexOf(`, ${commune}`)
  if (cut <= 0) return undefined
  const within = label.slice(0, cut).replace(` (${former.commune.name} cũ)`, '')
  return `${within}, ${formerUnits(former)}`
}

/** `2025-06-30` as people write it: 30/6/2025. */
export function plainDate(day: string): string {
  const [year, month, date] = day.split('-')
  return `${Number(date)}/${Number(month)}/${year}`
}
