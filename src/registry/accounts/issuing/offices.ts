import { dayOf } from '../../../chains/day-of.ts'
import type { AccountRights } from '../../../store/people/accounts/account-rows.ts'
import type {
  OfficeKind,
  OfficeTable,
  SubstituteTable,
} from '../../../store/people/accounts/account-tables.ts'
import type { OfficeAreaTable } from '../../../store/people/issuing/issuing-tables.ts'
import type { RosterEntry } from '../../../store/people/issuing/roster-rows.ts'
import type { PeopleStore, PeopleTransaction } from '../../../store/people/people-store.ts'
import { mustHaveRole } from '../../actions/guards.ts'
import type { Actor, Role } from '../../actor.ts'
import { Refusal } from '../../refusal.ts'
import { noteOf } from '../audit.ts'
import { momentOf } from '../moment-of.ts'
import { dayAfter, YEAR } from './account-draft.ts'
import { AREA_ROLES } from './granting.ts'
import {
  accountInCareOf,
  accountSeenBy,
  mustBeInState,
  mustBeOfAnother,
  mustCareFor,
  newId,
  officeOf,
  officesOf,
  unknownAccount,
} from './issuing-guards.ts'
import type { AskedArea, Places } from './places.ts'

export interface OfficeDraft {
  readonly kind: OfficeKind
  readonly name: string
  readonly areas: readonly AskedArea[]
  /** Offices whose operators issue its accounts. */
  readonly served_by?: readonly string[] | undefined
}

/** An office that stands in with some roles between two days, both included. */
export interface SubstituteDraft {
  readonly substitute: string
  readonly roles: readonly Role[]
  readonly from: string
  readonly to: string
}

/** An office as everybody may see it. */
export interface ListedOffice extends Pick<OfficeTable, 'id' | 'kind' | 'name'> {
  readonly areas: readonly Pick<OfficeAreaTable, 'kind' | 'code'>[]
}

export interface OfficesParts {
  readonly people: PeopleStore
  readonly places: () => Places
  readonly now?: (() => Date) | undefined
}

/** Offices, which keep their rights when people go, who works there, and who stands in for them. */
export class Offices {
  readonly #parts: OfficesParts

  constructor(parts: OfficesParts) {
    this.#parts = parts
  }

