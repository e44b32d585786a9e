import { dayOf } from '../../chains/day-of.ts'
import { changedAttributes } from '../../parsing/address-attributes.ts'
import { isCertified } from '../../store/layout/address-status.ts'
import type { StoredVersion } from '../../store/registry/address-version.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import { type Actor, isInArea } from '../actor.ts'
import { PROPOSERS } from '../life-cycle.ts'
import { Refusal } from '../refusal.ts'
import {
  addressOf,
  mustBeCurrent,
  mustBeInArea,
  mustBeItsCollector,
  mustHaveRole,
  WRITERS,
} from './guards.ts'
import { changesInHamlet } from './hamlet-of-address.ts'
import { chainOf, type EventFacts, type MadeVersion, makeVersion, type NextVersion } from './make-version.ts'

/** Columns that a change may write; ids, codes and states have ways of their own. */
export type AddressChanges = Partial<
  Omit<NextVersion, 'uid' | 'code' | 'status' | 'updated_at' | 'successor'>
>

/** A change whose attributes, sent by field, are put into those that the address has. */
export function withAttributes(
  { attributes }: Pick<StoredVersion, 'attributes'>,
  changes: AddressChanges,
): AddressChanges {
  if (typeof changes.attributes !== 'string') return changes
  return { ...changes, attributes: changedAttributes(attributes, changes.attributes) }
}

/** A change that its sender may make, with what it waits for. */
export interface CheckedChange {
  readonly present: StoredVersion
  /** With what they mean for its hamlet. */
  readonly changes: AddressChanges
  /** The kind of proposal that it is where it needs the yes of another person. */
  readonly waits: 'correction' | 'move' | undefined
}

/**
 * Checks a change of an address. One that is certified, or that moves into another area, waits for another person. Throws
 * {@link Refusal}: `wrong-state` for one that is reserved or retired, `changed`, `outside-area`, `not-your-role`.
 */
export async function checkChange(
  tx: RegistryTransaction,
  actor: Actor,
  uid: string,
  revision: number,
  given: AddressChanges,
): Promise<CheckedChange> {
  const present = await addressOf(tx, uid)
  const certified = isCertified(present)
  mustHaveRole(actor, certified ? PROPOSERS : WRITERS, 'changed')
  mustBeInArea(actor, present)
  mustBeCurrent(present, revision, given)
  if (!certified && present.status !== 'created' && present.status !== 'alternative')
    throw new Refusal('wrong-state', {
      vi: `Địa chỉ ở trạng thái "${present.status}" không sửa thành "created" được: hãy khôi phục hoặc tạo trước.`,
      en: `An address in the state "${present.status}" is not changed as a "created" one: restore or create it first.`,
    })
  if (!certified) await mustBeItsCollector(tx, actor, present)
  if (given.commune_code !== undefined) await chainOf(tx, given.commune_code)
  const changes = await changesInHamlet(tx, present, given)
  const elsewhere = !isInArea(actor.area, { ...present, ...changes })
  const moves = isMove(present, changes)
  return {
    present,
    changes,
    waits: elsewhere || (certified && moves) ? 'move' : certified ? 'correction' : undefined,
  }
}

/** Writes a change as a new version; it is true from today unless it names a day. */
export async function takeChange(
  tx: RegistryTransaction,
  actor: Actor,
  present: StoredVersion,
  changes: AddressChanges,
  now: Date,
  facts: Partial<EventFacts> = {},
): Promise<MadeVersion> {
  const action = isMove(present, changes) ? 'moved' : 'changed'
  const placed = await changesInHamlet(tx, present, changes)
  return makeVersion(
    tx,
    present,
    { ...present, valid_from: dayOf(now), ...placed },
    { action, ...facts, actor },
    now,
  )
}

function isMove(present: StoredVersion, { commune_code }: AddressChanges): boolean {
  return commune_code !== undefined && commune_code !== present.commune_code
}
