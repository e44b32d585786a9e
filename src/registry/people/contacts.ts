import { randomUUID } from 'node:crypto'
import { dayOf } from '../../chains/day-of.ts'
import type { AfterBackupLog } from '../../store/copies/after-backup-log.ts'
import type { ApprovalState } from '../../store/people/accounts/account-tables.ts'
import type { ContactWithConsents } from '../../store/people/contacts/contact-rows.ts'
import type { ContactRole, StoredLook } from '../../store/people/contacts/contact-tables.ts'
import type { PeopleStore, PeopleTransaction } from '../../store/people/people-store.ts'
import type { RegistryStore } from '../../store/registry/registry-store.ts'
import { noteOf } from '../accounts/audit.ts'
import { addressOf, mustBeInArea, mustHaveRole } from '../actions/guards.ts'
import { type Actor, isInArea, type Role } from '../actor.ts'
import { Refusal } from '../refusal.ts'
import { type ContactDraft, checkedContacts } from './contact-draft.ts'
import { beyondLooks, noItem, noPurpose, notUnproven, tooManyContacts } from './contact-refusals.ts'
import { type Standing, splitFrom, standingFor } from './merged-addresses.ts'
import { type Item, isOpenBeside, isOpenFinding } from './open-items.ts'
import { type ShownContact, shown } from './shown-contact.ts'

/** Why somebody looks: an open item of the address, or in words. */
export type Purpose = { readonly item: Item } | { readonly reason: string }

export interface ContactsParts {
  readonly store: RegistryStore
  readonly people: PeopleStore
  /** Where is noted what a restore must not bring back. */
  readonly log: Pick<AfterBackupLog, 'note'>
  /** The present moment; a test sets it back. */
  readonly now?: () => Date
}

/** Who sees contacts of the area, for a purpose. */
const LOOKERS: readonly Role[] = ['officer', 'verifier']
const WRITERS: readonly Role[] = ['collector', 'officer']
/** Looks a day with a reason alone, by one person. */
export const LOOKS_A_DAY = 10
/** Milliseconds for which collectors see what they have written, and for which a yes is waited for. */
const OWN = 86_400_000
const YES_WAITS = 7 * 86_400_000
const MOST = 20
/** The kind of approval that lets somebody look beyond the looks of a day. */
const LOOK = 'look'

/** Who is to be reached about an address. There is no list, no search and no export of them. */
export class Contacts {
  readonly #parts: ContactsParts
  readonly #now: () => Date

  constructor(parts: ContactsParts) {
    this.#parts = parts
    this.#now = parts.now ?? (() => new Date())
  }

