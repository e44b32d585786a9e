import type { Transaction } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'
import type { Sealing } from '../sealing/sealing.ts'
import type {
  AccountAreaTable,
  AccountRoleTable,
  AccountTable,
  PersonTable,
  SubstituteTable,
} from './account-tables.ts'

/** What an account may do, and where. */
export interface AccountRights {
  readonly roles: readonly AccountRoleTable[]
  readonly areas: readonly AccountAreaTable[]
  /** Areas of other offices that the account's office stands in for, now or on other days. */
  readonly standsIn?: readonly StandIn[]
}

/** An area of an office that another stands in for between two days, with some roles, separated by spaces. */
export type StandIn = Pick<SubstituteTable, 'roles' | 'from_day' | 'to_day'> &
  Pick<AccountAreaTable, 'kind' | 'code'>

/** Accounts with their persons, roles and areas. */
export class AccountRows {
  readonly #tx: Transaction<PeopleTables>
  readonly #sealing: Sealing

  constructor(tx: Transaction<PeopleTables>, sealing: Sealing) {
    this.#tx = tx
    this.#sealing = sealing
  }

  async addPerson(person: PersonTable): Promise<void> {
    await this.#tx.insertInto('person').values(person).execute()
  }

  /** Adds one; false where its login is taken. */
  async add(account: AccountTable, { roles, areas }: AccountRights): Promise<boolean> {
    const { numInsertedOrUpdatedRows = 0n } = await this.#tx
      .insertInto('account')
      .values(account)
      .onConflict((conflict) => conflict.column('login').doNothing())
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows === 0n) return false
    if (roles.length > 0)
      await this.#tx
        .insertInto('account_role')
        .values([...roles])
        .execute()
    if (areas.length > 0)
      await this.#tx
        .insertInto('account_area')
        .values([...areas])
        .execute()
    return true
  }

  /** One by its id; its second factor stays sealed. */
  byId(id: string): Promise<AccountTable | undefined> {
    return this.#tx.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst()
  }

  /** As {@link byId}. @param login in small letters */
  byLogin(login: string): Promise<AccountTable | undefined> {
    return this.#tx.selectFrom('account').selectAll().where('login', '=', login).executeTakeFirst()
  }

  async rightsOf(id: string): Promise<AccountRights> {
    const [roles, areas, standsIn] = [
      await this.#tx.selectFrom('account_role').selectAll().where('account', '=', id).execute(),
      await this.#tx.selectFrom('account_area').selectAll().where('account', '=', id).execute(),
      await this.#standsIn(id),
    ]
    return { roles, areas, standsIn }
  }

  /** Areas of an office are those of its accounts, also of those who have left it; nobody stands in everywhere. */
  #standsIn(id: string): Promise<StandIn[]> {
    return this.#tx
      .selectFrom('account as mine')
      .innerJoin('substitute', 'substitute.substitute', 'mine.office')
      .innerJoin('account as theirs', 'theirs.office', 'substitute.office')
      .innerJoin('account_area', 'account_area.account', 'theirs.id')
      .select(['substitute.roles', 'from_day', 'to_day', 'account_area.kind', 'code'])
      .distinct()
      .where('mine.id', '=', id)
      .where('substitute.ended_at', 'is', null)
      .where('account_area.kind', '<>', 'everywhere')
      .execute()
  }

  /** The secret of an account's one-time codes, opened. Throws {@link StoreError} `sealed` without the key. */
  async factorOf(account: Pick<AccountTable, 'id' | 'factor'>): Promise<string | null> {
    return (await this.#sealing.open('account', account)).factor
  }

  /** Takes the time step of a one-time code; false where it or a later one was taken. */
  async takeStep(id: string, step: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#tx
      .updateTable('account')
      .set({ factor_step: step })
      .where('id', '=', id)
      .where(({ eb, or }) => or([eb('factor_step', 'is', null), eb('factor_step', '<', step)]))
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  /**
   * Changes some columns; whether there is such an account in one of the states. Throws {@link StoreError} `sealed` for a second
   * factor where there is no key: it is never kept in plain text.
   */
  async change(
    id: string,
    from: readonly AccountTable['state'][],
    changes: Partial<Omit<AccountTable, 'id'>>,
    now: Date,
  ): Promise<boolean> {
    if (typeof changes.factor === 'string') await this.#sealing.mustSeal()
    const { id: _, ...sealed } = await this.#sealing.seal('account', { id, ...changes })
    const { numUpdatedRows } = await this.#tx
      .updateTable('account')
      .set({ ...sealed, changed_at: now.toISOString() })
      .where('id', '=', id)
      .where('state', 'in', [...from])
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }
}
