import { randomUUID } from 'node:crypto'
import { dayOf } from '../../chains/day-of.ts'
import { isCertified } from '../../store/layout/address-status.ts'
import type { StoredVersion } from '../../store/registry/address-version.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import type { Actor } from '../actor.ts'
import { PROPOSERS } from '../life-cycle.ts'
import { Refusal } from '../refusal.ts'
import { type AddressDraft, insertAddress } from './create-address.ts'
import {
  addressOf,
  mustBeCurrent,
  mustBeFilled,
  mustBeInArea,
  mustHaveRole,
  type Seen,
  wrongState,
} from './guards.ts'
import { inHamlet } from './hamlet-of-address.ts'
import { type EventFacts, type MadeVersion, makeVersion } from './make-version.ts'
import { writeTogether } from './write-together.ts'

/** What one address becomes. */
export interface Split {
  /** The new addresses, at least two. */
  readonly parts: readonly Omit<AddressDraft, 'uid'>[]
  readonly reason?: string | undefined
}

/** An address that may be split, with whether that waits for another person. */
export interface CheckedSplit {
  readonly present: StoredVersion
  readonly waits: boolean
}

/** Checks whether an address may be split; a certified one waits for another person. Throws {@link Refusal}. */
export async function checkSplit(
  tx: RegistryTransaction,
  actor: Actor,
  { uid, revision }: Seen,
  { parts, reason }: Split,
): Promise<CheckedSplit> {
  mustBeFilled({ action: 'split', needs: ['reason'] }, { reason })
  if (parts.length < 2)
    throw new Refusal('missing-particulars', {
      vi: 'Tách địa chỉ cần ít nhất hai địa chỉ mới.',
      en: 'A split needs at least two new addresses.',
    })
  const present = await addressOf(tx, uid)
  const waits = isCertified(present)
  mustHaveRole(actor, waits ? PROPOSERS : ['officer'], 'split')
  mustBeInArea(actor, present)
  for (const part of parts) mustBeInArea(actor, await inHamlet(tx, part))
  mustBeCurrent(present, revision, { parts })
  mustBeSplittable(present)
  return { present, waits }
}

/** Throws {@link Refusal} `wrong-state` for an address that is in nobody's use. */
export function mustBeSplittable({ status }: StoredVersion): void {
  if (status === 'retired' || status === 'reserved') throw wrongState(status, 'retired')
}

/** Writes the new addresses, and the old one as retired with them as its successors. */
export function takeSplit(
  tx: RegistryTransaction,
  actor: Actor,
  present: StoredVersion,
  { parts, reason }: Split,
  now: Date,
  facts: Partial<EventFacts> = {},
): Promise<MadeVersion> {
  const drafts = parts.map((part) => ({ ...part, uid: randomUUID() }))
  const successor = drafts.map(({ uid }) => uid).join(' ')
  return writeTogether(
    {
      uid: present.uid,
      commune_code: present.commune_code,
      write: (main) =>
        makeVersion(
          tx,
          present,
          { ...present, status: 'retired', valid_from: dayOf(now), successor },
          { ...main, action: 'split', actor, reason },
          now,
        ),
    },
    drafts.map((draft) => ({
      uid: draft.uid,
      commune_code: draft.commune_code,
      write: (part) => insertAddress(tx, actor, draft, now, { ...part, reason }),
    })),
    facts,
  )
}
