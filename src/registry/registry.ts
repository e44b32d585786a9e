import { setImmediate } from 'node:timers/promises'
import { dayOf } from '../chains/day-of.ts'
import type { AddressStatus } from '../store/layout/address-status.ts'
import type { RegistryStore } from '../store/registry/registry-store.ts'
import type { NoteAct } from './accounts/audit.ts'
import type { CreationLimit } from './accounts/limits/creation-limit.ts'
import { attachIdentifier } from './actions/attach-identifier.ts'
import { type AddressChanges, checkChange, takeChange, withAttributes } from './actions/change-address.ts'
import { type AddressDraft, createAddress, mustBeCreator } from './actions/create-address.ts'
import { mustBeFilled, type Particulars, type Seen } from './actions/guards.ts'
import { inHamlet } from './actions/hamlet-of-address.ts'
import { identifierFinding } from './actions/identifier-guards.ts'
import type { MadeVersion } from './actions/make-version.ts'
import { checkMerge, type Merge, takeMerge } from './actions/merge-addresses.ts'
import { retiresTooMany } from './actions/retirement-limit.ts'
import { settleOutside } from './actions/settle-outside.ts'
import { checkSplit, type Split, takeSplit } from './actions/split-address.ts'
import { checkStep, takeStep } from './actions/transition-address.ts'
import { before, checkUndo, retiredBy, takeUndo } from './actions/undo-event.ts'
import type { Actor } from './actor.ts'
import type { CheckedDraft } from './findings/ports.ts'
import { type IdentifierScheme, NATIONAL_CODE } from './identifier-schemes.ts'
import { WaitsForAnother } from './proposals/proposal-draft.ts'
import type { Proposals } from './proposals/proposals.ts'
import { type Finding, mustHaveNoErrors, Refusal } from './refusal.ts'
import type { KeyedRequest, Repeated } from './requests.ts'
import { type Outcome, Writes } from './writes.ts'

export type { Outcome }

export interface RegistryParts {
  readonly store: RegistryStore
  /** Where what needs another person's yes waits; without it such changes are refused. */
  readonly proposals?: Proposals | undefined
  /** What is wrong with an address before it is written; errors refuse it. */
  readonly findings?: ((draft: CheckedDraft) => Promise<readonly Finding[]>) | undefined
  /** Schemes of identifiers beside the local and the national code. */
  readonly schemes?: readonly IdentifierScheme[]
  /** How many addresses an account creates on a day; as many as it likes without. */
  readonly creations?: CreationLimit | undefined
  /** Notes an act into the audit, in the transaction that does it. */
  readonly note?: NoteAct | undefined
  /** The present moment; a test sets it back. */
  readonly now?: () => Date
}

/** What every change may be sent with. */
export interface Sent {
  readonly reason?: string | undefined
  readonly request?: KeyedRequest | undefined
}

/** What became of one of several changes. */
export type ItemOutcome = { readonly uid: string } & (
  | { readonly outcome: Outcome }
  | { readonly refusal: Refusal }
)

/** Edits of other programs that are taken in one transaction: others have their turn between. */
const SETTLED_TOGETHER = 200

/** Changes that one request may ask for. */
export const MAX_ITEMS = 500

/** What is done with addresses, each in one transaction that writes version and event or nothing. */
export class Registry {
  readonly #store: RegistryStore
  readonly #writes: Writes
  readonly #schemes: ReadonlyMap<string, IdentifierScheme>
  readonly #now: () => Date
  readonly #creations: CreationLimit | undefined
  readonly #note: NoteAct | undefined
  readonly #findings: NonNullable<RegistryParts['findings']>

  constructor({
    store,
    proposals,
    findings = async () => [],
    schemes = [],
    creations,
    note,
    now = () => new Date(),
  }: RegistryParts) {
    this.#findings = findings
    this.#store = store
    this.#creations = creations
    this.#note = note
    this.#writes = new Writes({ store, proposals, now })
    this.#schemes = new Map([NATIONAL_CODE, ...schemes].map((scheme) => [scheme.name, scheme]))
    this.#now = now
  }

