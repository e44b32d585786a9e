import * as former from '../../text/former-label.ts'
import type { Former, Place } from '../api/replies.ts'

export { formerUnits, plainDate } from '../../text/former-label.ts'

/** {@link former.formerLabel} of a place. */
export function formerLabel({ properties: { geocoding, vn } }: Place, units: Former): string | undefined {
  return former.formerLabel(geocoding.label, vn.commune?.name, units)
}
