import { dayOf } from '../../../chains/day-of.ts'
import type { AccountRights } from '../../../store/people/accounts/account-rows.ts'
import type { PeopleStore, PeopleTransaction } from '../../../store/people/people-store.ts'
import { type Actor, GUARDED_ROLES, type Role } from '../../actor.ts'
import { Refusal } from '../../refusal.ts'
import { noteOf } from '../audit.ts'
import { momentOf } from '../moment-of.ts'
import { newToken, tokenHash } from '../secret-token.ts'
import { mayGrant } from './granting.ts'
import { Holders } from './holders.ts'
import {
  accountInCareOf,
  type KnownAccount,
  mustBeInState,
  mustCareFor,
  officeOf,
  serves,
  unknownAccount,
} from './issuing-guards.ts'

/** Days for which a slip may be used. */
const LASTS = 7
const DAY = 86_400_000
/** Slips that are made at once: as many as one paper holds in bounded memory. */
export const MOST_SLIPS = 250

/** What stands on a slip; its token is kept nowhere else. */
export interface PrintedSlip {
  readonly account: string
  readonly login: string
  /** Of its holder; null where none is kept or there is no key. */
  readonly name: string | null
  /** Name of the office. */
  readonly office: string
  readonly roles: readonly string[]
  readonly areas: AccountRights['areas']
  readonly token: string
  /** ISO 8601 in UTC. */
  readonly expires_at: string
  /** Whether a second person of the office must wake the account. */
  readonly sleeps: boolean
}

/** Activation slips: of one use, for seven days, and only the last print counts. */
export class Slips {
  readonly #people: PeopleStore
  readonly #holders: Holders
  readonly #now: () => Date

  constructor(people: PeopleStore, now: () => Date = () => new Date()) {
    this.#people = people
    this.#holders = new Holders(people)
    this.#now = now
  }

  /**
   * Makes a slip for each account. Throws {@link Refusal}, and then makes none.
   *
   * @param office of which all must be; of any in the actor's care where it is left out
   */
  print(actor: Actor, accounts: readonly string[], office?: string): Promise<PrintedSlip[]> {
    return this.#people.write(async (tx) => {
      const now = await momentOf(tx, this.#now())
      const printed: PrintedSlip[] = []
      for (const id of accounts.slice(0, MOST_SLIPS)) {
        const account = await accountInCareOf(tx, actor, id)
        if (office !== undefined && account.office !== office) throw unknownAccount(id)
        printed.push(await this.#one(tx, actor, account, now))
      }
      return printed
    })
  }

  /**
   * Accounts of an office that wait for a slip, have none and may get one from the actor, at most {@link MOST_SLIPS}. Throws
   * {@link Refusal} `unknown-office`.
   */
  waiting(actor: Actor, office: string): Promise<string[]> {
    return this.#people.read(async (tx) => {
      await mustCareFor(tx, actor, office)
      const served = await serves(tx, actor, office)
      const now = await momentOf(tx, this.#now())
      const today = dayOf(now)
      const found: string[] = []
      for (let after = ''; found.length < MOST_SLIPS; ) {
        const page = await tx.roster.list({ offices: [office], state: 'checked', after, limit: MOST_SLIPS })
        const ids = page.map(({ id }) => id)
        const printed = await tx.slips.waitingOf(ids, now)
        const { roles } = await tx.roster.rights(ids)
        const others = new Set(
          roles.filter(({ role }) => !mayGrant(actor, role as Role, served)).map(({ account }) => account),
        )
        const mine = page.filter(
          ({ id, person, valid_to }) =>
            !printed.has(id) && !others.has(id) && person !== actor.person && valid_to >= today,
        )
        found.push(...mine.map(({ id }) => id))
        if (page.length < MOST_SLIPS) break
        after = ids.at(-1) as string
      }
      return found.slice(0, MOST_SLIPS)
    })
  }

  async #one(tx: PeopleTransaction, actor: Actor, account: KnownAccount, now: Date): Promise<PrintedSlip> {
    const { id } = account
    // Who has forgotten the password, or comes back, gets a slip too, and what guards a first activation guards this one.
    mustBeInState(account, ['checked', 'asleep', 'active', 'suspended'], 'slip')
    if (account.valid_to < dayOf(now)) throw over(account.valid_to)
    if (account.state === 'suspended')
      await tx.accounts.change(id, ['suspended'], { state: 'checked', password: null, wake: null }, now)
    const token = newToken()
    const expires_at = new Date(now.getTime() + LASTS * DAY).toISOString()
    await tx.slips.replace({
      hash: tokenHash(token),
      purpose: 'activate',
      account: id,
      created_by: actor.account,
      created_at: now.toISOString(),
      expires_at,
      used_at: null,
    })
    await noteOf(tx, actor, { action: 'slip-printed', subject: id, details: { state: account.state } }, now)
    const { name: office } = await officeOf(tx, account.office)
    const { areas } = await tx.accounts.rightsOf(id)
    const sleeps = account.roles.some((role) => GUARDED_ROLES.has(role))
    const { name = null } = await this.#holders.saidOf(tx, account.person)
    return {
      account: id,
      login: account.login,
      name,
      office,
      roles: account.roles,
      areas,
      token,
      expires_at,
      sleeps,
    }
  }
}

function over(day: string): Refusal {
  return new Refusal('wrong-state', {
    vi: `Tài khoản đã hết hạn ngày ${day}: hãy rà soát và gia hạn trước.`,
    en: `The account expired on ${day}: review and extend it first.`,
  })
}
