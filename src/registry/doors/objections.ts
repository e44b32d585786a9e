import { randomUUID } from 'node:crypto'
import type { PeopleStore } from '../../store/people/people-store.ts'
import type { Actor } from '../actor.ts'
import { NOT_SETTLED } from '../proposals/lead-proposal.ts'
import { Refusal } from '../refusal.ts'
import { newReceiptNumber, receiptHash } from './receipt-number.ts'
import { mayObject, subjectOfReceipt } from './receipts.ts'

export interface ObjectionsParts {
  readonly people: PeopleStore
  /** The present moment; a test sets it back. */
  readonly now?: () => Date
}

/** Objections to refused declarations and corrections, each an act with a receipt of its own, which another officer settles. */
export class Objections {
  readonly #people: PeopleStore
  readonly #now: () => Date

  constructor({ people, now = () => new Date() }: ObjectionsParts) {
    this.#people = people
    this.#now = now
  }

  /**
   * Objects, as who shows the receipt, once to each refusal: it stands among the reports of the commune that refused. Returns the
   * number of its receipt. Throws {@link Refusal}: `unknown-receipt`, `wrong-state`.
   *
   * @param text why the refusal is wrong; nobody but the office reads it
   */
  object(actor: Actor | undefined, number: string, text: string): Promise<string> {
    const now = this.#now()
    return this.#people.write(async (tx) => {
      const refused = await subjectOfReceipt(tx, 'declaration', number, now, async (id) => {
        const found = await tx.proposals.byId(id)
        // Asked in any case: a wrong number costs the same.
        const objections = await tx.reports.ofProposal(id)
        return found && { ...found, objections }
      })
      if (!mayObject(refused)) throw notNow(refused.state)
      const { account = null, person = null, office = null } = actor ?? {}
      const { subject, commune_code, hamlet, lon, lat } = refused
      const id = randomUUID()
      const created_at = now.toISOString()
      await tx.reports.add({
        ...{ id, kind: 'objection', subject, commune_code, hamlet, lon, lat, text, proposal: refused.id },
        ...{ account, person, office, state: 'open', created_at },
        ...NOT_SETTLED,
      })
      const own = newReceiptNumber()
      await tx.receipts.add({ hash: receiptHash(own), kind: 'report', subject: id, created_at })
      return own
    })
  }
}

function notNow(state: string): Refusal {
  return state === 'rejected'
    ? new Refusal('wrong-state', {
        vi: 'Kết quả này đã được khiếu nại: mỗi lần từ chối khiếu nại một lần.',
        en: 'There was an objection to this refusal already: each is objected to once.',
      })
    : new Refusal('wrong-state', {
        vi: `Khai báo ở trạng thái "${state}": chỉ khiếu nại được khi đã bị từ chối.`,
        en: `The declaration is "${state}": only a refused one is objected to.`,
      })
}