  /**
   * Writes the contacts of some roles in the place of those that are there, also at addresses merged with it. Throws {@link Refusal}: `not-your-role`,
   * `outside-area`, `unknown-address`, `findings`; {@link StoreError} `sealed` without a key.
   */
  async write(actor: Actor, uid: string, drafts: readonly ContactDraft[]): Promise<string[]> {
    mustHaveRole(actor, WRITERS, 'contacts: written')
    const now = this.#now()
    const checked = checkedContacts(drafts, now)
    const { uids } = await this.#mustBeInArea(actor, uid)
    const roles = [...new Set(checked.map(({ role }) => role))]
    const contacts = checked.map((draft) => stored(actor, uid, draft, now))
    const gone = await this.#parts.people.write(async (tx) => {
      const before = await tx.contacts.idsOf(uids, roles)
      await tx.contacts.delete(before)
      if ((await tx.contacts.idsOf(uids)).length + contacts.length > MOST) throw tooManyContacts(MOST)
      for (const contact of contacts) await tx.contacts.add(contact)
      const details = { roles, written: contacts.length, replaced: before.length }
      await noteOf(tx, actor, { action: 'contacts-written', subject: uid, details }, now)
      return before
    })
    for (const id of gone) this.#parts.log.note('contact-deleted', id, now)
    return contacts.map(({ id }) => id)
  }

  /** Deletes the contacts of some roles, or all, for good. Throws {@link Refusal}. */
  async remove(actor: Actor, uid: string, roles?: readonly ContactRole[]): Promise<number> {
    mustHaveRole(actor, ['officer'], 'contacts: deleted')
    const { uids } = await this.#mustBeInArea(actor, uid)
    const now = this.#now()
    const ids = await this.#parts.people.write((tx) => deleteContacts(tx, actor, uids, roles, now))
    for (const id of ids) this.#parts.log.note('contact-deleted', id, now)
    return ids.length
  }

  /**
   * Confirms a contact that came with the declaration of an address: an officer has made sure of who it is. Throws {@link Refusal}:
   * `not-your-role`, `outside-area`, `unknown-address`, `wrong-state` for one that does not wait for it.
   */
  async confirm(actor: Actor, uid: string, contact: string): Promise<void> {
    mustHaveRole(actor, ['officer'], 'contact: confirmed')
    const { uids } = await this.#mustBeInArea(actor, uid)
    await this.#parts.people.write(async (tx) => {
      if (!(await tx.contacts.confirm(contact, uids))) throw notUnproven(contact)
      const note = { action: 'contact-confirmed', subject: uids[0], details: { contact } }
      await noteOf(tx, actor, note, this.#now())
    })
  }

  /**
   * The contacts of an address, for a purpose. The look is written in the transaction that reads them: where it cannot be
   * written nothing is told. A collector sees own entries of the last 24 hours. Of a declaration that waits, which has no address yet,
   * they are seen under its id, as its own item.
   *
   * Throws {@link Refusal}: `not-your-role`, `outside-area`, `missing-particulars` without a purpose, `wrong-state` for an item that
   * is none of the address or does not wait, `another-person` beyond the looks of a day.
   */
  async look(actor: Actor, uid: string, purpose: Purpose | undefined): Promise<ShownContact[]> {
    const own = !LOOKERS.some((role) => actor.roles.has(role))
    mustHaveRole(actor, own ? ['collector'] : LOOKERS, 'contacts: looked at')
    if (!own && purpose === undefined) throw noPurpose()
    const place =
      (await this.#declared(actor, uid, purpose)) ?? (await this.#mustBeInArea(actor, uid, purpose))
    const now = this.#now()
    const seen = await this.#parts.people.write(async (tx) => {
      const looking = own || purpose === undefined ? ('own' as const) : purpose
      return this.#seen(tx, actor, place, looking, now)
    })
    // Behind the transaction, which keeps what was asked for.
    if (typeof seen === 'string') throw beyondLooks(seen, LOOKS_A_DAY)
    return seen.map(shown)
  }

  /**
   * The address that one came from by a split, where contacts wait that nobody has placed at its parts; how many, and nothing of
   * them. Only for those who see contacts of both.
   */
  async toPlace(actor: Actor, uid: string): Promise<{ address: string; contacts: number } | undefined> {
    if (!LOOKERS.some((role) => actor.roles.has(role))) return undefined
    const { store, people } = this.#parts
    const address = await store.read(async (tx) => {
      const from = await splitFrom(tx, uid)
      const whole = from === undefined ? undefined : await tx.addresses.byUid(from)
      return whole?.status === 'retired' && isInArea(actor.area, whole) ? from : undefined
    })
    if (address === undefined) return undefined
    const contacts = (await people.read((tx) => tx.contacts.idsOf([address]))).length
    return contacts === 0 ? undefined : { address, contacts }
  }

  /** Looks with a reason alone by people of an office, for its head. Throws {@link Refusal} `not-your-role`. */
  async looksOf(actor: Actor, page: { before?: string | undefined; limit: number }): Promise<StoredLook[]> {
    return this.#parts.people.read(async (tx) => {
      const office = await tx.offices.byId(actor.office)
      if (office?.head !== actor.account)
        throw new Refusal('not-your-role', {
          vi: 'Chỉ người đứng đầu cơ quan xem lý do tra cứu liên hệ.',
          en: 'The head of the office alone sees the reasons of looks at contacts.',
        })
      return tx.looks.withReason(actor.office, page.before, page.limit)
    })
  }

  async #seen(
    tx: PeopleTransaction,
    actor: Actor,
    { uids, isFinding }: Place,
    looking: 'own' | Purpose,
    now: Date,
  ): Promise<ContactWithConsents[] | string> {
    const { account, person, office } = actor
    const [uid] = uids
    const by = {
      id: randomUUID(),
      address: uid,
      account,
      person,
      office,
      day: dayOf(now),
      at: now.toISOString(),
    }
    const look: StoredLook = { ...by, kind: 'own', item: null, reason: null, approval: null }
    if (looking !== 'own' && 'item' in looking) {
      if (!isFinding && !(await isOpenBeside(tx, uids, looking.item))) throw noItem(looking.item)
      Object.assign(look, { kind: 'item', item: `${looking.item.kind}:${looking.item.id}` })
    } else if (looking !== 'own') Object.assign(look, { kind: 'reason', reason: looking.reason })
    // Held until the end: of two looks of a person at once the second counts the first.
    await noteOf(
      tx,
      actor,
      { action: 'look', subject: uid, details: { kind: look.kind, item: look.item } },
      now,
    )
    if (look.kind === 'reason' && (await tx.looks.countReasons(person, look.day)) >= LOOKS_A_DAY) {
      const yes = await approvalOf(tx, account, uid, 'agreed', look.at)
      if (yes === undefined || !(await tx.approvals.use(yes))) return this.#ask(tx, actor, uid, now)
      Object.assign(look, { approval: yes })
      const details = { kind: 'look', subject: uid }
      await noteOf(tx, actor, { action: 'approval-used', subject: yes, details }, now)
    }
    await tx.looks.add(look)
    const all = await tx.contacts.of(uids)
    if (looking !== 'own') return all
    const since = new Date(now.getTime() - OWN).toISOString()
    return all.filter((contact) => contact.person === person && contact.written_at >= since)
  }

  /** Asks a second person of the office for a yes, once; the id of what waits. */
  async #ask(tx: PeopleTransaction, actor: Actor, uid: string, now: Date): Promise<string> {
    const { account, person, office } = actor
    const created_at = now.toISOString()
    const waiting = await approvalOf(tx, account, uid, 'open', created_at)
    if (waiting !== undefined) return waiting
    const id = randomUUID()
    await tx.approvals.add({
      ...{ id, kind: LOOK, subject: uid, office, details: null, account, person, state: 'open', created_at },
      ...{ settled_account: null, settled_person: null, settled_at: null },
      expires_at: new Date(now.getTime() + YES_WAITS).toISOString(),
    })
    const details = { kind: LOOK, subject: uid, office }
    await noteOf(tx, actor, { action: 'approval-asked', subject: id, details }, now)
    return id
  }

  /** The place of a declaration that waits in the actor's area, where it is what the look is for. */
  async #declared(actor: Actor, uid: string, purpose: Purpose | undefined): Promise<Place | undefined> {
    if (purpose === undefined || !('item' in purpose) || purpose.item.id !== uid) return undefined
    const found = await this.#parts.people.read(({ proposals }) => proposals.byId(uid))
    if (found?.kind !== 'declaration' || found.event !== null) return undefined
    mustBeInArea(actor, { commune_code: found.commune_code, hamlet_uid: found.hamlet })
    return { uids: [uid], isFinding: false }
  }

  /** Where contacts of an address stand today; throws {@link Refusal} unless that lies in the actor's area, as what was named does. */
  #mustBeInArea(actor: Actor, uid: string, purpose?: Purpose): Promise<Place> {
    return this.#parts.store.write(async (tx) => {
      mustBeInArea(actor, await addressOf(tx, uid))
      const uids = await standingFor(tx, uid)
      if (uids[0] !== uid) mustBeInArea(actor, await addressOf(tx, uids[0]))
      if (purpose === undefined || !('item' in purpose) || purpose.item.kind !== 'finding')
        return { uids, isFinding: false }
      if (await isOpenFinding(tx, uids, purpose.item.id)) return { uids, isFinding: true }
      throw noItem(purpose.item)
    })
  }
}

