import type { PeopleStore } from '../../store/people/people-store.ts'
import type { StoredProposal } from '../../store/people/people-tables.ts'
import type { AddressDraft } from '../actions/create-address.ts'
import type { Actor } from '../actor.ts'
import type { CheckedDraft } from '../findings/ports.ts'
import type { Amendment, Amendments } from '../proposals/amendments.ts'
import { contentOf } from '../proposals/proposal-draft.ts'
import { keptSince, type Proposals } from '../proposals/proposals.ts'
import { type Finding, mustHaveNoErrors } from '../refusal.ts'
import type { KeyedRequest } from '../requests.ts'
import { newReceiptNumber, receiptHash } from './receipt-number.ts'
import { type Receipt, receiptOf, subjectOfReceipt } from './receipts.ts'

export interface DeclarationsParts {
  readonly people: PeopleStore
  readonly proposals: Proposals
  readonly amendments: Amendments
  /** What is wrong with a declared address, told from what is public; errors refuse it. */
  readonly findings: (draft: CheckedDraft) => Promise<readonly Finding[]>
  /** The present moment; a test sets it back. */
  readonly now?: () => Date
}

/** A declaration that was taken. */
export interface Declared {
  /** Number of its receipt, told this once. */
  readonly number: string
  readonly findings: readonly Finding[]
}

/** Declarations of new addresses, from anybody, and what their receipts show. */
export class Declarations {
  readonly #people: PeopleStore
  readonly #proposals: Proposals
  readonly #amendments: Amendments
  readonly #findings: DeclarationsParts['findings']
  readonly #now: () => Date

  constructor({ people, proposals, amendments, findings, now = () => new Date() }: DeclarationsParts) {
    this.#people = people
    this.#proposals = proposals
    this.#amendments = amendments
    this.#findings = findings
    this.#now = now
  }

  /**
   * Takes a declaration, of an account or of nobody. A request that comes again under its key is answered with a further
   * number for the same declaration: the first one stands nowhere. Throws {@link Refusal} `findings`.
   */
  async declare(
    actor: Actor | undefined,
    draft: AddressDraft,
    { text, request }: { text?: string | undefined; request?: KeyedRequest | undefined } = {},
  ): Promise<Declared> {
    const findings = mustHaveNoErrors(await this.#findings({ ...draft, status: 'created' }))
    const number = newReceiptNumber()
    const created_at = this.#now().toISOString()
    await this.#proposals.declare(actor, draft, {
      text,
      request,
      beside: (tx, subject) =>
        tx.receipts.add({ hash: receiptHash(number), kind: 'declaration', subject, created_at }),
    })
    return { number, findings }
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

  /** Deletes receipts of what ended more than twelve months ago; returns how many. */
  deleteEnded(): Promise<number> {
    return this.#people.write(({ receipts }) => receipts.deleteEnded(keptSince(this.#now())))
  }

  #of(number: string): Promise<StoredProposal> {
    return this.#people.read((tx) =>
      subjectOfReceipt(tx, 'declaration', number, this.#now(), (id) => tx.proposals.byId(id)),
    )
  }
}

/** What nobody's account made is changed by its receipt, whoever is signed in. */
function asAuthor(actor: Actor | undefined, { person }: StoredProposal): Actor | undefined {
  return person === null ? undefined : actor
}
