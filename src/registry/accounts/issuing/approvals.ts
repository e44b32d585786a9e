import { dayOf } from '../../../chains/day-of.ts'
import type { ApprovalTable } from '../../../store/people/accounts/account-tables.ts'
import type { ApprovalReach } from '../../../store/people/issuing/approval-rows.ts'
import type { PeopleStore, PeopleTransaction } from '../../../store/people/people-store.ts'
import type { Actor, Role } from '../../actor.ts'
import { Refusal } from '../../refusal.ts'
import { noteOf } from '../audit.ts'
import { momentOf } from '../moment-of.ts'
import { wordHash } from '../secret-token.ts'
import { mustBeInState, newId, officesOf } from './issuing-guards.ts'

/** Roles that may agree to what another person asks. */
const AGREEING: readonly Role[] = [
  ...(['officer', 'verifier', 'coordinator'] as const),
  ...(['operator', 'auditor', 'administrator'] as const),
]
/** How many are shown together. */
const PAGE = 100

/** A page of what waits. */
export interface ApprovalPage {
  /** Id of the last one of the page before. */
  readonly after?: string | undefined
  readonly limit?: number
}
/** Days for which an approval waits. */
const LASTS = 7 * 86_400_000

/** What needs the yes of another person. */
export type AskedApproval = Pick<ApprovalTable, 'kind' | 'subject' | 'office'> & {
  readonly details?: Readonly<Record<string, unknown>> | undefined
}

/** Asks for the yes of another person, in the transaction of what needs it; one asked before about the same is over. */
export async function askApproval(
  tx: PeopleTransaction,
  actor: Actor,
  { details, ...asked }: AskedApproval,
  now: Date,
): Promise<ApprovalTable> {
  const approval: ApprovalTable = {
    ...asked,
    id: newId(),
    details: details === undefined ? null : JSON.stringify(details),
    account: actor.account,
    person: actor.person,
    state: 'open',
    settled_account: null,
    settled_person: null,
    created_at: now.toISOString(),
    expires_at: new Date(now.getTime() + LASTS).toISOString(),
    settled_at: null,
  }
  await tx.approvals.expire(asked.subject, asked.kind, now)
  await tx.approvals.add(approval)
  await noteOf(tx, actor, { action: 'approval-asked', subject: approval.id, details: asked }, now)
  return approval
}

/** Yes or no to what waits; `word` is that on the screen of who is to be woken. */
export interface Answer {
  readonly agree: boolean
  readonly word?: string | undefined
}

/** What waits for the yes of another person, and what comes of it. */
export class Approvals {
  readonly #people: PeopleStore
  readonly #now: () => Date

  constructor(people: PeopleStore, now: () => Date = () => new Date()) {
    this.#people = people
    this.#now = now
  }

