import type { Transaction } from 'kysely'
import type {
  AccountAreaTable,
  AccountRoleTable,
  AccountState,
  AccountTable,
  PersonTable,
} from '../accounts/account-tables.ts'
import type { PeopleTables } from '../people-tables.ts'
import type { Sealing } from '../sealing/sealing.ts'
import type { AccountNoticeTable } from './issuing-tables.ts'

/** Which accounts are listed. */
export interface RosterQuery {
  /** Of these offices; of all where it is left out. */
  readonly offices?: readonly string[] | undefined
  readonly state?: AccountState | undefined
  /** Whose last day is before this one, `YYYY-MM-DD`. */
  readonly endsBefore?: string | undefined
  /** Behind this id. */
  readonly after?: string | undefined
  readonly limit: number
}

/** An account as it is listed: nothing that it logs in with. */
export type RosterEntry = Omit<AccountTable, 'password' | 'factor' | 'factor_step' | 'wake'>

const SHOWN = [
  ...(['id', 'person', 'office', 'login', 'state', 'valid_from', 'valid_to', 'reviewed_at'] as const),
  ...(['identity_how', 'identity_by', 'identity_at', 'demo', 'created_by', 'created_at'] as const),
  'changed_at',
] as const

/** What a person is called and reached by. */
export type PersonNames = Pick<PersonTable, 'name' | 'mail'>

/** Ids that one statement asks for. */
const ASKED_TOGETHER = 500

/** Accounts and persons as those see them who issue accounts. */
export class RosterRows {
  readonly #tx: Transaction<PeopleTables>
  readonly #sealing: Sealing

  constructor(tx: Transaction<PeopleTables>, sealing: Sealing) {
    this.#tx = tx
    this.#sealing = sealing
  }

  list({ offices, state, endsBefore, after, limit }: RosterQuery): Promise<RosterEntry[]> {
    let query = this.#tx.selectFrom('account').select(SHOWN).orderBy('id').limit(limit)
    if (offices !== undefined) query = query.where('office', 'in', [...offices, ''])
    if (state !== undefined) query = query.where('state', '=', state)
    if (endsBefore !== undefined) query = query.where('valid_to', '<', endsBefore)
    if (after !== undefined) query = query.where('id', '>', after)
    return query.execute()
  }

