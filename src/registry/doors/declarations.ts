import type { AfterBackupLog } from '../../store/copies/after-backup-log.ts'
import type { DeclaredContact } from '../../store/people/contacts/contact-rows.ts'
import type { PeopleStore, PeopleTransaction } from '../../store/people/people-store.ts'
import type { StoredProposal } from '../../store/people/people-tables.ts'
import type { RegistryStore } from '../../store/registry/registry-store.ts'
import { noteOf } from '../accounts/audit.ts'
import type { AddressDraft } from '../actions/create-address.ts'
import type { Actor } from '../actor.ts'
import type { CheckedDraft } from '../findings/ports.ts'
import {
  changeDeclared,
  changesPerson,
  type DeclaredContactPatch,
  keepDeclared,
  personOf,
} from '../people/declared-contact.ts'
import type { Amendment, Amendments } from '../proposals/amendments.ts'
import { proposalOf } from '../proposals/lead-proposal.ts'
import { contentOf } from '../proposals/proposal-draft.ts'
import { keptSince, type Proposals } from '../proposals/proposals.ts'
import { type Finding, mustHaveNoErrors, Refusal } from '../refusal.ts'
import type { KeyedRequest } from '../requests.ts'
import { type Correction, correctionOf, type SeenAddress } from './correction.ts'
import { newReceiptNumber, receiptHash } from './receipt-number.ts'
import { type Receipt, type Receipted, receiptOf, subjectOfReceipt } from './receipts.ts'

export interface DeclarationsParts {
  readonly store: RegistryStore
  readonly people: PeopleStore
  readonly proposals: Proposals
  readonly amendments: Amendments
  /** What is wrong with a declared address, told from what is public; errors refuse it. */
  readonly findings: (draft: CheckedDraft) => Promise<readonly Finding[]>
  /** Where is noted what a restore must not bring back. */
  readonly log: Pick<AfterBackupLog, 'note'>
  /** The present moment; a test sets it back. */
  readonly now?: () => Date
}

/** A declaration that was taken. */
export interface Declared {
  /** Number of its receipt, told this once. */
  readonly number: string
  readonly findings: readonly Finding[]
  /** Whether the declarer's contact is kept: not without the key; undefined where none came. */
  readonly isContactKept: boolean | undefined
}

/** What a declaration may be sent with. */
export interface Sent {
  readonly text?: string | undefined
  readonly request?: KeyedRequest | undefined
  readonly contact?: DeclaredContactPatch | undefined
}

/** Declarations of new addresses, from anybody, and what their receipts show. */
export class Declarations {
  readonly #store: RegistryStore
  readonly #people: PeopleStore
  readonly #proposals: Proposals
  readonly #amendments: Amendments
  readonly #findings: DeclarationsParts['findings']
  readonly #log: Pick<AfterBackupLog, 'note'>
  readonly #now: () => Date

  constructor({
    store,
    people,
    proposals,
    amendments,
    findings,
    log,
    now = () => new Date(),
  }: DeclarationsParts) {
    this.#store = store
    this.#log = log
    this.#people = people
    this.#proposals = proposals
    this.#amendments = amendments
    this.#findings = findings
    this.#now = now
  }

