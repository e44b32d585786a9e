import { distance } from '../../geo/distance.ts'
import { normalizeText } from '../../text/normalize.ts'
import { nameKey } from '../../text/syllable.ts'
import { finding, type RuleFinding } from './finding.ts'
import { numberKey } from './place-key.ts'
import type { CheckedDraft, Neighbour } from './ports.ts'

/** Metres within which two addresses may be one. */
export const SAME_PLACE = 5
/** Duplicates of one address that are listed. */
const LISTED = 3

/**
 * Addresses that may be the draft's own: with its number on its street, or within {@link SAME_PLACE} metres. Where number or
 * name tell two of them apart, or their classes differ, that is only told: a shop in a house, two doors of one wall.
 *
 * @param numbered addresses with its number on its street
 * @param near addresses near its point
 */
export function duplicateFindings(
  draft: CheckedDraft,
  numbered: readonly Neighbour[],
  near: readonly Neighbour[],
): RuleFinding[] {
  if (isAside(draft)) return []
  const { lon, lat } = draft
  const sameNumber = numbered.filter((other) => isOther(draft, other) && isSameFormer(draft, other))
  const samePlace = near.filter(
    (other) =>
      isOther(draft, other) && distance(lon as number, lat as number, other.lon, other.lat) <= SAME_PLACE,
  )
  const told = new Set<string>()
  const found: RuleFinding[] = []
  const take = (rule: 'same-number' | 'same-place' | 'close-by', others: readonly Neighbour[]) => {
    const fresh = others.filter(({ uid }) => !told.has(uid)).sort((a, b) => (a.uid < b.uid ? -1 : 1))
    for (const { uid } of fresh) told.add(uid)
    if (fresh.length > 0) found.push(about(rule, draft, fresh))
  }
  take(
    'same-number',
    sameNumber.filter((other) => !areToldApart(draft, other)),
  )
  take(
    'same-place',
    samePlace.filter((other) => !areToldApart(draft, other)),
  )
  take('close-by', [
    ...sameNumber,
    ...samePlace.filter((one) => !sameNumber.some(({ uid }) => uid === one.uid)),
  ])
  return found
}

/** What is no address in force is compared with none: an alternative one stands beside its own by its nature. */
export function isAside({ status }: Pick<CheckedDraft, 'status'>): boolean {
  return status === 'alternative' || status === 'retired' || status === 'reserved'
}

function isOther(draft: CheckedDraft, { uid }: Neighbour): boolean {
  return uid !== draft.uid
}

/** Streets of one name in two former communes are two streets. */
export function isSameFormer(
  { former_commune_code: a }: Pick<CheckedDraft, 'former_commune_code'>,
  { former_commune_code: b }: Pick<Neighbour, 'former_commune_code'>,
): boolean {
  return !a || !b || a === b
}

function areToldApart(draft: CheckedDraft, other: Neighbour): boolean {
  return (
    draft.class !== other.class ||
    differ(numberKey(draft.house_number), numberKey(other.house_number)) ||
    differ(keyOf(draft.name), keyOf(other.name))
  )
}

function keyOf(name: string | null | undefined): string | undefined {
  return name?.trim() ? nameKey(normalizeText(name)) : undefined
}

function differ(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b
}

const SAY = {
  'same-number': ['house_number', 'Cùng số nhà và đường', 'The same number and street'],
  'same-place': ['point', `Cách dưới ${SAME_PLACE} m`, `Within ${SAME_PLACE} m`],
  'close-by': [
    'point',
    `Cách dưới ${SAME_PLACE} m hoặc cùng số, nhưng khác loại, số hay tên`,
    `Within ${SAME_PLACE} m or of the same number, but of another class, number or name`,
  ],
} as const

function about(rule: keyof typeof SAY, draft: CheckedDraft, others: readonly Neighbour[]): RuleFinding {
  const [path, vi, en] = SAY[rule]
  const list = (word: string) =>
    others
      .slice(0, LISTED)
      .map(({ uid, house_number, line }) =>
        `${house_number ?? ''} (${line ? `${word} ${line}` : uid})`.trim(),
      )
      .join(', ') + (others.length > LISTED ? `, +${others.length - LISTED}` : '')
  return finding(rule, path, `${vi}: ${list('dòng')}.`, `${en}: ${list('line')}.`, {
    others,
    values: [
      draft.house_number,
      draft.street,
      draft.lon,
      draft.lat,
      ...others.flatMap(({ uid, house_number, lon, lat }) => [uid, house_number, lon, lat]),
    ],
  })
}
