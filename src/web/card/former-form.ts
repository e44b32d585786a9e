import type { Former, Place } from '../api/replies.ts'

/** "Phường 4, Thành phố Tân An, Tỉnh Long An": a former commune with what it lay in. */
export function formerUnits({ commune, district, province }: Former): string {
  return [commune, district, province].flatMap((unit) => (unit ? [unit.name] : [])).join(', ')
}

/**
 * A label with the units of that time in place of today's: what old papers say. The label is cut where today's
 * commune begins; undefined when it names none, when it is the commune itself, or when no former commune is known.
 */
export function formerLabel({ properties: { geocoding, vn } }: Place, former: Former): string | undefined {
  if (!vn.commune || !former.commune) return undefined
  const cut = geocoding.label.lastIndexOf(`, ${vn.commune.name}`)
  return cut > 0 ? `${geocoding.label.slice(0, cut)}, ${formerUnits(former)}` : undefined
}

/** `2025-06-30` as people write it: 30/6/2025. */
export function plainDate(day: string): string {
  const [year, month, date] = day.split('-')
  return `${Number(date)}/${Number(month)}/${year}`
}