  /**
   * Takes a declaration, of an account or of nobody. A request that comes again under its key is answered with a further
   * number for the same declaration: the first one stands nowhere. Throws {@link Refusal} `findings`, also for a contact of the
   * declarer; without a key that one is not kept, and the declaration is.
   */
  async declare(
    actor: Actor | undefined,
    draft: AddressDraft,
    { text, request, contact }: Sent = {},
  ): Promise<Declared> {
    const findings = mustHaveNoErrors(await this.#findings({ ...draft, status: 'created' }))
    const person = contact && personOf(contact)
    const number = newReceiptNumber()
    const now = this.#now()
    let isContactKept: boolean | undefined
    await this.#proposals.declare(actor, draft, {
      text,
      request,
      beside: async (tx, subject, isAgain) => {
        const created_at = now.toISOString()
        await tx.receipts.add({ hash: receiptHash(number), kind: 'declaration', subject, created_at })
        if (contact === undefined || person === undefined) return
        // Contacts are never kept in plain text; the declaration is.
        isContactKept = (await tx.sealing.current()) !== undefined
        if (isContactKept && !isAgain) await keepDeclared(tx, actor, subject, person, contact, now)
      },
    })
    return { number, findings, isContactKept }
  }

  /** What is wrong with an address before it is declared, told from what is public; errors would refuse it. */
  check(draft: AddressDraft): Promise<readonly Finding[]> {
    return this.#findings({ ...draft, status: 'created' })
  }

  /**
   * Takes a correction of an address that is there, of an account or of nobody: a proposal for its own commune, which becomes of the
   * address what its officers agree to. Throws {@link Refusal}: `unknown-address` for what the public does not see, `wrong-state`,
   * `changed` where it is another than the sender has seen, `findings`, also where nothing is changed.
   */
  async correct(
    actor: Actor | undefined,
    seen: SeenAddress,
    given: Correction,
    { text, request }: Pick<Sent, 'text' | 'request'> = {},
  ): Promise<Declared> {
    const correction = await this.#store.read((tx) => correctionOf(tx, seen, given))
    const findings = mustHaveNoErrors(await this.#findings({ ...correction.place, status: 'created' }))
    const number = newReceiptNumber()
    const created_at = this.#now().toISOString()
    await this.#proposals.propose(actor, correction, {
      ...{ text, request },
      beside: (tx, subject) =>
        tx.receipts.add({ hash: receiptHash(number), kind: 'declaration', subject, created_at }),
    })
    return { number, findings, isContactKept: undefined }
  }

  /** What the receipt of a declaration shows; throws {@link Refusal} `unknown-receipt`. */
  async receipt(number: string): Promise<Receipt> {
    return receiptOf('declaration', await this.#of(number))
  }

  /**
   * Withdraws a declaration, as who shows its receipt; one that an account made is withdrawn by its person alone. Throws
   * {@link Refusal}: `unknown-receipt`, `not-your-role`, `wrong-state`.
   */
  async withdraw(actor: Actor | undefined, number: string): Promise<Receipt> {
    const found = await this.#of(number)
    await this.#proposals.withdraw(asAuthor(actor, found), found.id)
    return this.receipt(number)
  }

  /**
   * Completes a declaration that was sent back, as who shows its receipt; it is open again and keeps its place in the queue.
   * Throws {@link Refusal}: `unknown-receipt`, `findings`, and as {@link Amendments.amend}.
   *
   * @param revision that the receipt has shown
   */
  async complete(
    actor: Actor | undefined,
    number: string,
    revision: number,
    amendment: Pick<Amendment, 'changes' | 'text'>,
  ): Promise<{ receipt: Receipt; findings: readonly Finding[] }> {
    const found = await this.#of(number)
    const content = contentOf(found)
    const findings =
      found.state === 'returned' && content.act === 'declare'
        ? await this.#findings({ ...content.draft, ...amendment.changes, status: 'created' })
        : []
    mustHaveNoErrors(findings)
    await this.#amendments.amend(asAuthor(actor, found), found.id, revision, amendment)
    return { receipt: await this.receipt(number), findings }
  }

  /**
   * Changes or withdraws the declarer's contact and what it may be used for, as who shows the receipt; also when the declaration
   * was accepted. A new one is taken while the declaration waits. Throws {@link Refusal}: `unknown-receipt`, `not-your-role`,
   * `wrong-state`, `findings`; {@link StoreError} `sealed` without the key where who it is changes.
   *
   * @param patch null deletes the contact
   */
  async changeContact(
    actor: Actor | undefined,
    number: string,
    patch: DeclaredContactPatch | null,
  ): Promise<Receipt> {
    const found = await this.#of(number)
    if (found.person !== (asAuthor(actor, found)?.person ?? null)) throw notYours()
    const now = this.#now()
    const gone = await this.#people.write(async (tx) => {
      const held = await tx.contacts.declared(found.id)
      if (patch === null) return held === undefined ? [] : this.#deleteContact(tx, actor, found.id, held, now)
      if (held === undefined) {
        const { state } = await proposalOf(tx, found.id)
        if (state !== 'open' && state !== 'returned') throw noContact(state)
        await keepDeclared(tx, actor, found.id, personOf(patch), patch, now)
        return []
      }
      const { agreed, withdrawn } = await changeDeclared(tx, held, patch, now)
      const details = { agreed, withdrawn, changed: changesPerson(patch) }
      await noteOf(tx, actor, { action: 'contact-changed', subject: found.id, details }, now)
      return withdrawn.map((purpose) => ['consent-withdrawn', `${held.id} ${purpose}`] as const)
    })
    for (const [kind, id] of gone) this.#log.note(kind, id, now)
    return this.receipt(number)
  }

  async #deleteContact(
    tx: PeopleTransaction,
    actor: Actor | undefined,
    subject: string,
    { id }: DeclaredContact,
    now: Date,
  ): Promise<(readonly ['contact-deleted', string])[]> {
    await tx.contacts.delete([id])
    await noteOf(tx, actor, { action: 'contacts-deleted', subject, details: { deleted: 1 } }, now)
    return [['contact-deleted', id]]
  }

  /** Deletes receipts of what ended more than twelve months ago; returns how many. */
  deleteEnded(): Promise<number> {
    return this.#people.write(({ receipts }) => receipts.deleteEnded(keptSince(this.#now())))
  }

  #of(number: string): Promise<StoredProposal & Pick<Receipted, 'contact' | 'objections'>> {
    return this.#people.read((tx) =>
      subjectOfReceipt(tx, 'declaration', number, this.#now(), async (id) => {
        const found = await tx.proposals.byId(id)
        // Asked in any case: a wrong number costs the same.
        const contact = await tx.contacts.declared(id)
        const objections = await tx.reports.ofProposal(id)
        return found && { ...found, contact, objections }
      }),
    )
  }
}

/** What nobody's account made is changed by its receipt, whoever is signed in. */
function asAuthor(actor: Actor | undefined, { person }: StoredProposal): Actor | undefined {
  return person === null ? undefined : actor
}

function noContact(state: string): Refusal {
  return new Refusal('wrong-state', {
    vi: `Khai báo ở trạng thái "${state}" và không còn liên hệ nào: liên hệ mới chỉ nhận khi khai báo đang chờ.`,
    en: `The declaration is "${state}" and has no contact; a new one is taken only while it waits.`,
  })
}

function notYours(): Refusal {
  return new Refusal('not-your-role', {
    vi: 'Chỉ người đã gửi mới thay đổi được.',
    en: 'Only who sent it changes it.',
  })
}
