import { randomUUID } from 'node:crypto'
import type { AfterBackupLog } from '../../../store/copies/after-backup-log.ts'
import type { PeopleStore, PeopleTransaction } from '../../../store/people/people-store.ts'
import type {
  PersonRequestHead,
  RequestKind,
  StoredPersonRequest,
} from '../../../store/people/requests/person-request-tables.ts'
import type { RegistryStore } from '../../../store/registry/registry-store.ts'
import { noteOf } from '../../accounts/audit.ts'
import { addressOf, mustBeFilled, mustBeInArea, mustHaveRole } from '../../actions/guards.ts'
import { type Actor, isInArea } from '../../actor.ts'
import { newReceiptNumber, receiptHash } from '../../doors/receipt-number.ts'
import { type Receipt, receiptOf, subjectOfReceipt } from '../../doors/receipts.ts'
import { Refusal } from '../../refusal.ts'
import { type Channel, readChannel } from '../contact-draft.ts'
import { deleteContacts } from '../contacts.ts'
import { mergedOnInto, standingFor } from '../merged-addresses.ts'
import { everythingOf, type Fulfilled, NOTHING_YET, type RequestedPlace } from './request-answers.ts'
import { clocksOf, daysLater, type RequestTerms } from './request-clocks.ts'
import { publicAddressOf, receipted } from './request-receipts.ts'
import { notNow, tooLong, unknown } from './request-refusals.ts'

/** What a person asks for. */
export interface RequestDraft {
  readonly kind: RequestKind
  readonly address: string
  readonly name: string
  /** Where the answer goes. */
  readonly channel: Channel
  readonly text?: string | undefined
  /** Whether a third party got the data and must stop too. */
  readonly thirdParty?: boolean | undefined
}

/** How a request ends. */
export interface Fulfilment {
  readonly outcome: 'done' | 'refused'
  readonly text: string
  /** Id of the event by which the record did it, as a redaction of the address. */
  readonly event?: string | undefined
  /** Consents that are withdrawn; all where none are named. */
  readonly purposes?: readonly string[] | undefined
}

export interface PersonRequestsParts {
  readonly store: RegistryStore
  readonly people: PeopleStore
  readonly log: AfterBackupLog
  /** Read when they are needed, so that a server starts without them. */
  readonly terms: () => RequestTerms
  readonly now?: () => Date
}

const WAITING = ['open', 'replied'] as const

/**
 * Requests of persons about own data: to see, correct, delete, restrict it, to object, to withdraw a consent. Each has two
 * clocks, for its first reply and for its fulfilment, and one extension with a reason.
 */
export class PersonRequests {
  readonly #parts: PersonRequestsParts
  readonly #now: () => Date

  constructor(parts: PersonRequestsParts) {
    this.#parts = parts
    this.#now = parts.now ?? (() => new Date())
  }

  /**
   * Takes a request from somebody who came to an office, or from nobody's account. Throws {@link Refusal}: `not-your-role`, `unknown-address`, `outside-area`,
   * `findings`; {@link StoreError} `sealed` without a key.
   */
  async take(actor: Actor | undefined, draft: RequestDraft): Promise<PersonRequestHead> {
    if (actor !== undefined) mustHaveRole(actor, ['officer', 'verifier'], 'person-request: taken')
    return this.#taken(actor, draft)
  }

