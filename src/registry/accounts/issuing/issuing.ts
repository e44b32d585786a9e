import type { KeyObject } from 'node:crypto'
import type { AccountRights } from '../../../store/people/accounts/account-rows.ts'
import type { AccountTable } from '../../../store/people/accounts/account-tables.ts'
import type { PersonNames, RosterEntry, RosterQuery } from '../../../store/people/issuing/roster-rows.ts'
import type { PeopleStore, PeopleTransaction } from '../../../store/people/people-store.ts'
import type { Actor } from '../../actor.ts'
import { Refusal } from '../../refusal.ts'
import { noteOf } from '../audit.ts'
import { momentOf } from '../moment-of.ts'
import { type AccountDraft, type CheckedDraft, type CheckedIdentity, checkedDraft } from './account-draft.ts'
import { mustMayGrant, mustStayApart } from './granting.ts'
import { Holders, type Unkept } from './holders.ts'
import { identityMark } from './identity-mark.ts'
import {
  accountInCareOf,
  mustBeInState,
  mustBeOfAnother,
  officeOf,
  officesOf,
  serves,
} from './issuing-guards.ts'
import { checkedBy, insertAccount, mustBeFree } from './new-account.ts'
import { type FoundArea, mustLieInArea, mustLieWithin, type Places } from './places.ts'

export interface IssuingParts {
  readonly people: PeopleStore
  /** Key of the marks of identity numbers; undefined without the key of people. */
  readonly identityKey: () => KeyObject | undefined
  /** Finds areas in the record of this moment. */
  readonly places: () => Places
  readonly now?: (() => Date) | undefined
}

/** What became of a row of a file, or what would become of it. */
export type IssuedRow =
  | {
      readonly line: number
      readonly id: string
      readonly login: string
      readonly state: AccountTable['state']
      /** What was sent and is not kept, as there is no key. */
      readonly without?: Unkept
    }
  | { readonly line: number; readonly refusal: Refusal }

/** A row to be issued; one that could not be read has its refusal already. */
export type DraftRow =
  | { readonly line: number; readonly draft: AccountDraft }
  | { readonly line: number; readonly refusal: Refusal }

/** An account that is listed, with its rights. */
export type ListedAccount = RosterEntry & Pick<AccountRights, 'roles' | 'areas'> & PersonNames

/** Requests of an office that wait at most: more would be nobody's work but a flood. */
const MOST_REQUESTS = 500

/** A dry run is undone by this. */
class DryRun extends Error {
  constructor(readonly rows: readonly IssuedRow[]) {
    super('dry run')
  }
}

/** Accounts as they come to be: asked for or issued, one or a file of them, the identity checked. */
export class Issuing {
  readonly #parts: IssuingParts
  readonly #holders: Holders

  constructor(parts: IssuingParts) {
    this.#parts = parts
    this.#holders = new Holders(parts.people)
  }

  /** Issues one account. Throws {@link Refusal}. */
  async issue(actor: Actor, draft: AccountDraft): Promise<IssuedRow & { id: string }> {
    const [row] = await this.issueAll(actor, [{ line: 1, draft }])
    if (row === undefined || 'refusal' in row) throw row?.refusal
    return row
  }

