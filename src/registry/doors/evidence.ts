import { randomUUID } from 'node:crypto'
import { dayOf } from '../../chains/day-of.ts'
import { startOfDay } from '../../chains/start-of-day.ts'
import { ERRORS } from '../../errors.ts'
import type { EvidenceTable } from '../../store/people/doors/door-tables.ts'
import type { PeopleStore, PeopleTransaction } from '../../store/people/people-store.ts'
import type { StoredProposal } from '../../store/people/people-tables.ts'
import { noteOf } from '../accounts/audit.ts'
import { mustHaveRole, wrongState } from '../actions/guards.ts'
import { type Actor, isInArea } from '../actor.ts'
import { Refusal, type RefusalCode } from '../refusal.ts'
import { subjectOfReceipt } from './receipts.ts'
import type { Photo, PhotoProblem } from './rewrite-photo.ts'

export interface EvidenceParts {
  readonly people: PeopleStore
  /** Writes a photo anew, apart from what answers requests. */
  readonly rewrite: (file: Uint8Array) => Promise<Photo | PhotoProblem | 'photos-busy'>
  /** Days for which photos are kept after their declaration's end. */
  readonly days: number
  /** Bytes that are kept a day of those without an account. */
  readonly bytesADay: number
  /** The present moment; a test sets it back. */
  readonly now?: () => Date
}

const DAY = 86_400_000

/** Photos that come with declarations: one each, without metadata, for officers of the area alone. */
export class Evidence {
  readonly #people: PeopleStore
  readonly #rewrite: EvidenceParts['rewrite']
  readonly #days: number
  readonly #bytesADay: number
  readonly #now: () => Date

  constructor({ people, rewrite, days, bytesADay, now = () => new Date() }: EvidenceParts) {
    this.#people = people
    this.#rewrite = rewrite
    this.#days = days
    this.#bytesADay = bytesADay
    this.#now = now
  }

  /**
   * Keeps the photo of a declaration, as who shows its receipt; returns its id. Throws {@link Refusal}: `unknown-receipt`, `wrong-state`
   * for a declaration that is settled, `evidence-there`, `no-more-photos` where those without an account have sent enough on
   * this day (+07:00), `not-a-photo`, `photo-too-large`, `photos-busy`.
   */
  async add(actor: Actor | undefined, number: string, file: Uint8Array): Promise<string> {
    const now = this.#now()
    const { proposal, left } = await this.#people.read(async (tx) => {
      const found = await subjectOfReceipt(tx, 'declaration', number, now, (id) => tx.proposals.byId(id))
      if (found.state !== 'open' && found.state !== 'returned') throw wrongState(found.state, 'open')
      if ((await tx.evidence.ofProposal(found.id)) !== undefined) throw refusal('evidence-there')
      return { proposal: found.id, left: await this.#left(tx, actor, now) }
    })
    if (left <= 0) throw refusal('no-more-photos')
    const photo = await this.#rewrite(file)
    if (typeof photo === 'string') throw refusal(photo)
    const { jpeg, width, height } = photo
    const id = randomUUID()
    await this.#people.write(async (tx) => {
      if ((await this.#left(tx, actor, now)) < jpeg.length) throw refusal('no-more-photos')
      const account = actor?.account ?? null
      const created_at = now.toISOString()
      const evidence = { id, proposal, bytes: jpeg.length, width, height, account, created_at }
      if (!(await tx.evidence.add(evidence, jpeg))) throw refusal('evidence-there')
    })
    return id
  }

  /** A photo, for an officer of the area, noted as a look; throws {@link Refusal} `not-your-role`, `unknown-evidence`. */
  async photo(actor: Actor, id: string): Promise<{ evidence: EvidenceTable; jpeg: Buffer }> {
    mustHaveRole(actor, ['officer'], 'evidence')
    return this.#people.write(async (tx) => {
      const evidence = await tx.evidence.byId(id)
      const proposal = evidence && (await tx.proposals.byId(evidence.proposal))
      if (evidence === undefined || proposal === undefined || !isOf(actor, proposal))
        throw refusal('unknown-evidence')
      const details = { proposal: proposal.id }
      await noteOf(tx, actor, { action: 'evidence-seen', subject: id, details }, this.#now())
      return { evidence, jpeg: await tx.evidence.photo(id) }
    })
  }

  /** Deletes photos some days after their declaration's end; returns how many. */
  deleteEnded(): Promise<number> {
    const before = new Date(this.#now().getTime() - this.#days * DAY).toISOString()
    return this.#people.write(({ evidence }) => evidence.deleteEnded(before))
  }

  /** Bytes that may still come on this day. */
  async #left({ evidence }: Pick<PeopleTransaction, 'evidence'>, actor: Actor | undefined, now: Date) {
    if (actor !== undefined) return Number.POSITIVE_INFINITY
    const midnight = startOfDay(dayOf(now))
    return this.#bytesADay - (await evidence.bytesOfNobody(midnight.toISOString()))
  }
}

function isOf({ area }: Actor, { commune_code, hamlet }: StoredProposal): boolean {
  return isInArea(area, { commune_code, hamlet_uid: hamlet })
}

function refusal(code: RefusalCode & keyof typeof ERRORS): Refusal {
  return new Refusal(code, ERRORS[code].title)
}