  /** Roles and areas of several accounts. */
  async rights(
    accounts: readonly string[],
  ): Promise<{ roles: AccountRoleTable[]; areas: AccountAreaTable[] }> {
    const found = { roles: [] as AccountRoleTable[], areas: [] as AccountAreaTable[] }
    for (let at = 0; at < accounts.length; at += ASKED_TOGETHER) {
      const some = accounts.slice(at, at + ASKED_TOGETHER)
      found.roles.push(
        ...(await this.#tx.selectFrom('account_role').selectAll().where('account', 'in', some).execute()),
      )
      found.areas.push(
        ...(await this.#tx.selectFrom('account_area').selectAll().where('account', 'in', some).execute()),
      )
    }
    return found
  }

  /** How many accounts of an office are in a state. */
  async count(office: string, state: AccountState): Promise<number> {
    const { count } = await this.#tx
      .selectFrom('account')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('office', '=', office)
      .where('state', '=', state)
      .executeTakeFirstOrThrow()
    return Number(count)
  }

  personByIdentity(identity: string): Promise<PersonTable | undefined> {
    return this.#tx.selectFrom('person').selectAll().where('identity', '=', identity).executeTakeFirst()
  }

  /**
   * Adds a person unless one with the same identity is there. Throws {@link StoreError} `sealed` for a name or mail without a key:
   * they are never kept in plain text.
   */
  async addPersonUnlessKnown(person: PersonTable): Promise<void> {
    if (person.name !== null || person.mail !== null) await this.#sealing.mustSeal()
    await this.#tx
      .insertInto('person')
      .values(await this.#sealing.seal('person', person))
      .onConflict((conflict) => conflict.column('identity').doNothing())
      .execute()
  }

  /** Names and mail of persons, opened, by their ids. Throws {@link StoreError} `sealed` without the key. */
  async namesOf(persons: readonly string[]): Promise<Map<string, PersonNames>> {
    const names = new Map<string, PersonNames>()
    for (let at = 0; at < persons.length; at += ASKED_TOGETHER) {
      const some = persons.slice(at, at + ASKED_TOGETHER)
      const rows = await this.#tx
        .selectFrom('person')
        .select(['id', 'name', 'mail'])
        .where('id', 'in', some)
        .execute()
      for (const { id, ...found } of await this.#sealing.openAll('person', rows)) names.set(id, found)
    }
    return names
  }

  /** Writes the name and mail of a person that has neither; what another has checked before stays. Throws as {@link addPersonUnlessKnown}. */
  async nameIfNone(person: string, names: PersonNames): Promise<void> {
    await this.#sealing.mustSeal()
    const { id: _, ...sealed } = await this.#sealing.seal('person', { id: person, ...names })
    await this.#tx
      .updateTable('person')
      .set(sealed)
      .where('id', '=', person)
      .where('name', 'is', null)
      .where('mail', 'is', null)
      .execute()
  }

  /** Deletes a person whose identity was never shown. */
  async dropUnproven(person: string): Promise<void> {
    await this.#tx.deleteFrom('person').where('id', '=', person).where('identity', 'is', null).execute()
  }

  /** Whether a person has an account of an office that has not ended. */
  async isMember(person: string, office: string): Promise<boolean> {
    const found = await this.#tx
      .selectFrom('account')
      .select('id')
      .where('person', '=', person)
      .where('office', '=', office)
      .where('state', '!=', 'ended')
      .limit(1)
      .executeTakeFirst()
    return found !== undefined
  }

  /** Roles of all accounts of a person that have not ended. */
  async rolesOfPerson(person: string): Promise<string[]> {
    const rows = await this.#tx
      .selectFrom('account_role')
      .innerJoin('account', 'account.id', 'account_role.account')
      .select('role')
      .distinct()
      .where('person', '=', person)
      .where('state', '!=', 'ended')
      .execute()
    return rows.map(({ role }) => role)
  }

  /** Says by whom the roles of an account are granted. */
  async grant(account: string, by: string, now: Date): Promise<void> {
    await this.#tx
      .updateTable('account_role')
      .set({ granted_by: by, granted_at: now.toISOString() })
      .where('account', '=', account)
      .execute()
  }

  /** Accounts of an office that are active on a day, with their persons. */
  activeIn(
    offices: readonly string[],
    day: string,
  ): Promise<Pick<AccountTable, 'id' | 'person' | 'office'>[]> {
    return this.#tx
      .selectFrom('account')
      .select(['id', 'person', 'office'])
      .where('office', 'in', [...offices, ''])
      .where('state', '=', 'active')
      .where('valid_from', '<=', day)
      .where('valid_to', '>=', day)
      .execute()
  }

  /** Accounts with a role that are active on a day. */
  activeWith(role: string, day: string): Promise<Pick<AccountTable, 'id' | 'person'>[]> {
    return this.#tx
      .selectFrom('account')
      .innerJoin('account_role', 'account_role.account', 'account.id')
      .select(['account.id', 'person'])
      .where('role', '=', role)
      .where('state', '=', 'active')
      .where('valid_from', '<=', day)
      .where('valid_to', '>=', day)
      .execute()
  }

  /** Ends sessions, slips, devices and links that an account is known by; its keys are apart. */
  async endLogins(account: string): Promise<void> {
    for (const table of ['session', 'device', 'slip', 'oidc_link'] as const)
      await this.#tx.deleteFrom(table).where('account', '=', account).execute()
  }

  /** Ends everything by which anybody is logged in or may become so: what a backup holds of it may have been taken away since. */
  async endAllLogins(): Promise<void> {
    await this.#tx.deleteFrom('session').execute()
    await this.#tx.deleteFrom('slip').execute()
    await this.#tx.updateTable('approval').set({ state: 'expired' }).where('state', '=', 'open').execute()
  }

  /** Takes away the second factor with its recovery codes. */
  async endFactor(account: string): Promise<void> {
    await this.#tx.deleteFrom('recovery_code').where('account', '=', account).execute()
  }

  async addNotice(notice: AccountNoticeTable): Promise<void> {
    await this.#tx.insertInto('account_notice').values(notice).execute()
  }

  /** What the holder of an account has not been shown yet; it is not shown again. */
  async takeNotices(account: string, now: Date): Promise<AccountNoticeTable[]> {
    return this.#tx
      .updateTable('account_notice')
      .set({ shown_at: now.toISOString() })
      .where('account', '=', account)
      .where('shown_at', 'is', null)
      .returningAll()
      .execute()
  }
}
