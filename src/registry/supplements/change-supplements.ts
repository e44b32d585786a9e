import { dayOf } from '../../chains/day-of.ts'
import type { HashedSupplements } from '../../chains/supplements-hash.ts'
import type { StoredVersion } from '../../store/registry/address-version.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import { checkChange } from '../actions/change-address.ts'
import { type EventFacts, type MadeVersion, makeVersion } from '../actions/make-version.ts'
import type { Actor } from '../actor.ts'
import { type Applied, applyChanges } from './apply-changes.ts'
import type { SupplementChanges } from './supplement-drafts.ts'

/** A change of supplements that its sender may make. */
export interface CheckedSupplements {
  readonly present: StoredVersion
  readonly before: HashedSupplements
  readonly applied: Applied
  /** Whether another person must agree. */
  readonly waits: boolean
}

/** Checks a change of what an address has beside its columns, by the rules of any change; see {@link checkChange}. */
export async function checkSupplements(
  tx: RegistryTransaction,
  actor: Actor,
  uid: string,
  revision: number,
  changes: SupplementChanges,
): Promise<CheckedSupplements> {
  const { present, waits } = await checkChange(tx, actor, uid, revision, {})
  const before = await tx.supplements.present(uid)
  return { present, before, applied: applyChanges(present, before, changes), waits: waits !== undefined }
}

/** Writes a change of supplements as a new version of the address. */
export async function takeSupplements(
  tx: RegistryTransaction,
  actor: Actor,
  present: StoredVersion,
  changes: SupplementChanges,
  now: Date,
  facts: Partial<EventFacts> = {},
): Promise<MadeVersion> {
  const { held, main } = applyChanges(present, await tx.supplements.present(present.uid), changes)
  return makeVersion(
    tx,
    present,
    { ...present, ...main, valid_from: dayOf(now), held },
    { action: 'changed', ...facts, actor },
    now,
  )
}
