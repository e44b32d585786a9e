import { type AddressStatus, isCertified } from '../../store/layout/address-status.ts'
import type { StoredVersion } from '../../store/registry/address-version.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import type { StoredEvent } from '../../store/registry/registry-tables.ts'
import { type Actor, isInArea, type Located, type Role } from '../actor.ts'
import { type Particular, type Step, stepBetween } from '../life-cycle.ts'
import { Refusal } from '../refusal.ts'
import { shownVersion } from '../shown-version.ts'

/** What a step's rule may ask for, as it was sent. */
export interface Particulars {
  readonly method?: string | undefined
  readonly date?: string | undefined
  readonly decision?: { readonly number: string; readonly date: string } | undefined
  readonly reason?: string | undefined
  readonly text?: string | undefined
  readonly successors?: readonly string[] | undefined
}

/** An address and the revision of it that its sender has seen. */
export interface Seen {
  readonly uid: string
  readonly revision: number
}

/** Who may change what is not certified: its collector until somebody else changed it, and officers. */
export const WRITERS: readonly Role[] = ['collector', 'officer', 'verifier']

/** The address of an id, held; throws {@link Refusal} `unknown-address`. */
export async function addressOf(tx: RegistryTransaction, uid: string): Promise<StoredVersion> {
  const found = await tx.addresses.byUid(uid)
  if (found) return found
  throw new Refusal('unknown-address', {
    vi: `Không có địa chỉ nào mang id "${uid}".`,
    en: `No address has the id "${uid}".`,
  })
}

/** The addresses of ids, held in the order of the ids, so that two who want the same do not wait for each other. */
export async function addressesOf(
  tx: RegistryTransaction,
  uids: readonly string[],
): Promise<Map<string, StoredVersion>> {
  const found = new Map<string, StoredVersion>()
  for (const uid of [...uids].sort()) found.set(uid, await addressOf(tx, uid))
  return found
}

/** Throws {@link Refusal} `changed` with both versions unless the sender has seen the present one. */
export function mustBeCurrent(present: StoredVersion, revision: number, yours: unknown): void {
  if (present.revision === revision) return
  throw new Refusal(
    'changed',
    {
      vi: `Địa chỉ đã thay đổi: bản gửi dựa trên lần sửa ${revision}, nay là ${present.revision}.`,
      en: `The address has changed: what was sent is based on revision ${revision}, now it is ${present.revision}.`,
    },
    { versions: { yours, theirs: told(present) } },
  )
}

/** A version as whoever was beaten to it is told of it: nothing of how it was declared. */
export function told({ revision, lon, lat, ...version }: StoredVersion): Record<string, unknown> {
  const { geom, raw_text, source, ...shown } = shownVersion({ ...version, revision, lon, lat })
  return { ...shown, revision, lon, lat }
}

/** Throws {@link Refusal} `outside-area` unless the address lies in the actor's area before and after. */
export function mustBeInArea(actor: Actor, ...versions: readonly Located[]): void {
  const outside = versions.find((version) => !isInArea(actor.area, version))
  if (!outside) return
  throw new Refusal('outside-area', {
    vi: `Đơn vị ${placeOf(outside)} không thuộc địa bàn của tài khoản này.`,
    en: `Unit ${placeOf(outside)} is not in the area of this account.`,
  })
}

function placeOf({ commune_code, hamlet_uid }: Located): string {
  return hamlet_uid == null ? commune_code : `${commune_code} (${hamlet_uid})`
}

/** Throws {@link Refusal} `not-your-role` unless the actor has one of the roles. */
export function mustHaveRole(actor: Actor, roles: readonly Role[], action: string): void {
  if (roles.some((role) => actor.roles.has(role))) return
  throw new Refusal('not-your-role', {
    vi: `Việc "${action}" cần một trong các vai trò: ${roles.join(', ')}.`,
    en: `The action "${action}" needs one of the roles ${roles.join(', ')}.`,
  })
}