  /** Creates an address; see {@link createAddress}. Throws {@link Refusal} `findings` where it has errors. */
  create(actor: Actor, draft: AddressDraft, { request }: Sent = {}): Promise<MadeVersion | Repeated> {
    return this.#writes.once(actor, request, async (tx, now) => {
      const placed = await inHamlet(tx, draft)
      mustBeCreator(actor, placed)
      const findings = await this.#checked({ ...placed, status: 'created' })
      await this.#creations?.take(tx, actor, 1, now)
      return { ...(await createAddress(tx, actor, placed, now)), findings }
    })
  }

  /** Changes an address; see {@link checkChange}. Throws {@link Refusal} `findings` where it would have errors, also if it waits. */
  change(
    actor: Actor,
    uid: string,
    revision: number,
    given: AddressChanges,
    { reason, request }: Sent = {},
  ): Promise<Outcome> {
    return this.#writes.orWait(actor, request, async (tx, now) => {
      const checked = await checkChange(tx, actor, uid, revision, given)
      const { present, waits } = checked
      const changes = withAttributes(present, checked.changes)
      if (waits === 'correction') mustBeFilled({ action: 'changed', needs: ['reason'] }, { reason })
      const findings = await this.#checked({ ...present, ...changes })
      if (waits) {
        const place = { ...present, ...changes }
        const content = { act: 'change', changes: given } as const
        throw new WaitsForAnother({ kind: waits, subject: present, place, content, reason })
      }
      return { ...(await takeChange(tx, actor, present, changes, now, { reason })), findings }
    })
  }

  /** Leads an address to another state; see {@link checkStep}. */
  transition(
    actor: Actor,
    uid: string,
    revision: number,
    to: AddressStatus,
    particulars: Particulars = {},
    request?: KeyedRequest,
  ): Promise<Outcome> {
    return this.#writes.orWait(actor, request, async (tx, now) => {
      const checked = await checkStep(tx, actor, uid, revision, to, particulars)
      const { step, present } = checked
      if (step.proposed || (to === 'retired' && (await retiresTooMany(tx, actor, 1, now))))
        throw new WaitsForAnother({
          kind: step.to === 'retired' ? 'retire' : 'restore',
          subject: present,
          place: present,
          content: { act: 'transition', to, particulars },
          reason: particulars.reason,
        })
      return takeStep(tx, actor, checked, particulars, now)
    })
  }

  /**
   * Leads addresses to a state, each by itself: what is refused holds up no other. Sent again under its key, it goes on
   * where it was cut off.
   *
   * @param items at most {@link MAX_ITEMS}
   */
  async transitions(
    actor: Actor,
    to: AddressStatus,
    items: readonly Seen[],
    particulars: Particulars = {},
    request?: KeyedRequest,
  ): Promise<ItemOutcome[]> {
    if (items.length > MAX_ITEMS) throw new RangeError(`${items.length} items, at most ${MAX_ITEMS}`)
    const outcomes: ItemOutcome[] = []
    for (const [i, { uid, revision }] of items.entries())
      try {
        const own = request && { ...request, key: `${request.key}#${i}` }
        const outcome = await this.transition(actor, uid, revision, to, particulars, own)
        outcomes.push({ uid, outcome })
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        outcomes.push({ uid, refusal: error })
      }
    return outcomes
  }

  /** Lets an address take others in; see {@link checkMerge}. Throws {@link Refusal} `findings` as a change does. */
  merge(actor: Actor, into: Seen, sent: Merge, request?: KeyedRequest): Promise<Outcome> {
    return this.#writes.orWait(actor, request, async (tx, now) => {
      const checked = await checkMerge(tx, actor, into, sent)
      const { present, waits } = checked
      const merge = sent.changes ? { ...sent, changes: withAttributes(present, sent.changes) } : sent
      const place = { ...present, ...merge.changes }
      if (merge.changes) await this.#checked(place)
      const content = { act: 'merge', merge } as const
      if (waits || (await retiresTooMany(tx, actor, merge.others.length, now)))
        throw new WaitsForAnother({ kind: 'merge', subject: present, place, content, reason: merge.reason })
      return takeMerge(tx, actor, checked, merge, now)
    })
  }

  /** Puts new addresses in the place of one; see {@link checkSplit}. Throws {@link Refusal} `findings` where one has errors. */
  split(actor: Actor, address: Seen, split: Split, request?: KeyedRequest): Promise<Outcome> {
    return this.#writes.orWait(actor, request, async (tx, now) => {
      const { present, waits } = await checkSplit(tx, actor, address, split)
      for (const part of split.parts)
        await this.#checked({ ...(await inHamlet(tx, part)), status: 'created' })
      const content = { act: 'split', split } as const
      if (waits || (await retiresTooMany(tx, actor, 1, now)))
        throw new WaitsForAnother({
          kind: 'split',
          subject: present,
          place: present,
          content,
          reason: split.reason,
        })
      await this.#creations?.take(tx, actor, split.parts.length, now)
      return takeSplit(tx, actor, present, split, now)
    })
  }

  /** Gives an address an identifier of a known scheme. The national code is a change like others; see {@link attachIdentifier}. */
  async attachIdentifier(
    actor: Actor,
    { uid, revision }: Seen,
    { scheme, value }: { scheme: string; value: string },
    sent: Sent = {},
  ): Promise<Outcome> {
    const known = this.#schemes.get(scheme)
    if (known === undefined)
      throw identifierFinding('unknown-scheme', 'scheme', {
        vi: `Không có loại mã "${scheme}"; có: ${[...this.#schemes.keys()].join(', ')}.`,
        en: `There is no scheme "${scheme}"; known are ${[...this.#schemes.keys()].join(', ')}.`,
      })
    if (known === NATIONAL_CODE) return this.change(actor, uid, revision, { ndas: value }, sent)
    return this.#writes.once(actor, sent.request, (tx, now) =>
      attachIdentifier(tx, actor, { uid, revision }, known, value, now),
    )
  }

  /** Takes an event back; see {@link checkUndo}. */
  undo(actor: Actor, event: string, { reason, request }: Sent = {}): Promise<Outcome> {
    return this.#writes.orWait(actor, request, async (tx, now) => {
      const checked = await checkUndo(tx, actor, event, reason)
      const { main, waits } = checked
      const content = { act: 'undo', event } as const
      if (waits || (await retiresTooMany(tx, actor, retiredBy(checked), now)))
        throw new WaitsForAnother({
          kind: waits ?? 'retire',
          subject: main.present,
          place: before(main),
          content,
          reason,
        })
      const done = await takeUndo(tx, actor, checked, reason, now)
      await this.#note?.(actor, { action: 'undone', subject: event }, now)
      return done
    })
  }

  /** Gives events to what other programs wrote; returns how many versions and deletions it took. */
  async settleOutside(): Promise<number> {
    for (let settled = 0; ; ) {
      const now = this.#now()
      const taken = await this.#store.write((tx) => settleOutside(tx, SETTLED_TOGETHER, now, dayOf(now)))
      settled += taken
      if (taken < SETTLED_TOGETHER) return settled
      // Transactions of SQLite end in the same turn of the loop: requests have theirs between.
      await setImmediate()
    }
  }

  /** What is to be told of an address; throws {@link Refusal} `findings` with all of it where there are errors. */
  async #checked(draft: CheckedDraft): Promise<readonly Finding[]> {
    return mustHaveNoErrors(await this.#findings(draft))
  }
}
