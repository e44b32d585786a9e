import { randomUUID } from 'node:crypto'
import { isHidden } from '../../store/layout/address-status.ts'
import type { ReportKind, ReportTable } from '../../store/people/doors/door-tables.ts'
import type { PeopleStore, PeopleTransaction } from '../../store/people/people-store.ts'
import type { RegistryStore } from '../../store/registry/registry-store.ts'
import { mustBeFilled, mustHaveRole, wrongState } from '../actions/guards.ts'
import { chainOf } from '../actions/make-version.ts'
import { type Actor, isInArea } from '../actor.ts'
import { REPORT_KINDS } from '../desk/queue.ts'
import { NOT_SETTLED, settledBy } from '../proposals/lead-proposal.ts'
import { keptSince } from '../proposals/proposals.ts'
import { Refusal } from '../refusal.ts'
import { type KeyedRequest, keysSince, sameRequest } from '../requests.ts'
import { namedAddress } from './named-address.ts'
import { newReceiptNumber, receiptHash } from './receipt-number.ts'
import { type Receipt, receiptOf, subjectOfReceipt } from './receipts.ts'

/** How a report is settled: taken up, or why not. */
export const REPORT_REASONS = [
  'done',
  'nothing-wrong',
  'duplicate',
  'not-enough',
  'not-ours',
  'other',
] as const
export type ReportReason = (typeof REPORT_REASONS)[number]

/** What anybody may report; an objection is sent by the receipt of what was refused. */
export const SENT_KINDS = REPORT_KINDS.filter((kind) => kind !== 'objection')

/** What a report is about: an address by its id or code, or a place in a commune. */
export type About =
  | { readonly address: string }
  | { readonly commune: string; readonly lon: number; readonly lat: number }

export interface ReportsParts {
  readonly store: RegistryStore
  readonly people: PeopleStore
  /** The present moment; a test sets it back. */
  readonly now?: () => Date
}

type Subject = Pick<ReportTable, 'subject' | 'commune_code' | 'hamlet' | 'lon' | 'lat'>

/** What people say is wrong, until an officer of the area has settled it. */
export class Reports {
  readonly #store: RegistryStore
  readonly #people: PeopleStore
  readonly #now: () => Date

  constructor({ store, people, now = () => new Date() }: ReportsParts) {
    this.#store = store
    this.#people = people
    this.#now = now
  }

  /**
   * Takes a report, of an account or of nobody, and gives the number of its receipt; sent again under its key it gets a further one.
   * Throws {@link Refusal}: `unknown-address` for what the public does not see, `findings` for no commune of today.
   */
  async report(
    actor: Actor | undefined,
    about: About,
    { kind, text }: { kind: ReportKind; text: string },
    request?: KeyedRequest,
  ): Promise<string> {
    const subject = await this.#subjectOf(about)
    const number = newReceiptNumber()
    const id = randomUUID()
    const now = this.#now()
    const created_at = now.toISOString()
    await this.#people.write(async (tx) => {
      const before = await takeKey(tx, actor, request, id, now)
      await tx.receipts.add({ hash: receiptHash(number), kind: 'report', subject: before ?? id, created_at })
      if (before !== undefined) return
      const { account = null, person = null, office = null } = actor ?? {}
      await tx.reports.add({
        ...{ id, kind, ...subject, text, account, person, office, state: 'open', created_at, proposal: null },
        ...NOT_SETTLED,
      })
    })
    return number
  }

  /** What the receipt of a report shows; throws {@link Refusal} `unknown-receipt`. */
  async receipt(number: string): Promise<Receipt> {
    const found = await this.#people.read((tx) =>
      subjectOfReceipt(tx, 'report', number, this.#now(), (id) => tx.reports.byId(id)),
    )
    return receiptOf('report', found)
  }

  /**
   * Settles a report, as an officer of its area, with a reason of {@link REPORT_REASONS} and a text for who sent it. Throws
   * {@link Refusal}: `unknown-report`, also for one of another area, `not-your-role`, `missing-particulars`, `wrong-state`. An objection
   * is settled by another person than who refused (`another-person`); `done` opens what was refused again.
   */
  async settle(
    actor: Actor,
    id: string,
    { reason, text }: { reason: ReportReason; text?: string | undefined },
  ): Promise<ReportTable> {
    mustHaveRole(actor, ['officer'], 'report: settled')
    mustBeFilled({ action: 'report: settled', needs: ['text'] }, { text })
    const state = reason === 'done' ? 'accepted' : 'rejected'
    return this.#people.write(async ({ reports, proposals }) => {
      const found = await reports.byId(id)
      if (found === undefined || !isInArea(actor.area, { ...found, hamlet_uid: found.hamlet }))
        throw unknownReport(id)
      const refused = found.proposal === null ? undefined : await proposals.byId(found.proposal)
      if (refused?.settled_person === actor.person) throw refusedBySame()
      const settlement = {
        ...NOT_SETTLED,
        ...settledBy(actor),
        settle_reason: reason,
        settle_text: text as string,
        ended_at: this.#now().toISOString(),
      }
      if (!(await reports.settle(id, state, settlement))) throw wrongState(found.state, state)
      // One that another officer has opened meanwhile is left as it is.
      if (refused && state === 'accepted')
        await proposals.lead(refused.id, ['rejected'], 'open', { ...settledBy(actor), ended_at: null })
      return { ...found, ...settlement, state }
    })
  }

  /** Deletes what was settled more than twelve months ago; returns how many. */
  deleteEnded(): Promise<number> {
    return this.#people.write(({ reports }) => reports.deleteEnded(keptSince(this.#now())))
  }

  async #subjectOf(about: About): Promise<Subject> {
    if ('commune' in about) {
      const { commune, lon, lat } = about
      await this.#store.read((tx) => chainOf(tx, commune))
      return { subject: null, commune_code: commune, hamlet: null, lon, lat }
    }
    return this.#store.read(async (tx) => {
      const uid = await namedAddress(tx, about.address)
      const found = (await tx.sets.byUids([uid])).get(uid)
      if (found === undefined || isHidden(found)) throw unknownAddress(about.address)
      const { commune_code, hamlet_uid, lon, lat } = found
      return { subject: uid, commune_code, hamlet: hamlet_uid ?? null, lon, lat }
    })
  }
}

/** Takes the key of a request; the report that it has made before if it is taken. */
async function takeKey(
  { requests }: PeopleTransaction,
  actor: Actor | undefined,
  request: KeyedRequest | undefined,
  subject: string,
  now: Date,
): Promise<string | undefined> {
  if (request === undefined) return undefined
  const account = actor?.account ?? 'nobody'
  const since = keysSince(now)
  if (await requests.take({ ...request, account, subject, at: now.toISOString() }, since)) return undefined
  return sameRequest(await requests.done(account, request.key, since), request)?.subject
}

function unknownAddress(address: string): Refusal {
  return new Refusal('unknown-address', {
    vi: `Không có địa chỉ nào mang id hay mã "${address}".`,
    en: `No address has the id or code "${address}".`,
  })
}

function refusedBySame(): Refusal {
  return new Refusal('another-person', {
    vi: 'Người đã từ chối không tự giải quyết khiếu nại: cần một cán bộ khác.',
    en: 'Whoever refused does not settle the objection: another officer must.',
  })
}

function unknownReport(id: string): Refusal {
  return new Refusal('unknown-report', {
    vi: `Không có phản ánh nào mang id "${id}".`,
    en: `No report has the id "${id}".`,
  })
}
