import { randomUUID } from 'node:crypto'
import { dayOf } from '../../chains/day-of.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import type { Actor, Located } from '../actor.ts'
import { mustBeInArea, mustHaveRole, stepOf, wrongState } from './guards.ts'
import { inHamlet } from './hamlet-of-address.ts'
import { type EventFacts, type MadeVersion, makeVersion, type NextVersion } from './make-version.ts'

/** What a new address is declared with; absent values are null. */
export type AddressDraft = Omit<
  NextVersion,
  'uid' | 'code' | 'status' | 'updated_at' | 'successor' | 'valid_from' | 'hamlet_uid'
> & {
  /** Uid of its hamlet, where its text does not tell it; see {@link inHamlet}. */
  hamlet_uid?: string | null | undefined
  /** Day from which it is true in the world; today where none is given. */
  valid_from?: string | undefined
  /** Id that it had as a proposal. */
  uid?: string | undefined
}

/** Creates an address with a local code of its own. Throws {@link Refusal} as the life cycle says. */
export async function createAddress(
  tx: RegistryTransaction,
  actor: Actor,
  draft: AddressDraft,
  now: Date,
  facts: Partial<EventFacts> = {},
): Promise<MadeVersion> {
  const placed = await inHamlet(tx, draft)
  mustBeCreator(actor, placed)
  if (draft.uid !== undefined) await mustBeNew(tx, draft.uid)
  return insertAddress(tx, actor, placed, now, facts)
}

/** Throws {@link Refusal} unless the actor may create an address in this commune or hamlet. */
export function mustBeCreator(actor: Actor, draft: Located): void {
  const step = stepOf('none', 'created')
  mustHaveRole(actor, step.by, step.action)
  mustBeInArea(actor, draft)
}

/** Writes the first version of an address, whoever may. */
export async function insertAddress(
  tx: RegistryTransaction,
  actor: Actor,
  draft: AddressDraft,
  now: Date,
  facts: Partial<EventFacts> = {},
): Promise<MadeVersion> {
  const next: NextVersion = {
    ...(await inHamlet(tx, draft)),
    uid: draft.uid ?? randomUUID(),
    code: await tx.codes.issue(),
    status: 'created',
    valid_from: draft.valid_from ?? dayOf(now),
    updated_at: null,
    successor: null,
  }
  return makeVersion(tx, undefined, next, { ...facts, action: 'created', actor }, now)
}

async function mustBeNew(tx: RegistryTransaction, uid: string): Promise<void> {
  const there = await tx.addresses.byUid(uid)
  if (there !== undefined) throw wrongState(there.status, 'created')
}
