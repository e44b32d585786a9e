import { isCertified } from '../../store/layout/address-status.ts'
import type { StoredProposal } from '../../store/people/people-tables.ts'
import type { AddressVersion, StoredVersion } from '../../store/registry/address-version.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'
import { type AddressChanges, takeChange, withAttributes } from '../actions/change-address.ts'
import { type AddressDraft, createAddress } from '../actions/create-address.ts'
import {
  addressOf,
  mustBeAnotherPerson,
  mustBeCurrent,
  mustBeInArea,
  mustHaveRole,
  stepOf,
  told,
} from '../actions/guards.ts'
import { changesInHamlet, inHamlet } from '../actions/hamlet-of-address.ts'
import { type EventFacts, type MadeVersion, withDetails } from '../actions/make-version.ts'
import { addressesToMerge, takeMerge } from '../actions/merge-addresses.ts'
import { mustBeSplittable, takeSplit } from '../actions/split-address.ts'
import { takeStep } from '../actions/transition-address.ts'
import { before, reversalsOf, takeUndo } from '../actions/undo-event.ts'
import type { Actor, Located } from '../actor.ts'
import type { CheckedDraft } from '../findings/ports.ts'
import { PROPOSERS } from '../life-cycle.ts'
import { takeSupplements } from '../supplements/change-supplements.ts'
import { contentOf, noFields, type ProposalContent } from './proposal-draft.ts'

/** What a proposal comes to on the address as it is now: the versions that it touches, and how they are written. */
interface Planned {
  readonly touched: readonly StoredVersion[]
  /** What they, and new ones, are afterwards. */
  readonly after: readonly (Located & Pick<AddressVersion, 'status'>)[]
  /** What is newly said of addresses, which the rules look at as when it is written without a proposal. */
  readonly said?: readonly CheckedDraft[]
  readonly write: () => Promise<MadeVersion>
}

/**
 * Does what a proposal asks for, in the name of who agrees. What is certified, or retires, needs a verifier who has neither proposed it
 * nor contributed; something that moves in needs an officer of the area. Throws {@link Refusal}: `changed` with both versions
 * where the address is no longer what the proposal was based on.
 *
 * @param amendments what an officer sets right in a declaration
 * @param check throws {@link Refusal} `findings` for errors: since it was proposed, units, boundaries and rules may have changed
 */
export async function applyProposal(
  tx: RegistryTransaction,
  actor: Actor,
  proposal: StoredProposal,
  amendments: Partial<AddressDraft>,
  check: (draft: CheckedDraft) => Promise<unknown>,
  now: Date,
): Promise<MadeVersion> {
  const facts = withDetails(
    { id: proposal.event as string },
    { proposal: proposal.id, proposed_by: proposal.person ?? undefined },
  )
  const content = contentOf(proposal)
  if (content.act === 'declare') {
    const draft = { ...content.draft, ...amendments }
    await check({ ...draft, status: 'created' })
    return createAddress(tx, actor, { ...draft, uid: proposal.id }, now, facts)
  }
  if (Object.keys(amendments).length > 0) throw noFields(proposal)
  const present = await addressOf(tx, proposal.subject as string)
  mustBeCurrent(present, proposal.base_revision as number, await proposed(tx, proposal, content))
  const { touched, after, said = [], write } = await plan(tx, actor, present, content, proposal, now, facts)
  const verified = [...touched, ...after].some(isCertified) || retires(content, proposal)
  mustHaveRole(actor, verified ? ['verifier'] : PROPOSERS, `${proposal.kind}: accepted`)
  // Who let it go has answered for the area that it leaves.
  mustBeInArea(actor, ...(proposal.kind === 'move' ? after : [...touched, ...after]))
  if (verified) for (const { uid } of touched) await mustBeAnotherPerson(tx, actor, uid, proposal.person)
  for (const draft of said) await check(draft)
  return write()
}

/** What waits because somebody has retired many on one day needs a verifier too; of the certified it does anyway. */
function retires({ act }: ProposalContent, { kind }: StoredProposal): boolean {
  return act === 'transition' || act === 'merge' || act === 'split' || kind === 'retire'
}

/** Every branch holds what it touches; who may agree is asked of what comes out. */
async function plan(
  tx: RegistryTransaction,
  actor: Actor,
  present: StoredVersion,
  content: Exclude<ProposalContent, { act: 'declare' }>,
  { reason: given }: StoredProposal,
  now: Date,
  shared: Partial<EventFacts>,
): Promise<Planned> {
  const reason = given ?? undefined
  const facts = { ...shared, reason }
  const own = { touched: [present] }
  switch (content.act) {
    case 'change': {
      const changes = withAttributes(present, content.changes)
      const after = [{ ...present, ...(await changesInHamlet(tx, present, changes)) }]
      return { ...own, after, said: after, write: () => takeChange(tx, actor, present, changes, now, facts) }
    }
    case 'supplements': {
      const { changes } = content
      const write = () => takeSupplements(tx, actor, present, changes, now, facts)
      return { ...own, after: [present], write }
    }
    case 'transition': {
      const { to, particulars } = content
      const step = stepOf(present.status, to)
      const after = [{ ...present, status: to }]
      return {
        ...own,
        after,
        write: () => takeStep(tx, actor, { step, present }, particulars, now, facts),
      }
    }
    case 'merge': {
      const { merge } = content
      const checked = await addressesToMerge(tx, present, merge)
      const after = [{ ...present, ...(await changesInHamlet(tx, present, merge.changes ?? {})) }]
      return {
        touched: [present, ...checked.others],
        after,
        ...(merge.changes && { said: after }),
        write: () => takeMerge(tx, actor, checked, merge, now, facts),
      }
    }
    case 'split': {
      mustBeSplittable(present)
      const after = await Promise.all(
        content.split.parts.map(async (part) => ({
          ...(await inHamlet(tx, part)),
          status: 'created' as const,
        })),
      )
      const write = () => takeSplit(tx, actor, present, content.split, now, facts)
      return { ...own, after, said: after, write }
    }
    case 'undo': {
      const reversals = await reversalsOf(tx, content.event)
      const all = [reversals.main, ...reversals.others]
      return {
        touched: all.map((each) => each.present),
        after: all.map(before),
        write: () => takeUndo(tx, actor, reversals, reason, now, facts),
      }
    }
  }
}

/** What the proposal would have made of the version that it was based on, for whoever compares it with the present one. */
async function proposed(
  tx: RegistryTransaction,
  { subject, base_revision }: StoredProposal,
  content: ProposalContent,
): Promise<unknown> {
  const earlier = await tx.addresses.earlier(subject as string)
  const base = earlier.find(({ revision }) => revision === base_revision)
  const changes: AddressChanges = content.act === 'change' ? content.changes : {}
  return base && told({ ...base, ...withAttributes(base, changes) })
}