  /**
   * Issues those of a file that may be issued, all in one transaction; the others say why not.
   *
   * @param dryRun say what would become of them and keep nothing
   */
  async issueAll(actor: Actor, rows: readonly DraftRow[], dryRun = false): Promise<readonly IssuedRow[]> {
    const { people, places } = this.#parts
    const finder = places()
    const ready: ((tx: PeopleTransaction, now: Date) => Promise<IssuedRow>)[] = []
    for (const row of rows) {
      const { line } = row
      try {
        if ('refusal' in row) throw row.refusal
        const draft = checkedDraft(row.draft, this.#now())
        const areas = await finder.findAll(draft.areas)
        ready.push(async (tx, now) => ({ line, ...(await this.#add(tx, actor, draft, areas, now)) }))
      } catch (error) {
        const refusal = refusalOf(error)
        ready.push(async () => ({ line, refusal }))
      }
    }
    try {
      return await people.write(async (tx) => {
        await officesOf(tx, actor)
        const now = await momentOf(tx, this.#now())
        const issued: IssuedRow[] = []
        for (const [at, each] of ready.entries())
          issued.push(
            await each(tx, now).catch((error) => ({ line: rows[at]?.line ?? 0, refusal: refusalOf(error) })),
          )
        if (dryRun) throw new DryRun(issued)
        return issued
      })
    } catch (error) {
      if (error instanceof DryRun) return error.rows
      throw error
    }
  }

  /** Keeps what somebody without an account asks for, until an operator looks at it. Throws {@link Refusal}. */
  async request(draft: Omit<AccountDraft, 'login' | 'identity'>): Promise<{ id: string; without?: Unkept }> {
    const { people, places } = this.#parts
    const checked = checkedDraft({ ...draft, login: undefined, identity: undefined }, this.#now())
    const areas = await places().findAll(checked.areas)
    mustStayApart(checked.roles)
    return people.write(async (tx) => {
      const now = await momentOf(tx, this.#now())
      await officeOf(tx, checked.office)
      mustLieWithin(areas, await tx.officeScopes.areasOf(checked.office))
      if ((await tx.roster.count(checked.office, 'requested')) >= MOST_REQUESTS)
        throw new Refusal('too-many-requests', {
          vi: 'Cơ quan này đang có quá nhiều yêu cầu chờ xét; hãy liên hệ trực tiếp.',
          en: 'Too many requests wait at this office already; please ask there directly.',
        })
      const person = await this.#holders.unproven(tx, checked, now)
      const { id } = await insertAccount(tx, checked, areas, { person, isProven: false, by: null, now })
      await noteOf(tx, undefined, { action: 'account-requested', subject: id, office: checked.office }, now)
      return { id, ...this.#holders.without(checked) }
    })
  }

  /** Notes that the identity of who asked for an account was checked; grants what was asked for. Throws {@link Refusal}. */
  async checkIdentity(actor: Actor, id: string, identity: CheckedIdentity): Promise<void> {
    const { people, identityKey, places } = this.#parts
    const asked = await people.read((tx) => tx.accounts.rightsOf(id))
    const areas = await places().located(asked.areas)
    await people.write(async (tx) => {
      const now = await momentOf(tx, this.#now())
      const account = await accountInCareOf(tx, actor, id)
      mustBeInState(account, ['requested'], 'identity')
      const checked = checkedDraft(
        { office: account.office, roles: account.roles, areas: [{ everywhere: true }], identity },
        now,
      )
      mustLieInArea(areas, actor.area)
      const mark = identityMark(identityKey(), checked.identity?.number ?? '')
      await this.#mustBeAllowed(tx, actor, mark, account)
      const said = await this.#holders.saidOf(tx, account.person)
      const person = await this.#holders.proven(tx, mark, said, now)
      if (account.person !== null) await tx.roster.dropUnproven(account.person)
      const shown = { person, ...checkedBy(actor, checked, now) }
      if (!(await tx.accounts.change(id, ['requested'], { ...shown, state: 'checked' }, now)))
        mustBeInState({ state: 'checked' }, ['requested'], 'identity')
      await tx.roster.grant(id, actor.account, now)
      await noteOf(tx, actor, { action: 'identity-checked', subject: id }, now)
    })
  }

  /** Refuses what was asked for. Throws {@link Refusal}. */
  async decline(actor: Actor, id: string): Promise<void> {
    await this.#parts.people.write(async (tx) => {
      const now = await momentOf(tx, this.#now())
      const account = await accountInCareOf(tx, actor, id)
      mustBeInState(account, ['requested', 'checked'], 'decline')
      await tx.accounts.change(id, ['requested', 'checked'], { state: 'ended' }, now)
      if (account.state === 'requested' && account.person !== null) {
        await tx.roster.dropUnproven(account.person)
        await tx.accounts.change(id, ['ended'], { person: null }, now)
      }
      await tx.roster.endLogins(id)
      await noteOf(tx, actor, { action: 'account-declined', subject: id }, now)
    })
  }

  /** Accounts of the offices in an actor's care, by id. Throws {@link Refusal}. */
  list(actor: Actor, query: RosterQuery & { office?: string | undefined }): Promise<ListedAccount[]> {
    return this.#parts.people.read(async (tx) => {
      const mine = await officesOf(tx, actor)
      const { office, ...rest } = query
      const asked = office === undefined ? mine : [office].filter((one) => mine?.includes(one) ?? true)
      const found = await tx.roster.list({ ...rest, offices: asked })
      const { roles, areas } = await tx.roster.rights(found.map(({ id }) => id))
      const names = await this.#holders.namesOf(
        tx,
        found.flatMap(({ person }) => person ?? []),
      )
      return found.map((account) => ({
        ...account,
        ...(names.get(account.person ?? '') ?? { name: null, mail: null }),
        roles: roles.filter((one) => one.account === account.id),
        areas: areas.filter((one) => one.account === account.id),
      }))
    })
  }

  /** As {@link list}, as a file that leaves the server: noted, with how many it holds. Throws {@link Refusal}. */
  async export(actor: Actor, query: RosterQuery & { office?: string | undefined }): Promise<ListedAccount[]> {
    const found = await this.list(actor, query)
    await this.#parts.people.write(async (tx) => {
      const details = { accounts: found.length, ...(query.state && { state: query.state }) }
      const now = await momentOf(tx, this.#now())
      await noteOf(tx, actor, { action: 'accounts-exported', subject: query.office ?? null, details }, now)
    })
    return found
  }

  async #add(
    tx: PeopleTransaction,
    actor: Actor,
    draft: CheckedDraft,
    areas: readonly FoundArea[],
    now: Date,
  ) {
    await officeOf(tx, draft.office)
    mustMayGrant(actor, draft.roles, await serves(tx, actor, draft.office))
    mustLieWithin(areas, await tx.officeScopes.areasOf(draft.office))
    mustLieInArea(areas, actor.area)
    mustStayApart(draft.roles)
    const { identity } = draft
    const mark = identity && identityMark(this.#parts.identityKey(), identity.number)
    if (mark !== undefined) await this.#mustBeAllowed(tx, actor, mark, draft)
    await mustBeFree(tx, draft.login)
    const person =
      mark === undefined
        ? await this.#holders.unproven(tx, draft, now)
        : await this.#holders.proven(tx, mark, draft, now)
    const made = await insertAccount(tx, draft, areas, {
      person,
      isProven: mark !== undefined,
      by: actor,
      now,
    })
    const { roles, office } = draft
    const details = { office, roles, areas: areas.map(({ kind, code }) => `${kind} ${code}`.trim()) }
    await noteOf(tx, actor, { action: 'account-issued', subject: made.id, details }, now)
    return { ...made, ...this.#holders.without(draft) }
  }

  /** A person neither gets what he grants, nor an account of an office where he has one, nor one from himself. */
  async #mustBeAllowed(
    tx: PeopleTransaction,
    actor: Actor,
    identity: string,
    { office, roles }: { office: string; roles: readonly string[] },
  ): Promise<void> {
    const person = (await tx.roster.personByIdentity(identity))?.id
    if (person === undefined) return
    mustBeOfAnother(actor, person)
    mustStayApart([...roles, ...(await tx.roster.rolesOfPerson(person))])
    if (!(await tx.roster.isMember(person, office))) return
    throw new Refusal('already-member', {
      vi: 'Người này đã có tài khoản ở cơ quan này.',
      en: 'This person has an account of this office already.',
    })
  }

  #now(): Date {
    return this.#parts.now?.() ?? new Date()
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  throw error
}