  /** All that have not ended. */
  all(): Promise<ListedOffice[]> {
    return this.#parts.people.read(async (tx) => {
      const areas = await tx.officeScopes.allAreas()
      return (await tx.offices.all()).map(({ id, kind, name }) => ({
        id,
        kind,
        name,
        areas: areas.filter(({ office }) => office === id).map(({ kind, code }) => ({ kind, code })),
      }))
    })
  }

  /** Those in an actor's care; undefined for who has none in it. */
  async inCare(actor: Actor): Promise<(ListedOffice & Pick<OfficeTable, 'head'>)[] | undefined> {
    if (!actor.roles.has('operator') && !actor.roles.has('administrator')) return undefined
    const { mine, heads } = await this.#parts.people.read(async (tx) => {
      const offices = await tx.offices.all()
      return { mine: await officesOf(tx, actor), heads: new Map(offices.map(({ id, head }) => [id, head])) }
    })
    const listed = (await this.all()).filter(({ id }) => mine?.includes(id) ?? true)
    return listed.map((office) => ({ ...office, head: heads.get(office.id) ?? null }))
  }

  /**
   * Names the head of an office, who reads why its people look at contacts beyond their items; null for none. Whoever suspends an
   * account of the office may, never for an own account: nobody reads what was looked for because he has said so himself. Throws
   * {@link Refusal}: `unknown-office`, `unknown-account` for one of another office, `wrong-state` for one that is not in use,
   * `not-your-role`, `another-person`.
   */
  nameHead(actor: Actor, id: string, account: string | null): Promise<void> {
    return this.#write(async (tx, now) => {
      await mustCareFor(tx, actor, id)
      const { head } = await officeOf(tx, id)
      if (account !== null) {
        const found = actor.roles.has('administrator')
          ? await accountSeenBy(tx, actor, account)
          : await accountInCareOf(tx, actor, account)
        if (found.office !== id) throw unknownAccount(account)
        mustBeOfAnother(actor, found.person)
        mustBeInState(found, ['active'], 'head')
      }
      await tx.offices.setHead(id, account)
      const details = { head: account, before: head }
      await noteOf(tx, actor, { action: 'office-head', subject: id, details }, now)
    })
  }

  /** Those in an actor's care that have nobody who is active. */
  empty(actor: Actor): Promise<OfficeTable[]> {
    return this.#parts.people.read(async (tx) => {
      const mine = await officesOf(tx, actor)
      const now = await momentOf(tx, this.#now())
      const empty = await tx.officeScopes.emptyOffices(dayOf(now))
      return empty.filter(({ id }) => mine?.includes(id) ?? true)
    })
  }

  /** Adds one. Throws {@link Refusal}. */
  async add(actor: Actor, { kind, name, areas, served_by = [] }: OfficeDraft): Promise<{ id: string }> {
    mustHaveRole(actor, ['administrator'], 'office')
    const found = await this.#parts.places().findAll(areas)
    return this.#write(async (tx, now) => {
      const id = newId()
      const office = { id, kind, name, head: null, demo: 0, created_at: now.toISOString(), ended_at: null }
      await tx.offices.add(office)
      await tx.officeScopes.addAreas(
        found.map(({ kind, code, unit_from }) => ({ office: id, kind, code, unit_from })),
      )
      for (const by of served_by) await tx.officeScopes.addService(id, (await officeOf(tx, by)).id)
      await noteOf(
        tx,
        actor,
        { action: 'office-added', subject: id, details: { kind, name, served_by } },
        now,
      )
      return { id }
    })
  }

  /** Accounts of an office, for those who work there and those who care for it. Throws {@link Refusal}. */
  members(actor: Actor, id: string): Promise<(RosterEntry & Pick<AccountRights, 'roles'>)[]> {
    return this.#parts.people.read(async (tx) => {
      if (actor.office !== id) await mustCareFor(tx, actor, id)
      await officeOf(tx, id)
      const found = await tx.roster.list({ offices: [id], limit: MOST_MEMBERS })
      const { roles } = await tx.roster.rights(found.map((one) => one.id))
      return found
        .filter(({ state }) => state !== 'ended')
        .map((account) => ({ ...account, roles: roles.filter((one) => one.account === account.id) }))
    })
  }

  /** Who stands in, or will, for an office. */
  substitutes(office: string): Promise<SubstituteTable[]> {
    return this.#parts.people.read(async (tx) => {
      await officeOf(tx, office)
      return tx.officeScopes.substitutesOf(office)
    })
  }

  /** Names an office that stands in for another. Throws {@link Refusal}. */
  async addSubstitute(actor: Actor, office: string, draft: SubstituteDraft): Promise<{ id: string }> {
    mustHaveRole(actor, ['administrator'], 'substitute')
    const { substitute, roles, from, to } = draft
    return this.#write(async (tx, now) => {
      await officeOf(tx, office)
      await officeOf(tx, substitute)
      const today = dayOf(now)
      if (substitute === office || from > to || to < today || to > dayAfter(today, YEAR))
        throw new Refusal('findings', {
          vi: `Cơ quan thay thế phải là cơ quan khác, từ ${from} đến ${to} phải đúng thứ tự, còn hiệu lực và trong ${YEAR} ngày tới.`,
          en: `A substitute is another office, and ${from} to ${to} must be in order, not over, and within ${YEAR} days.`,
        })
      const id = newId()
      await tx.officeScopes.addSubstitute({
        id,
        office,
        substitute,
        roles: roles.join(' '),
        from_day: from,
        to_day: to,
        created_by: actor.account,
        created_at: now.toISOString(),
        ended_at: null,
      })
      await noteOf(tx, actor, { action: 'substitute-named', subject: office, details: { ...draft } }, now)
      return { id }
    })
  }

  /** Ends a substitution early. Throws {@link Refusal}. */
  async endSubstitute(actor: Actor, office: string, id: string): Promise<void> {
    mustHaveRole(actor, ['administrator'], 'substitute')
    return this.#write(async (tx, now) => {
      if (!(await tx.officeScopes.endSubstitute(office, id, now)))
        throw new Refusal('wrong-state', {
          vi: `Không có thay thế nào mang id "${id}" còn hiệu lực.`,
          en: `No substitution with the id "${id}" is in force.`,
        })
      await noteOf(tx, actor, { action: 'substitute-ended', subject: office, details: { id } }, now)
    })
  }

  #write<T>(work: (tx: PeopleTransaction, now: Date) => Promise<T>): Promise<T> {
    return this.#parts.people.write(async (tx) => work(tx, await momentOf(tx, this.#now())))
  }

  #now(): Date {
    return this.#parts.now?.() ?? new Date()
  }
}

const MOST_MEMBERS = 2000

/**
 * What an account may do today: its own rights, and the areas of offices that its office stands in for. An actor has all of its
 * roles in all of its area, so an area is added only where the substitution is for every role that works on addresses.
 */
export async function rightsToday(
  tx: PeopleTransaction,
  { office }: Pick<RosterEntry, 'office'>,
  own: AccountRights,
  today: string,
): Promise<AccountRights> {
  const working = own.roles.map(({ role }) => role).filter((role) => AREA_ROLES.has(role as Role))
  if (working.length === 0) return own
  const areas = [...own.areas]
  for (const { office: other, roles } of await tx.officeScopes.standsInFor(office, today)) {
    const named = new Set(roles.split(' '))
    if (!working.every((role) => named.has(role))) continue
    const account = own.roles[0]?.account as string
    for (const { office: _, ...area } of await tx.officeScopes.areasOf(other))
      areas.push({ account, ...area })
  }
  return { ...own, areas }
}
