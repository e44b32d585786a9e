import type { StoredVersion } from '../../store/registry/address-version.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import type { Actor } from '../actor.ts'
import { Refusal } from '../refusal.ts'
import { addressOf, contributorsOf, mustBeCurrent, mustBeInArea, mustHaveRole } from './guards.ts'
import { type EventFacts, type MadeVersion, makeVersion, type NextVersion } from './make-version.ts'

/** Columns that a change may write; ids, codes and states have ways of their own. */
export type AddressChanges = Partial<
  Omit<NextVersion, 'uid' | 'code' | 'status' | 'updated_at' | 'successor'>
>

/** Who may change what is not certified: its collector until somebody else changed it, and officers. */
const ROLES = ['collector', 'officer', 'verifier'] as const

/**
 * Changes an address that is not certified; the change is true from today unless it names a day. Throws {@link Refusal}: `wrong-state` for a certified or retired one, which
 * changes by a proposal or not at all, `changed`, `outside-area`, `not-your-role`.
 */
export async function changeAddress(
  tx: RegistryTransaction,
  actor: Actor,
  uid: string,
  revision: number,
  changes: AddressChanges,
  now: Date,
  today: string,
  facts: Partial<EventFacts> = {},
): Promise<MadeVersion> {
  const present = await addressOf(tx, uid)
  mustHaveRole(actor, ROLES, 'changed')
  mustBeInArea(actor, present, { ...present, ...changes })
  mustBeCurrent(present, revision, changes)
  if (present.status !== 'created' && present.status !== 'alternative')
    throw new Refusal('wrong-state', {
      vi: `Địa chỉ ở trạng thái "${present.status}" không sửa trực tiếp; chỉ "created" hoặc "alternative".`,
      en: `An address in the state "${present.status}" is not changed directly; only "created" or "alternative".`,
    })
  if (!actor.roles.has('officer')) await mustBeItsCollector(tx, actor, present)
  const moved = changes.commune_code !== undefined && changes.commune_code !== present.commune_code
  return makeVersion(
    tx,
    present,
    { ...present, valid_from: today, ...changes },
    { ...facts, action: moved ? 'moved' : 'changed', actor },
    now,
  )
}

/** A collector's own address is his until somebody else has changed it. */
async function mustBeItsCollector(
  tx: RegistryTransaction,
  actor: Actor,
  present: StoredVersion,
): Promise<void> {
  const contributors = await contributorsOf(tx, present.uid)
  if (contributors.size === 1 && contributors.has(actor.person)) return
  throw new Refusal('not-your-role', {
    vi: 'Người thu thập chỉ sửa địa chỉ của mình, khi chưa ai khác sửa.',
    en: 'A collector changes only an address of their own, while nobody else has changed it.',
  })
}
