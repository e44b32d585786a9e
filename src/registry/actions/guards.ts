import type { AddressStatus } from '../../store/address-status.ts'
import type { AddressVersion, StoredVersion } from '../../store/registry/address-version.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import { type Actor, isInArea, type Role } from '../actor.ts'
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

/** The address of an id, held; throws {@link Refusal} `unknown-address`. */
export async function addressOf(tx: RegistryTransaction, uid: string): Promise<StoredVersion> {
  const found = await tx.addresses.byUid(uid)
  if (found) return found
  throw new Refusal('unknown-address', {
    vi: `Không có địa chỉ nào mang id "${uid}".`,
    en: `No address has the id "${uid}".`,
  })
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
function told({ revision, lon, lat, ...version }: StoredVersion): Record<string, unknown> {
  const { geom, raw_text, source, ...shown } = shownVersion({ ...version, revision, lon, lat })
  return { ...shown, revision, lon, lat }
}

/** Throws {@link Refusal} `outside-area` unless the address lies in the actor's area before and after. */
export function mustBeInArea(
  actor: Actor,
  ...versions: readonly Pick<AddressVersion, 'commune_code' | 'hamlet'>[]
): void {
  const outside = versions.find((version) => !isInArea(actor.area, version))
  if (!outside) return
  throw new Refusal('outside-area', {
    vi: `Đơn vị ${outside.commune_code} không thuộc địa bàn của tài khoản này.`,
    en: `Unit ${outside.commune_code} is not in the area of this account.`,
  })
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
  throw new Refusal('wrong-state', {
    vi: `Không có bước nào từ trạng thái "${from}" sang "${to}".`,
    en: `No step leads from the state "${from}" to "${to}".`,
  })
}

/** Throws {@link Refusal} `missing-particulars` that names what the step asks for and did not get. */
export function mustBeFilled(step: Step, given: Particulars): void {
  const missing = step.needs.filter((need) => !isGiven(need, given))
  if (missing.length === 0) return
  throw new Refusal('missing-particulars', {
    vi: `Bước "${step.action}" còn thiếu: ${missing.join(', ')}.`,
    en: `The step "${step.action}" still needs ${missing.join(', ')}.`,
  })
}

function isGiven(need: Particular, given: Particulars): boolean {
  if (need === 'decision') return Boolean(given.decision?.number.trim() && given.decision.date)
  if (need === 'successors') return (given.successors?.length ?? 0) > 0
  return Boolean(given[need]?.trim())
}

/**
 * Throws {@link Refusal} `another-person` if this person has contributed to a version since the last verified one: whoever
 * wrote something does not say that it is right.
 */
export async function mustBeAnotherPerson(
  tx: RegistryTransaction,
  actor: Actor,
  present: StoredVersion,
): Promise<void> {
  const contributors = await contributorsOf(tx, present.uid)
  if (!contributors.has(actor.person)) return
  throw new Refusal('another-person', {
    vi: 'Người đã khai hoặc sửa địa chỉ này không tự xác thực: cần một người khác.',
    en: 'Whoever has written or changed this address does not verify it: another person must.',
  })
}

/** Persons who have contributed to an address since it was last verified. */
export async function contributorsOf(tx: RegistryTransaction, uid: string): Promise<Set<string>> {
  const events = await tx.chains.ofSubject(uid)
  const lastVerified = events.findLastIndex(({ action }) => action === 'verified')
  const since = events.slice(lastVerified + 1).filter(({ action }) => CONTRIBUTIONS.has(action))
  return new Set(since.map(({ person }) => person).filter((person) => person !== null))
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
])
