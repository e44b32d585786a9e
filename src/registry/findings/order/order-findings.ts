import { distance } from '../../../geo/distance.ts'
import { parseHousePath } from '../../../parsing/house-path.ts'
import { isAside, isSameFormer } from '../duplicate-findings.ts'
import { finding, quoted, type RuleFinding } from '../finding.ts'
import { numberKey } from '../place-key.ts'
import type { CheckedDraft, HouseAlong } from '../ports.ts'
import { houseLine, onWrongSide, outOfOrder } from './street-line.ts'

/** Metres along a street within which neighbours are compared: further on it bends. */
export const NEIGHBOURHOOD = 150

/**
 * A house number that stands out of order on its street, or on its wrong side, compared with the houses around it. Houses
 * in alleys are left alone, and so are streets whose houses do not agree among themselves.
 *
 * @param along addresses of the same street around its point
 */
export function orderFindings(draft: CheckedDraft, along: readonly HouseAlong[]): RuleFinding[] {
  const { lon, lat, uid } = draft
  const number = onStreet(draft.house_number)
  if (number === undefined || !draft.street?.trim() || lon === null || lat === null || isAside(draft))
    return []
  const houses = along.flatMap((other) => {
    const its = onStreet(other.house_number)
    if (its === undefined || other.uid === uid || !isSameFormer(draft, other)) return []
    if (distance(lon, lat, other.lon, other.lat) > NEIGHBOURHOOD) return []
    return [{ number: its, lon: other.lon, lat: other.lat }]
  })
  const line = houseLine(lon, lat, houses)
  if (!line) return []
  const values = [draft.house_number, draft.street, lon, lat]
  const found: RuleFinding[] = []
  const between = outOfOrder(number, line)
  const text = quoted(draft.house_number)
  if (between)
    found.push(
      finding(
        'house-order',
        'house_number',
        `Số nhà ${text} đứng giữa số ${between[0]} và ${between[1]} của ${quoted(draft.street)}.`,
        `House number ${text} stands between ${between[0]} and ${between[1]} of ${quoted(draft.street)}.`,
        { values: [...values, ...between] },
      ),
    )
  if (onWrongSide(number, line)) {
    const [vi, en] = number % 2 === 0 ? ['lẻ', 'odd'] : ['chẵn', 'even']
    found.push(
      finding(
        'house-side',
        'house_number',
        `Số nhà ${text} đứng ở bên ${vi} của ${quoted(draft.street)}.`,
        `House number ${text} stands on the ${en} side of ${quoted(draft.street)}.`,
        { values },
      ),
    )
  }
  return found
}

/** The number of a house on a street itself; undefined for one without street, and for one in an alley. */
export function numberOnStreet({
  street,
  house_number,
}: Pick<CheckedDraft, 'street' | 'house_number'>): number | undefined {
  return street?.trim() ? onStreet(house_number) : undefined
}

function onStreet(houseNumber: string | null | undefined): number | undefined {
  const path = parseHousePath(numberKey(houseNumber) ?? '')
  return path && path.segments.length === 1 && path.first > 0 ? path.first : undefined
}