/** An address with those that were merged into it, and whether the purpose is an open finding of one of them. */
interface Place {
  readonly uids: Standing
  readonly isFinding: boolean
}

/** The approval of an account to look at an address that is in a state and not over; its id. */
async function approvalOf(
  { approvals }: PeopleTransaction,
  account: string,
  uid: string,
  state: ApprovalState,
  at: string,
): Promise<string | undefined> {
  return (await approvals.holding(LOOK, uid, state, at)).find((each) => each.account === account)?.id
}

/** Deletes contacts of an address and of others with it in a transaction, noted as the actor's act; their ids. */
export async function deleteContacts(
  tx: PeopleTransaction,
  actor: Actor,
  uids: Standing,
  roles: readonly ContactRole[] | undefined,
  now: Date,
): Promise<string[]> {
  const ids = await tx.contacts.idsOf(uids, roles)
  await tx.contacts.delete(ids)
  const details = { deleted: ids.length, ...(roles && { roles }) }
  await noteOf(tx, actor, { action: 'contacts-deleted', subject: uids[0], details }, now)
  return ids
}

function stored(actor: Actor, uid: string, draft: ContactDraft, now: Date): ContactWithConsents {
  const { role, name, channels, consents } = draft
  const id = randomUUID()
  return {
    id,
    address: uid,
    state: 'written',
    role,
    content: JSON.stringify({ name, channels }),
    account: actor.account,
    person: actor.person,
    office: actor.office,
    written_at: now.toISOString(),
    consents: consents.map((consent) => ({
      ...consent,
      contact: id,
      given_at: new Date(consent.given_at).toISOString(),
      withdrawn_at: null,
    })),
  }
}
