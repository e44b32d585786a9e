import { dayOf } from '../../chains/day-of.ts'
import { isCertified } from '../../store/layout/address-status.ts'
import type { StoredVersion } from '../../store/registry/address-version.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import type { Actor } from '../actor.ts'
import { PROPOSERS } from '../life-cycle.ts'
import { Refusal } from '../refusal.ts'
import type { AddressChanges } from './change-address.ts'
import {
  addressesOf,
  mustBeCurrent,
  mustBeFilled,
  mustBeInArea,
  mustHaveRole,
  type Seen,
  wrongState,
} from './guards.ts'
import { changesInHamlet } from './hamlet-of-address.ts'
import { type EventFacts, type MadeVersion, makeVersion } from './make-version.ts'
import { writeTogether } from './write-together.ts'

/** Addresses that become one. */
export interface Merge {
  /** Those that are retired, with the one as their successor. */
  readonly others: readonly Seen[]
  /** What the one says then. */
  readonly changes?: AddressChanges | undefined
  readonly reason?: string | undefined
}

/** Addresses that may become one, with whether that waits for another person. */
export interface CheckedMerge {
  readonly present: StoredVersion
  readonly others: readonly StoredVersion[]
  readonly waits: boolean
}

/** The addresses of a merge as they were seen; throws {@link Refusal} where one is not named once, changed or retired. */
export async function addressesToMerge(
  tx: RegistryTransaction,
  into: Seen,
  { others, changes }: Merge,
): Promise<CheckedMerge> {
  const seen = new Map([into, ...others].map((each) => [each.uid, each.revision]))
  if (seen.size <= others.length)
    throw new Refusal('missing-particulars', {
      vi: 'Mỗi địa chỉ được gộp chỉ nêu một lần.',
      en: 'Each address of a merge is named once.',
    })
  const found = await addressesOf(tx, [...seen.keys()])
  for (const [uid, version] of found) {
    mustBeCurrent(version, seen.get(uid) as number, changes)
    if (version.status === 'retired' || version.status === 'reserved')
      throw wrongState(version.status, uid === into.uid ? 'merged' : 'retired')
  }
  return {
    present: found.get(into.uid) as StoredVersion,
    others: others.map(({ uid }) => found.get(uid) as StoredVersion),
    waits: [...found.values()].some(isCertified),
  }
}

/**
 * Checks whether an address may take others in. Where one of them is certified that waits for another person. Throws
 * {@link Refusal} for the first rule that does not hold.
 */
export async function checkMerge(
  tx: RegistryTransaction,
  actor: Actor,
  into: Seen,
  merge: Merge,
): Promise<CheckedMerge> {
  const { others, changes, reason } = merge
  mustBeFilled(
    { action: 'merged', needs: ['successors', 'reason'] },
    { reason, successors: others.map(({ uid }) => uid) },
  )
  const checked = await addressesToMerge(tx, into, merge)
  mustHaveRole(actor, checked.waits ? PROPOSERS : ['officer'], 'merged')
  const placed = changes && (await changesInHamlet(tx, checked.present, changes))
  mustBeInArea(actor, checked.present, ...checked.others, { ...checked.present, ...placed })
  return checked
}

/** Writes the one, and the others as retired with it as their successor. */
export async function takeMerge(
  tx: RegistryTransaction,
  actor: Actor,
  { present, others }: CheckedMerge,
  { changes, reason }: Merge,
  now: Date,
  facts: Partial<EventFacts> = {},
): Promise<MadeVersion> {
  const placed = changes && (await changesInHamlet(tx, present, changes))
  const merged = { ...present, valid_from: dayOf(now), ...placed }
  return writeTogether(
    {
      uid: present.uid,
      commune_code: merged.commune_code,
      write: (main) => makeVersion(tx, present, merged, { ...main, action: 'merged', actor, reason }, now),
    },
    others.map((other) => ({
      uid: other.uid,
      commune_code: other.commune_code,
      write: (part) =>
        makeVersion(
          tx,
          other,
          { ...other, status: 'retired', valid_from: dayOf(now), successor: present.uid },
          { ...part, action: 'retired', actor, reason },
          now,
        ),
    })),
    facts,
  )
}
