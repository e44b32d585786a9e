import { randomUUID } from 'node:crypto'
import { dayOf } from '../../../chains/day-of.ts'
import { startOfDay } from '../../../chains/start-of-day.ts'
import type { PeopleStore } from '../../../store/people/people-store.ts'
import type { RegistryTransaction } from '../../../store/registry/registry-store.ts'
import { type Actor, SERVER } from '../../actor.ts'
import { Refusal } from '../../refusal.ts'
import { noteOf } from '../audit.ts'

/** Addresses that an account creates on a day, of Vietnam, without another person's yes. */
export const CREATIONS_A_DAY = 300

const DAY = 86_400_000
/** The kind of approval by which an account creates more on a day. */
const MORE_CREATIONS = 'more-creations'

/**
 * What one account, or whoever has stolen it, creates on a day: by itself, with its keys, by declarations that it accepts, by
 * splits and by batches. What is beyond asks for the yes of another person, which holds until the end of the day.
 */
export class CreationLimit {
  readonly #people: PeopleStore | undefined
  readonly #aDay: number

  /** @param aDay 0 for no limit */
  constructor(people: PeopleStore | undefined, aDay: number = CREATIONS_A_DAY) {
    this.#people = people
    this.#aDay = aDay
  }

  /**
   * Counts addresses that an account is about to create, in the transaction that creates them. Throws {@link Refusal}
   * `too-many-creations`, and has asked for a yes then.
   */
  async take(tx: RegistryTransaction, actor: Actor, count: number, now: Date): Promise<void> {
    if (this.#aDay === 0 || count === 0 || actor.account === SERVER.account) return
    const sum = await tx.dailyCounts.add(actor.account, 'created', dayOf(now), count)
    if (sum <= this.#aDay) return
    const more = await this.#agreed(actor.account, now)
    if (sum <= this.#aDay + more) return
    const approval = await this.#ask(actor, Math.max(this.#aDay, sum - this.#aDay), now)
    throw new Refusal(
      'too-many-creations',
      {
        vi: `Một tài khoản tạo tối đa ${this.#aDay + more} địa chỉ trong ngày hôm nay; muốn tạo thêm cần một người khác của cơ quan đồng ý.`,
        en: `An account creates up to ${this.#aDay + more} addresses today; for more another person of the office must agree.`,
      },
      { approval },
    )
  }

  async #agreed(account: string, now: Date): Promise<number> {
    const agreed = await this.#people?.read(({ approvals }) =>
      approvals.holding(MORE_CREATIONS, account, 'agreed', now.toISOString()),
    )
    return (agreed ?? []).reduce((sum, { details }) => sum + moreOf(details), 0)
  }

  async #ask(actor: Actor, more: number, now: Date): Promise<string | undefined> {
    const { account, person, office } = actor
    const day = dayOf(now)
    return this.#people?.write(async (tx) => {
      const details = JSON.stringify({ more, day })
      const expires_at = new Date(startOfDay(day).getTime() + DAY).toISOString()
      const waiting = await tx.approvals.newest(account, MORE_CREATIONS, 'open')
      if (waiting !== undefined) {
        await tx.approvals.renew(waiting.id, { details, expires_at })
        return waiting.id
      }
      const id = randomUUID()
      await tx.approvals.add({
        ...{ id, kind: MORE_CREATIONS, subject: account, office, account, person, state: 'open', details },
        ...{ settled_account: null, settled_person: null, settled_at: null },
        ...{ created_at: now.toISOString(), expires_at },
      })
      await noteOf(tx, actor, { action: 'approval-asked', subject: id, details: { more, day } }, now)
      return id
    })
  }
}

function moreOf(details: string | null): number {
  const { more } = JSON.parse(details ?? '{}') as { more?: unknown }
  return typeof more === 'number' ? more : 0
}