  /**
   * Takes a request of nobody's account, about an address that everybody sees, by its id or code; who asks is proven to the office that
   * answers. Throws as {@link take}.
   *
   * @returns the number of its receipt, told this once
   */
  async ask(draft: RequestDraft): Promise<{ readonly number: string; readonly request: PersonRequestHead }> {
    const address = await this.#parts.store.read((tx) => publicAddressOf(tx, draft.address))
    const number = newReceiptNumber()
    const request = await this.#taken(undefined, { ...draft, address }, async (tx, { id, created_at }) =>
      tx.receipts.add({ hash: receiptHash(number), kind: 'person-request', subject: id, created_at }),
    )
    return { number, request }
  }

  /** What the receipt of a request shows; throws {@link Refusal} `unknown-receipt`. */
  async receipt(number: string): Promise<Receipt> {
    const found = await this.#parts.people.read((tx) =>
      subjectOfReceipt(tx, 'person-request', number, this.#now(), async (id) => {
        const head = await tx.personRequests.byId(id)
        return head && receipted(head)
      }),
    )
    return receiptOf('person-request', found)
  }

  async #taken(
    actor: Actor | undefined,
    draft: RequestDraft,
    beside?: (tx: PeopleTransaction, request: StoredPersonRequest) => Promise<void>,
  ): Promise<PersonRequestHead> {
    const channel = readChannel(draft.channel, 'channel.value')
    if ('rule' in channel) throw new Refusal('findings', channel.message, { findings: [channel] })
    const place = await this.#placeOf(draft.address, actor)
    const now = this.#now()
    const { replyDue, fulfilDue } = clocksOf(this.#parts.terms()[draft.kind], draft.thirdParty ?? false, now)
    const request: StoredPersonRequest = {
      ...NOTHING_YET,
      id: randomUUID(),
      kind: draft.kind,
      address: draft.address,
      commune_code: place.commune_code,
      hamlet: place.hamlet_uid ?? null,
      content: JSON.stringify({ name: draft.name.trim(), channel, text: draft.text ?? null }),
      third_party: draft.thirdParty ? 1 : 0,
      created_at: now.toISOString(),
      reply_due: replyDue.toISOString(),
      fulfil_due: fulfilDue.toISOString(),
      account: actor?.account ?? null,
    }
    return this.#parts.people.write(async (tx) => {
      await tx.personRequests.add(request)
      await beside?.(tx, request)
      await noteOf(
        tx,
        actor,
        { action: 'person-request', subject: request.id, details: { kind: draft.kind } },
        now,
      )
      return (await tx.personRequests.byId(request.id)) as PersonRequestHead
    })
  }

  /** What waits in the actor's area, the first to be due first; nothing of who asks. */
  waiting(actor: Actor, limit: number): Promise<PersonRequestHead[]> {
    mustHaveRole(actor, ['officer', 'verifier'], 'person-requests')
    return this.#parts.people.read(({ personRequests }) => personRequests.waiting(actor.area, limit))
  }

  /** A request with what was written, noted as a look. Throws {@link Refusal}. */
  read(actor: Actor, id: string): Promise<StoredPersonRequest> {
    return this.#parts.people.write(async (tx) => {
      await this.#mine(tx, actor, id, 'read')
      await noteOf(tx, actor, { action: 'person-request-read', subject: id }, this.#now())
      return (await tx.personRequests.opened(id)) as StoredPersonRequest
    })
  }

  /** Notes the first reply, which tells the procedure. Throws {@link Refusal}: `missing-particulars`, `wrong-state`. */
  reply(actor: Actor, id: string, text: string): Promise<PersonRequestHead> {
    mustBeFilled({ action: 'replied', needs: ['text'] }, { text })
    return this.#settle(actor, id, 'replied', async (tx, _, now) =>
      tx.personRequests.change(id, ['open'], {
        state: 'replied',
        replied_at: now.toISOString(),
        reply: text,
      }),
    )
  }

  /**
   * Puts the end off, once and before it has come. Throws {@link Refusal}: `missing-particulars` without a reason, `findings` for
   * more days than the kind's, `wrong-state`.
   */
  extend(
    actor: Actor,
    id: string,
    { days, reason }: { days: number; reason: string },
  ): Promise<PersonRequestHead> {
    mustBeFilled({ action: 'extended', needs: ['reason'] }, { reason })
    return this.#settle(actor, id, 'extended', async (tx, { kind, extended_at, fulfil_due }, now) => {
      if (extended_at !== null || fulfil_due < now.toISOString()) return false
      const most = this.#parts.terms()[kind].extension
      if (days > most) throw tooLong(days, most)
      return tx.personRequests.change(id, WAITING, {
        extended_at: now.toISOString(),
        extension: reason,
        fulfil_due: daysLater(new Date(fulfil_due), days).toISOString(),
      })
    })
  }

  /**
   * Ends a request and does what it asked for beside the record: contacts are deleted, consents withdrawn, or what is known is
   * told, all in one transaction with it. What the record must do is done before, and named by its event.
   *
   * Throws {@link Refusal}: `missing-particulars` without a text, `unknown-event`, `wrong-state`.
   */
  async fulfil(actor: Actor, id: string, { outcome, text, event, purposes }: Fulfilment): Promise<Fulfilled> {
    mustBeFilled({ action: 'fulfilled', needs: ['text'] }, { text })
    const place = await this.#standingOf(actor, id, event)
    const gone: string[] = []
    const withdrawn: string[] = []
    const told: { -readonly [key in keyof Fulfilled]: Fulfilled[key] } = {}
    await this.#settle(actor, id, 'fulfilled', async (tx, { kind }, now) => {
      const settled = await tx.personRequests.change(id, WAITING, {
        state: 'fulfilled',
        fulfilled_at: now.toISOString(),
        outcome,
        result: text,
        event: event ?? null,
        settled_account: actor.account,
      })
      if (!settled || outcome === 'refused') return settled
      gone.length = withdrawn.length = 0
      if (kind === 'delete') gone.push(...(await deleteContacts(tx, actor, place.uids, undefined, now)))
      if (kind === 'withdraw')
        withdrawn.push(...(await tx.contacts.withdraw(place.uids, purposes, now.toISOString())))
      if (kind === 'see') Object.assign(told, await everythingOf(tx, place))
      return true
    })
    const now = this.#now()
    for (const contact of gone) this.#parts.log.note('contact-deleted', contact, now)
    for (const consent of withdrawn) this.#parts.log.note('consent-withdrawn', consent, now)
    return told
  }

  async #settle(
    actor: Actor,
    id: string,
    action: string,
    work: (tx: PeopleTransaction, found: PersonRequestHead, now: Date) => Promise<boolean>,
  ): Promise<PersonRequestHead> {
    const now = this.#now()
    return this.#parts.people.write(async (tx) => {
      const found = await this.#mine(tx, actor, id, action)
      if (!(await work(tx, found, now))) throw notNow(found, action)
      await noteOf(tx, actor, { action: `person-request-${action}`, subject: id }, now)
      return (await tx.personRequests.byId(id)) as PersonRequestHead
    })
  }

  /** A request of the actor's area; another is as none. */
  async #mine(tx: PeopleTransaction, actor: Actor, id: string, action: string): Promise<PersonRequestHead> {
    mustHaveRole(actor, ['officer', 'verifier'], `person-request: ${action}`)
    const found = await tx.personRequests.byId(id)
    if (found === undefined || !isInArea(actor.area, { ...found, hamlet_uid: found.hamlet }))
      throw unknown(id)
    return found
  }

  /** The address of today for the one that is named, which may have been merged. */
  #placeOf(uid: string, actor: Actor | undefined) {
    return this.#parts.store.write(async (tx) => {
      const named = await addressOf(tx, uid)
      const [address] = await standingFor(tx, uid)
      const place = address === uid ? named : await addressOf(tx, address)
      if (actor !== undefined) for (const each of [named, place]) mustBeInArea(actor, each)
      return place
    })
  }

  /** Where what is asked about stands; throws {@link Refusal} `unknown-event` for an event of another address. */
  async #standingOf(actor: Actor, id: string, event: string | undefined): Promise<RequestedPlace> {
    const { address } = await this.#parts.people.read((tx) => this.#mine(tx, actor, id, 'fulfilled'))
    const { subject, ...place } = await this.#parts.store.read(async (tx) => {
      const uids = await standingFor(tx, address)
      const subject = event === undefined ? address : (await tx.chains.byId(event))?.subject
      return { subject, uids, later: await mergedOnInto(tx, address) }
    })
    if (subject && [...place.uids, ...place.later].includes(subject)) return place
    throw new Refusal('unknown-event', {
      vi: `Không có sự kiện "${event}" nào của địa chỉ này.`,
      en: `No event of this address has the id "${event}".`,
    })
  }
}
