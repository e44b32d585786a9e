import { classFindings } from './class-findings.ts'
import { CODE_COLUMNS, codeFindings, type Holders } from './code-findings.ts'
import { duplicateFindings, isAside, SAME_PLACE } from './duplicate-findings.ts'
import { fieldFindings } from './field-findings.ts'
import type { RuleFinding } from './finding.ts'
import { hamletFindings } from './hamlet-findings.ts'
import { NEIGHBOURHOOD, numberOnStreet, orderFindings } from './order/order-findings.ts'
import { numberKey, placeKey } from './place-key.ts'
import type { CheckedDraft, FindingPorts } from './ports.ts'
import { textFindings } from './text-findings.ts'
import { unitFindings } from './unit-findings.ts'

/**
 * What is wrong with an address, drafted or stored, by every rule of {@link RULES}: for a form, an import, and a check of
 * the record. Errors come first.
 */
export async function draftFindings(draft: CheckedDraft, ports: FindingPorts): Promise<RuleFinding[]> {
  const { commune, findings } = unitFindings(draft, ports.units)
  // Neighbours are looked for in the commune that is meant.
  const settled = { ...draft, commune_code: commune ?? draft.commune_code }
  const all = [
    ...fieldFindings(draft, ports.profiles),
    ...findings,
    ...codeFindings(draft, await holdersOf(draft, ports)),
    ...textFindings(draft),
    ...classFindings(draft),
    ...(isAside(draft) ? [] : await hamletFindings(settled, ports.hamlets)),
    ...(await neighbourFindings(settled, ports)),
  ]
  return all.sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity))
}

const ORDER = ['error', 'warning', 'info']

async function holdersOf(draft: CheckedDraft, { addresses }: FindingPorts): Promise<Holders> {
  const holders: { -readonly [column in keyof Holders]: Holders[column] } = {}
  for (const [column, scheme] of CODE_COLUMNS) {
    const value = draft[column]?.trim()
    if (value) holders[column] = await addresses.holder(scheme, value)
  }
  return holders
}

async function neighbourFindings(draft: CheckedDraft, { addresses }: FindingPorts): Promise<RuleFinding[]> {
  const { lon, lat } = draft
  if (isAside(draft)) return []
  const placed = lon !== null && lat !== null && Number.isFinite(lon) && Number.isFinite(lat)
  const place = placeKey(draft)
  const number = numberKey(draft.house_number)
  const numbered = place !== undefined && number !== undefined ? await addresses.numbered(place, number) : []
  const near = placed ? await addresses.within(lon, lat, SAME_PLACE) : []
  const along =
    placed && place !== undefined && numberOnStreet(draft) !== undefined
      ? await addresses.along(place, lon, lat, NEIGHBOURHOOD)
      : []
  return [...duplicateFindings(draft, numbered, near), ...orderFindings(draft, along)]
}