/** The step between two states; throws {@link Refusal} `wrong-state` that names both. */
export function stepOf(from: AddressStatus | 'none', to: AddressStatus): Step {
  const step = stepBetween(from, to)
  if (step) return step
  throw wrongState(from, to)
}

/** The refusal of a step that does not lead on from a state; it names both. */
export function wrongState(from: string, to: string): Refusal {
  return new Refusal('wrong-state', {
    vi: `Không có bước nào từ trạng thái "${from}" sang "${to}".`,
    en: `No step leads from the state "${from}" to "${to}".`,
  })
}

/** Throws {@link Refusal} `missing-particulars` that names what the step asks for and did not get. */
export function mustBeFilled({ action, needs }: Pick<Step, 'action' | 'needs'>, given: Particulars): void {
  const missing = needs.filter((need) => !isGiven(need, given))
  if (missing.length === 0) return
  throw new Refusal('missing-particulars', {
    vi: `Bước "${action}" còn thiếu: ${missing.join(', ')}.`,
    en: `The step "${action}" still needs ${missing.join(', ')}.`,
  })
}

function isGiven(need: Particular, given: Particulars): boolean {
  if (need === 'decision') return Boolean(given.decision?.number.trim() && given.decision.date)
  if (need === 'successors') return (given.successors?.length ?? 0) > 0
  return Boolean(given[need]?.trim())
}

/**
 * Throws {@link Refusal} `another-person` if this person has contributed to a version since the last certified one, or has
 * proposed it: whoever wrote something does not say that it is right.
 */
export async function mustBeAnotherPerson(
  tx: RegistryTransaction,
  actor: Actor,
  uid: string,
  proposer: string | null = null,
): Promise<void> {
  const contributors = await contributorsOf(tx, uid)
  if (!contributors.has(actor.person) && proposer !== actor.person) return
  throw new Refusal('another-person', {
    vi: 'Người đã khai, sửa hoặc đề nghị điều này không tự xác thực: cần một người khác.',
    en: 'Whoever has written, changed or proposed this does not verify it: another person must.',
  })
}

/** A collector's own address is theirs until somebody else has changed it; throws {@link Refusal} `not-your-role`. */
export async function mustBeItsCollector(
  tx: RegistryTransaction,
  actor: Actor,
  { uid }: Pick<StoredVersion, 'uid'>,
): Promise<void> {
  if (actor.roles.has('officer')) return
  const contributors = await contributorsOf(tx, uid)
  if (contributors.size === 1 && contributors.has(actor.person)) return
  throw new Refusal('not-your-role', {
    vi: 'Người thu thập chỉ sửa địa chỉ của mình, khi chưa ai khác sửa.',
    en: 'A collector changes only an address of their own, while nobody else has changed it.',
  })
}

/**
 * Persons who have contributed to an address since it was last certified: by an act of their own, or by a proposal. A
 * certificate that was undone is none: who wrote what it stood for has to be another person still.
 */
export async function contributorsOf(tx: RegistryTransaction, uid: string): Promise<Set<string>> {
  const events = await tx.chains.ofVersions(uid)
  const undone = new Set(events.map((event) => detailsOf(event).undone))
  const certified = events.findLastIndex(
    ({ id, to_status, action }) =>
      isCertified({ status: to_status as AddressStatus }) && action !== 'moved-out' && !undone.has(id),
  )
  const persons = events
    .slice(certified + 1)
    .filter(({ action }) => CONTRIBUTIONS.has(action))
    .flatMap((event) => [event.person, detailsOf(event).proposed_by])
  return new Set(persons.filter((person) => typeof person === 'string'))
}

/** Particulars of an event; none where they cannot be read. */
export function detailsOf({ details }: Pick<StoredEvent, 'details'>): Readonly<Record<string, unknown>> {
  if (details === null) return {}
  try {
    return { ...JSON.parse(details) }
  } catch {
    return {}
  }
}

/** Actions by which somebody writes what an address says. */
const CONTRIBUTIONS: ReadonlySet<string> = new Set([
  'created',
  'changed',
  'moved',
  'split',
  'merged',
  'restored',
  'undone',
  'batch',
  'batch-undone',
])
