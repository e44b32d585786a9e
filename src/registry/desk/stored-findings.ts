import { hash } from 'node:crypto'
import type { AddressStatus } from '../../store/layout/address-status.ts'
import type { StoredVersion } from '../../store/registry/address-version.ts'
import type { StoredFinding } from '../../store/registry/desk/desk-tables.ts'
import { findingKey, pairKey } from '../findings/accepted.ts'
import type { RuleFinding } from '../findings/finding.ts'
import type { Neighbour } from '../findings/ports.ts'
import type { RuleName } from '../findings/rules.ts'

/** An address whose findings are to be stored, with the action of the event that made its present version. */
export interface Checked {
  readonly version: StoredVersion
  readonly action: string | null
}

/** Pairs of one address that are kept: where hundreds stand on one point, the first ones are enough to begin with. */
const MOST_PAIRS = 20
/** Rules whose findings go when a neighbour is set right. */
const OF_NEIGHBOURS: ReadonlySet<string> = new Set<RuleName>(['house-order', 'house-side'])
/** States in which an address is asked to be in order. */
const ASKED: ReadonlySet<AddressStatus> = new Set(['created', 'verified', 'official', 'alternative'])

/** Whether anything is asked about an address in its state. */
export function isAsked({ status }: Pick<StoredVersion, 'status'>): boolean {
  return ASKED.has(status)
}

/**
 * The rows that stand for what is found about an address: one in each queue that it belongs to; two addresses that may be
 * one are a pair, the same from either side. What is only told is not asked, and has no row.
 *
 * @param isAccepted whether somebody has said that a key is right
 * @param at the moment, ISO 8601 in UTC
 */
export function storedFindings(
  { version, action }: Checked,
  findings: readonly RuleFinding[],
  isAccepted: (key: string) => boolean,
  at: string,
): StoredFinding[] {
  if (!isAsked(version)) return []
  const rows = findings
    .filter(({ severity }) => severity !== 'info')
    .flatMap((found) => (found.others ? pairs(version, found, found.others) : ofOne(version, found)))
  if (action === 'sent-back') rows.push(sentBack(version))
  return rows.map(({ settles, ...row }) => ({
    ...row,
    state: settles && isAccepted(row.id) ? ('accepted' as const) : ('open' as const),
    at,
  }))
}

type Row = Omit<StoredFinding, 'state' | 'at'> & {
  /** Whether saying that it is right settles it. */
  readonly settles: boolean
}

function ofOne(version: StoredVersion, found: RuleFinding): Row[] {
  const { key, values_hash } = findingKey(version.uid, found)
  const communes = [...new Set(found.communes ?? [version.commune_code])]
  const row = {
    ...shared(version, found),
    id: key,
    kind: 'finding' as const,
    other: null,
    neighbours: OF_NEIGHBOURS.has(found.rule) ? (1 as const) : (0 as const),
    values_hash,
    settles: found.severity !== 'error',
  }
  return communes.map((commune_code) => inQueue(row, version, commune_code))
}

function pairs(version: StoredVersion, found: RuleFinding, others: readonly Neighbour[]): Row[] {
  const { uid, house_number, lon, lat } = version
  if (lon === null || lat === null) return []
  return others.slice(0, MOST_PAIRS).flatMap((other) => {
    const { key, subject, values_hash } = pairKey(found.rule, { uid, house_number, lon, lat }, other)
    const [vi, en] = sayPair(found.rule, version, other)
    const row = {
      ...shared(version, found),
      message_vi: vi,
      message_en: en,
      id: key,
      kind: 'duplicate' as const,
      subject,
      other: subject === uid ? other.uid : uid,
      neighbours: 0 as const,
      values_hash,
      settles: true,
    }
    const communes = [...new Set([version.commune_code, other.commune_code])]
    return communes.map((commune_code) => inQueue(row, version, commune_code))
  })
}

/** A verifier has sent it back: it waits for its officer until somebody changes it. */
function sentBack(version: StoredVersion): Row {
  const values_hash = hash('sha256', JSON.stringify([version.event]), 'hex')
  return inQueue(
    {
      ...shared(version, { severity: 'warning', path: 'status' }),
      message_vi: 'Người xác thực đã trả lại; lý do ở lịch sử của địa chỉ.',
      message_en: 'The verifier has sent it back; the reason stands in the history of the address.',
      id: hash('sha256', JSON.stringify(['sent-back', version.uid, values_hash]), 'hex'),
      kind: 'sent-back',
      rule: 'sent-back',
      other: null,
      neighbours: 0 as const,
      values_hash,
      settles: false,
    },
    version,
    version.commune_code,
  )
}

function shared(
  { uid, revision, lon, lat }: StoredVersion,
  found: Pick<RuleFinding, 'severity' | 'path'> & Partial<RuleFinding>,
) {
  const { rule = '', severity, path, message, repair } = found
  return {
    rule: rule as string,
    severity,
    path,
    subject: uid,
    revision,
    lon,
    lat,
    message_vi: message?.vi ?? '',
    message_en: message?.en ?? '',
    repair: repair === undefined ? null : JSON.stringify(repair),
  }
}

function inQueue(
  row: Omit<Row, 'commune_code' | 'hamlet'>,
  version: StoredVersion,
  commune_code: string,
): Row {
  const hamlet = commune_code === version.commune_code ? version.hamlet_uid : null
  return { ...row, commune_code, hamlet }
}

const SAY: Readonly<Partial<Record<RuleName, readonly [vi: string, en: string]>>> = {
  'same-number': ['Cùng số nhà và đường', 'The same number and street'],
  'same-place': ['Cùng một chỗ', 'The same place'],
}

function sayPair(rule: RuleName, one: StoredVersion, other: Neighbour): readonly [vi: string, en: string] {
  const [vi, en] = SAY[rule] ?? [rule, rule]
  const numbers = [one, other].map(({ house_number }) => house_number ?? '–').sort()
  return [`${vi}: ${numbers.join(', ')}.`, `${en}: ${numbers.join(', ')}.`]
}