  /**
   * What an actor may say yes or no to, the oldest first. Throws {@link Refusal} `unknown-approval` for a page that begins nowhere.
   *
   * @param page behind which approval it begins, and how many
   */
  open(actor: Actor, { after, limit = PAGE }: ApprovalPage = {}): Promise<ApprovalTable[]> {
    return this.#people.read(async (tx) => {
      if (!AGREEING.some((role) => actor.roles.has(role))) return []
      const now = await momentOf(tx, this.#now())
      const reach = await reachOf(tx, actor, now)
      let last = after === undefined ? undefined : await tx.approvals.byId(after)
      if (after !== undefined && last === undefined) throw unknownApproval(after)
      const allowed: ApprovalTable[] = []
      // Whom an account was issued by stands in no column: what that leaves out is looked for on the next page.
      for (;;) {
        const found = await tx.approvals.openFor(reach, { after: last, limit }, now)
        for (const each of found) {
          last = each
          if ((await whyNot(tx, actor, each, reach, now)) === undefined) allowed.push(each)
          if (allowed.length === limit) return allowed
        }
        if (found.length < limit) return allowed
      }
    })
  }

  /** Settles one. Throws {@link Refusal}: `unknown-approval`, `another-person`, `wrong-word`. */
  async settle(
    actor: Actor,
    id: string,
    { agree, word }: Answer,
  ): Promise<{ state: ApprovalTable['state'] }> {
    const wrong = await this.#people.write(async (tx) => {
      const now = await momentOf(tx, this.#now())
      const approval = await tx.approvals.byId(id)
      if (!approval) throw unknownApproval(id)
      const refusal = await whyNot(tx, actor, approval, await reachOf(tx, actor, now), now)
      if (refusal) throw refusal
      if (approval.state !== 'open' || approval.expires_at <= now.toISOString()) throw settled(approval)
      if (agree && approval.kind === 'wake' && !(await isWordOf(tx, approval.subject, word))) {
        await noteOf(tx, actor, { action: 'wrong-word', subject: approval.subject }, now)
        return true
      }
      const state = agree ? ('agreed' as const) : ('refused' as const)
      const by = {
        settled_account: actor.account,
        settled_person: actor.person,
        settled_at: now.toISOString(),
      }
      if (!(await tx.approvals.settle(id, 'open', state, by))) throw settled({ state: 'agreed' })
      const { kind, subject } = approval
      await noteOf(tx, actor, { action: `approval-${state}`, subject: id, details: { kind, subject } }, now)
      if (agree) await EFFECTS[kind]?.(tx, actor, subject, now)
      return false
    })
    // Thrown behind the transaction, which keeps that it was tried.
    if (wrong)
      throw new Refusal('wrong-word', {
        vi: 'Từ xác nhận không khớp với từ trên màn hình của người giữ tài khoản.',
        en: 'The word is not that on the screen of the account’s holder.',
      })
    return { state: agree ? 'agreed' : 'refused' }
  }
}

type Effect = (tx: PeopleTransaction, actor: Actor, subject: string, now: Date) => Promise<void>

/** What a yes does by itself; another kind is used by who asked for it. */
const EFFECTS: Readonly<Record<string, Effect>> = {
  async wake(tx, actor, account, now) {
    const woken = await tx.accounts.change(account, ['asleep'], { state: 'active', wake: null }, now)
    if (!woken) mustBeInState({ state: 'ended' }, ['asleep'], 'wake')
    await noteOf(tx, actor, { action: 'account-woken', subject: account }, now)
  },
  // Without its factor an account is as one that was never activated: its holder comes for a slip.
  async 'factor-reset'(tx, actor, account, now) {
    const none = { state: 'checked' as const, password: null, factor: null, factor_step: null, wake: null }
    const reset = await tx.accounts.change(account, ['active', 'asleep'], none, now)
    if (!reset) mustBeInState({ state: 'ended' }, ['active', 'asleep'], 'factor-reset')
    await tx.roster.endLogins(account)
    await tx.roster.endFactor(account)
    const notice = { account, kind: 'factor-reset', at: now.toISOString(), shown_at: null }
    await tx.roster.addNotice({ id: newId(), ...notice })
    await noteOf(tx, actor, { action: 'factor-reset', subject: account }, now)
  },
}

/** Why an actor may not settle an approval; undefined where he may. */
async function whyNot(
  tx: PeopleTransaction,
  actor: Actor,
  approval: ApprovalTable,
  { near: standsIn, caring }: ApprovalReach,
  now: Date,
): Promise<Refusal | undefined> {
  const near = standsIn.includes(approval.office)
  const cares = caring === undefined || caring.includes(approval.office)
  if (!near && !cares) return unknownApproval(approval.id)
  if (!AGREEING.some((role) => actor.roles.has(role))) return anotherPerson()
  if (approval.person === actor.person) return anotherPerson()
  if (approval.kind === 'wake') return whyNotWake(tx, actor, approval, near, now)
  if (approval.kind === 'factor-reset') {
    const holder = (await tx.accounts.byId(approval.subject))?.person
    return holder === actor.person ? anotherPerson() : undefined
  }
  return near ? undefined : unknownApproval(approval.id)
}

