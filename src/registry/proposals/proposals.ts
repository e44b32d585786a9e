import { randomUUID } from 'node:crypto'
import type { AfterBackupLog } from '../../store/copies/after-backup-log.ts'
import type { PeopleStore, PeopleTransaction } from '../../store/people/people-store.ts'
import type { StoredProposal } from '../../store/people/people-tables.ts'
import type { RegistryStore } from '../../store/registry/registry-store.ts'
import type { AddressDraft } from '../actions/create-address.ts'
import { mustBeFilled, mustHaveRole } from '../actions/guards.ts'
import { inHamlet } from '../actions/hamlet-of-address.ts'
import { chainOf } from '../actions/make-version.ts'
import type { Actor, Role } from '../actor.ts'
import { PROPOSERS } from '../life-cycle.ts'
import { Refusal } from '../refusal.ts'
import { type KeyedRequest, keysSince, sameRequest } from '../requests.ts'
import { leadFrom, leadInArea, NOT_SETTLED, proposalOf, settledBy } from './lead-proposal.ts'
import type { ProposalDraft } from './proposal-draft.ts'

/** Why a proposal is rejected; a text says more. */
export const REJECTIONS = [
  'duplicate',
  'no-address',
  'wrong-place',
  'wrong-content',
  'not-enough',
  'not-entitled',
  'other',
] as const

export type Rejection = (typeof REJECTIONS)[number]

/** What waits for another person. */
export interface Waiting {
  /** Id of the proposal. */
  readonly proposal: string
}

export interface ProposalsParts {
  readonly store: RegistryStore
  readonly people: PeopleStore
  /** The present moment; a test sets it back. */
  readonly now?: () => Date
  /** Where is noted what a restore must not bring back. */
  readonly log?: AfterBackupLog | undefined
}

/** What a proposal may be sent with. */
export interface Sending {
  readonly text?: string | undefined
  readonly request?: KeyedRequest | undefined
  /** Writes in the same transaction what belongs to the proposal; also when its request came again, which it is told. */
  readonly beside?: (tx: PeopleTransaction, proposal: string, isAgain: boolean) => Promise<void>
}

/** States in which a proposal has come to nothing. */
const ENDED = ['rejected', 'withdrawn'] as const

/** Months after their end for which rejected and withdrawn proposals are kept. */
const MONTHS_KEPT = 12

/** Declarations and proposals: kept beside the record, of which they touch nothing until somebody agrees. */
export class Proposals {
  readonly #store: RegistryStore
  readonly #people: PeopleStore
  readonly #now: () => Date
  readonly #log: AfterBackupLog | undefined

  constructor({ store, people, now = () => new Date(), log }: ProposalsParts) {
    this.#log = log
    this.#store = store
    this.#people = people
    this.#now = now
  }

