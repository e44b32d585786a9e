import type { SearchHit } from '../../../src/search/search-types.ts'

/** A hit in a line of a report: what it is called, where it lies, and how sure it is. */
export function describedHit(hit: SearchHit | undefined): string {
  if (!hit) return 'nothing'
  const { kind, name, address, within, grade, warnings, score } = hit
  const what = address
    ? [address.name, address.house_number, address.street, address.hamlet].filter(Boolean).join(' ')
    : name
  return `${kind}: ${what}, ${within?.fullName ?? ''} (${[grade, score, ...warnings].join(' ')})`
}