/**
 * Who wakes is of the account's office, or stands in for it, and has not issued the account. Where nobody is, an administrator
 * who has not issued it does; and while there is one administrator alone, he.
 */
async function whyNotWake(
  tx: PeopleTransaction,
  actor: Actor,
  { office, person, details }: ApprovalTable,
  near: boolean,
  now: Date,
): Promise<Refusal | undefined> {
  const issuers = new Set<string>()
  for (const account of (JSON.parse(details ?? '{}') as { issuers?: (string | null)[] }).issuers ?? []) {
    const by = account === null ? undefined : await tx.accounts.byId(account)
    if (by?.person) issuers.add(by.person)
  }
  const day = dayOf(now)
  const isSecond = (one: string | null) => one !== null && one !== person && !issuers.has(one)
  if (near && isSecond(actor.person)) return undefined
  if (!actor.roles.has('administrator')) return anotherPerson()
  const stands = (await tx.officeScopes.substitutesOf(office)).filter(
    ({ from_day, to_day }) => from_day <= day && day <= to_day,
  )
  const colleagues = await tx.roster.activeIn([office, ...stands.map(({ substitute }) => substitute)], day)
  const { roles } = await tx.roster.rights(colleagues.map(({ id }) => id))
  const agreeing = new Set(
    roles.filter(({ role }) => AGREEING.includes(role as Role)).map(({ account }) => account),
  )
  if (colleagues.some((one) => agreeing.has(one.id) && isSecond(one.person))) return anotherPerson()
  const others = (await tx.roster.activeWith('administrator', day)).some((one) => isSecond(one.person))
  return isSecond(actor.person) || !others ? undefined : anotherPerson()
}

/** The actor's office, and those that it stands in for. */
async function standingIn(tx: PeopleTransaction, actor: Actor, now: Date): Promise<string[]> {
  const rows = await tx.officeScopes.standsInFor(actor.office, dayOf(now))
  return [actor.office, ...rows.map(({ office }) => office)]
}

/** Whose approvals an actor settles. */
async function reachOf(tx: PeopleTransaction, actor: Actor, now: Date): Promise<ApprovalReach> {
  const [near, caring] = [await standingIn(tx, actor, now), await inCare(tx, actor)]
  return { person: actor.person, near, caring, wakes: actor.roles.has('administrator') }
}

/** Offices in the care of an actor; undefined for all of them. */
async function inCare(tx: PeopleTransaction, actor: Actor): Promise<readonly string[] | undefined> {
  return actor.roles.has('operator') || actor.roles.has('administrator') ? officesOf(tx, actor) : []
}

async function isWordOf(tx: PeopleTransaction, account: string, word: string | undefined): Promise<boolean> {
  const wake = (await tx.accounts.byId(account))?.wake
  return word !== undefined && wake === wordHash(word)
}

function unknownApproval(id: string): Refusal {
  return new Refusal('unknown-approval', {
    vi: `Không có việc nào mang id "${id}" chờ tài khoản này đồng ý.`,
    en: `Nothing with the id "${id}" waits for the yes of this account.`,
  })
}

function anotherPerson(): Refusal {
  return new Refusal('another-person', {
    vi: 'Cần một người khác của cơ quan: không phải người giữ tài khoản, người yêu cầu hay người cấp.',
    en: 'Another person of the office is needed: not the holder, who asks, or who issued.',
  })
}

function settled({ state }: Pick<ApprovalTable, 'state'>): Refusal {
  return new Refusal('wrong-state', {
    vi: `Việc này không còn chờ (trạng thái "${state}" hoặc đã hết hạn).`,
    en: `This waits no longer (it is "${state}" or has expired).`,
  })
}