  /** Takes a declaration of a new address, from anybody: an actor or nobody. Throws {@link Refusal} `findings`. */
  async declare(
    actor: Actor | undefined,
    { uid: _, ...draft }: AddressDraft,
    more: Sending = {},
  ): Promise<Waiting> {
    const place = await this.#store.read(async (tx) => {
      await chainOf(tx, draft.commune_code)
      return inHamlet(tx, draft)
    })
    const content = { act: 'declare', draft } as const
    return this.propose(
      actor,
      { kind: 'declaration', subject: undefined, place, content, reason: undefined },
      more,
    )
  }

  /** Keeps a proposal whose rules have been checked. */
  async propose(
    actor: Actor | undefined,
    { kind, subject, place, content, reason }: ProposalDraft,
    { text, request, beside }: Sending = {},
  ): Promise<Waiting> {
    const now = this.#now()
    const id = randomUUID()
    return this.#people.write(async (tx) => {
      const known = await takeKey(tx, actor, request, id, now)
      await beside?.(tx, known?.proposal ?? id, known !== undefined)
      if (known !== undefined) return known
      await tx.proposals.add({
        id,
        kind,
        subject: subject?.uid ?? null,
        base_revision: subject?.revision ?? null,
        commune_code: place.commune_code,
        hamlet: place.hamlet_uid ?? null,
        changes: JSON.stringify(content),
        lon: place.lon,
        lat: place.lat,
        text: text ?? null,
        reason: reason ?? null,
        account: actor?.account ?? null,
        person: actor?.person ?? null,
        office: actor?.office ?? null,
        state: 'open',
        event: null,
        ...NOT_SETTLED,
        created_at: now.toISOString(),
      })
      return { proposal: id }
    })
  }

  /** What a request has proposed before; undefined for one that is new or has no key. */
  async doneBefore(
    actor: Actor | undefined,
    request: KeyedRequest | undefined,
  ): Promise<Waiting | undefined> {
    if (request === undefined) return undefined
    const since = keysSince(this.#now())
    const done = await this.#people.write(({ requests }) =>
      requests.done(accountOf(actor), request.key, since),
    )
    const same = sameRequest(done, request)
    return same && { proposal: same.subject }
  }

  /** Rejects, as an officer of the area, with a reason of {@link REJECTIONS} and a text. */
  async reject(
    actor: Actor,
    id: string,
    { reason, text }: { reason?: string | undefined; text?: string | undefined },
  ): Promise<StoredProposal> {
    const known = (REJECTIONS as readonly string[]).includes(reason ?? '')
    mustBeFilled({ action: 'rejected', needs: ['reason', 'text'] }, { reason: known ? reason : '', text })
    return leadInArea(
      this.#people,
      actor,
      id,
      ['open', 'returned'],
      'rejected',
      { settle_reason: reason as string, settle_text: text as string, ended_at: this.#now().toISOString() },
      () => mustHaveRole(actor, ['officer'], 'rejected'),
    )
  }

  /** Sends a proposal back to who made it, with a text that says what is missing. */
  async return(actor: Actor, id: string, { text }: { text?: string | undefined }): Promise<StoredProposal> {
    mustBeFilled({ action: 'returned', needs: ['text'] }, { text })
    return leadInArea(this.#people, actor, id, ['open'], 'returned', { settle_text: text as string }, () =>
      mustHaveRole(actor, PROPOSERS, 'returned'),
    )
  }

  /** Opens a proposal again: a rejected one by another officer than who rejected it, a returned one by anybody who settles. */
  reopen(actor: Actor, id: string): Promise<StoredProposal> {
    return leadInArea(
      this.#people,
      actor,
      id,
      ['rejected', 'returned'],
      'open',
      { ended_at: null },
      (found) => {
        const roles: readonly Role[] = found.state === 'rejected' ? ['officer'] : PROPOSERS
        mustHaveRole(actor, roles, 'reopened')
        if (found.state === 'rejected' && found.settled_person === actor.person)
          throw new Refusal('another-person', {
            vi: 'Người đã từ chối không tự mở lại: cần một cán bộ khác.',
            en: 'Whoever rejected it does not open it again: another officer must.',
          })
      },
    )
  }

  /**
   * Withdraws a proposal, as who made it.
   *
   * @param actor undefined for who has shown the receipt of a declaration that nobody's account made
   */
  async withdraw(actor: Actor | undefined, id: string): Promise<StoredProposal> {
    const withdrawn = await this.#people.write(async (tx) => {
      const found = await proposalOf(tx, id)
      if (found.person !== (actor?.person ?? null))
        throw new Refusal('not-your-role', {
          vi: 'Chỉ người đã gửi mới rút lại được.',
          en: 'Only who sent it withdraws it.',
        })
      const settlement = { ...settledBy(actor), ended_at: this.#now().toISOString() }
      const led = await leadFrom(tx, found, ['open', 'returned'], 'withdrawn', settlement)
      await tx.contacts.deleteDeclared(id)
      return led
    })
    this.#log?.note('withdrawn', id, this.#now())
    return withdrawn
  }

  /** Withdraws again what an earlier backup has brought back; returns whether it had. */
  withdrawAgain(id: string, at: string): Promise<boolean> {
    return this.#people.write(async (tx) => {
      const from = ['open', 'returned', 'rejected'] as const
      const isLed = await tx.proposals.lead(id, from, 'withdrawn', { ended_at: at })
      if (isLed) await tx.contacts.deleteDeclared(id)
      return isLed
    })
  }

  /** Deletes what was rejected or withdrawn more than twelve months ago; returns how many. */
  deleteEnded(): Promise<number> {
    const before = keptSince(this.#now())
    return this.#people.write(async ({ proposals, contacts }) => {
      await contacts.deleteEnded(ENDED, before)
      return proposals.deleteEnded(ENDED, before)
    })
  }
}

/** What ended before this moment, ISO 8601 in UTC, is kept no longer. */
export function keptSince(now: Date): string {
  const since = new Date(now)
  since.setUTCMonth(since.getUTCMonth() - MONTHS_KEPT)
  return since.toISOString()
}

/** People without an account share the keys of nobody; they are random, and the request must be the same. */
function accountOf(actor: Actor | undefined): string {
  return actor?.account ?? 'nobody'
}

/** Takes the key of a request; what the request has proposed before if it is taken. */
async function takeKey(
  tx: PeopleTransaction,
  actor: Actor | undefined,
  request: KeyedRequest | undefined,
  subject: string,
  now: Date,
): Promise<Waiting | undefined> {
  if (request === undefined) return undefined
  const account = accountOf(actor)
  const since = keysSince(now)
  if (await tx.requests.take({ ...request, account, subject, at: now.toISOString() }, since)) return undefined
  const done = sameRequest(await tx.requests.done(account, request.key, since), request)
  return done && { proposal: done.subject }
}
