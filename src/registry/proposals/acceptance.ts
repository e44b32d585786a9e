import { randomUUID } from 'node:crypto'
import type { ChainHead } from '../../chains/linked-event.ts'
import type { PeopleStore } from '../../store/people/people-store.ts'
import type { StoredProposal } from '../../store/people/people-tables.ts'
import type { SettledProposal } from '../../store/people/proposal-rows.ts'
import type { RegistryStore } from '../../store/registry/registry-store.ts'
import type { CreationLimit } from '../accounts/limits/creation-limit.ts'
import type { AddressDraft } from '../actions/create-address.ts'
import { mustHaveRole } from '../actions/guards.ts'
import type { MadeVersion } from '../actions/make-version.ts'
import type { Actor } from '../actor.ts'
import { HeadCopies } from '../continuity/head-copies.ts'
import type { CheckedDraft } from '../findings/ports.ts'
import { PROPOSERS } from '../life-cycle.ts'
import { type Finding, mustHaveNoErrors } from '../refusal.ts'
import { doneBefore, type KeyedRequest, once, type Repeated } from '../requests.ts'
import { applyProposal } from './apply-proposal.ts'
import { leadInArea, NOT_SETTLED } from './lead-proposal.ts'
import { contentOf, createdBy } from './proposal-draft.ts'

export interface AcceptanceParts {
  readonly store: RegistryStore
  readonly people: PeopleStore
  /** How many addresses an account creates on a day, by agreeing too; as many as it likes without. */
  readonly creations?: CreationLimit | undefined
  /** What the rules find about a draft; nothing where absent. */
  readonly findings?: ((draft: CheckedDraft) => Promise<readonly Finding[]>) | undefined
  /** The present moment; a test sets it back. */
  readonly now?: () => Date
  /** Told why a change that is in the record could not be noted beside it; the next start does it. */
  readonly onError?: (error: unknown) => void
}

/** Proposals looked at together. */
const PAGE = 500

/** How somebody agrees. */
export interface Agreement {
  /** What an officer sets right in a declaration. */
  readonly amendments?: Partial<AddressDraft> | undefined
  readonly request?: KeyedRequest | undefined
}

/**
 * Agreeing to proposals, which concerns two files that do not commit together. It is written beside the record first, as
 * `settling` under the id of the event that is to make the change, then to the record, then confirmed. So wherever it ends,
 * the record says what became of it.
 */
export class Acceptance {
  readonly #store: RegistryStore
  readonly #people: PeopleStore
  readonly #copies: HeadCopies
  readonly #now: () => Date
  readonly #creations: CreationLimit | undefined
  readonly #findings: NonNullable<AcceptanceParts['findings']>
  readonly #onError: (error: unknown) => void

  constructor({
    store,
    people,
    creations,
    findings = async () => [],
    now = () => new Date(),
    onError = () => {},
  }: AcceptanceParts) {
    this.#findings = findings
    this.#store = store
    this.#creations = creations
    this.#people = people
    this.#copies = new HeadCopies(store, people)
    this.#now = now
    this.#onError = onError
  }

  /**
   * Agrees: the change is made, in the name of who agrees. Throws {@link Refusal} as {@link applyProposal} does, and `findings`
   * where what it says, with what was set right in it, has errors by now; then the proposal is open as before.
   */
  async accept(
    actor: Actor,
    id: string,
    { amendments = {}, request }: Agreement = {},
  ): Promise<MadeVersion | Repeated> {
    const now = this.#now()
    const repeated = () => this.#store.write((tx) => doneBefore(tx, actor, request, now))
    const before = await repeated()
    if (before !== undefined) return before
    const proposal = await this.#begin(actor, id).catch(async (error) => {
      // Of two who send the same request at once the second may come when the first is done.
      const done = await repeated()
      if (done === undefined) throw error
      return done
    })
    if ('repeated' in proposal) return proposal
    let made: MadeVersion | Repeated
    let heads: readonly ChainHead[] = []
    try {
      const check = async (draft: CheckedDraft) => mustHaveNoErrors(await this.#findings(draft))
      made = await this.#store.write(async (tx) => {
        const written = await once(tx, actor, request, now, async () => {
          const done = await applyProposal(tx, actor, proposal, amendments, check, now)
          await this.#creations?.take(tx, actor, createdBy(contentOf(proposal)), now)
          return done
        })
        heads = tx.chains.grown
        return written
      })
    } catch (error) {
      await this.#settle(proposal).catch(this.#onError)
      throw error
    }
    await this.#confirm(proposal, heads).catch(this.#onError)
    return made
  }

  #begin(actor: Actor, id: string): Promise<StoredProposal> {
    return leadInArea(this.#people, actor, id, ['open'], 'settling', { event: randomUUID() }, ({ kind }) =>
      mustHaveRole(actor, kind === 'declaration' ? ['collector', 'officer'] : PROPOSERS, `${kind}: accepted`),
    )
  }

  /** Settles what was being accepted when a process ended: the record says whether the change was made. */
  async settlePending(): Promise<{ accepted: number; reopened: number }> {
    const pending = await this.#people.write(({ proposals }) => proposals.settling())
    let accepted = 0
    for (const proposal of pending) if (await this.#settle(proposal)) accepted++
    return { accepted, reopened: pending.length - accepted }
  }

  /**
   * Opens again what was accepted and is not in the record, which was restored from an earlier backup: somebody must agree
   * anew. Returns the ids.
   */
  async reopenLost(): Promise<string[]> {
    const lost: string[] = []
    for (let after = ''; ; ) {
      const page = await this.#people.read(({ proposals }) => proposals.accepted(after, PAGE))
      const missing = await this.#store.read(async ({ chains }) => {
        const gone: SettledProposal[] = []
        for (const proposal of page)
          if ((await chains.byId(proposal.event as string)) === undefined) gone.push(proposal)
        return gone
      })
      await this.#people.write(async ({ proposals }) => {
        for (const { id, event } of missing)
          await proposals.lead(id, ['accepted'], 'open', { event: null, ...NOT_SETTLED }, event)
      })
      lost.push(...missing.map(({ id }) => id))
      if (page.length < PAGE) return lost
      after = page.at(-1)?.id as string
    }
  }

  /** Whether the change of a proposal that is being accepted is in the record; it is accepted or open again by that. */
  async #settle(proposal: SettledProposal): Promise<boolean> {
    const event = await this.#store.write(async ({ chains }) => {
      const chain = await chains.ofCommune(proposal.commune_code)
      // A commit whose answer was lost may still be under way.
      if (chain !== undefined) await chains.hold(chain)
      return chains.byId(proposal.event as string)
    })
    if (event !== undefined) await this.#confirm(proposal, [event])
    else
      await this.#people.write(({ proposals }) =>
        proposals.lead(
          proposal.id,
          ['settling'],
          'open',
          { event: null, ...NOT_SETTLED },
          proposal.event as string,
        ),
      )
    return event !== undefined
  }

  /** The record has the change: that holds whatever this file says by now. */
  async #confirm({ id, event }: SettledProposal, heads: readonly ChainHead[]): Promise<void> {
    const following = await this.#copies.following(heads)
    await this.#people.write(async (tx) => {
      await tx.heads.keep(following)
      await tx.proposals.lead(id, ['settling', 'open'], 'accepted', {
        event,
        ended_at: this.#now().toISOString(),
      })
    })
  }
}
