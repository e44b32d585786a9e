import type { Transaction } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'
import type { AccountAreaTable, AccountRoleTable, AccountTable, PersonTable } from './account-tables.ts'

/** What an account may do, and where. */
export interface AccountRights {
  readonly roles: readonly AccountRoleTable[]
  readonly areas: readonly AccountAreaTable[]
}

/** Accounts with their persons, roles and areas. */
export class AccountRows {
  readonly #tx: Transaction<PeopleTables>

  constructor(tx: Transaction<PeopleTables>) {
    this.#tx = tx
  }

  async addPerson(person: PersonTable): Promise<void> {
    await this.#tx.insertInto('person').values(person).execute()
  }

  async add(account: AccountTable, { roles, areas }: AccountRights): Promise<void> {
    await this.#tx.insertInto('account').values(account).execute()
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
  }

  byId(id: string): Promise<AccountTable | undefined> {
    return this.#tx.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst()
  }

  /** @param login in small letters */
  byLogin(login: string): Promise<AccountTable | undefined> {
    return this.#tx.selectFrom('account').selectAll().where('login', '=', login).executeTakeFirst()
  }

  async rightsOf(id: string): Promise<AccountRights> {
    const [roles, areas] = [
      await this.#tx.selectFrom('account_role').selectAll().where('account', '=', id).execute(),
      await this.#tx.selectFrom('account_area').selectAll().where('account', '=', id).execute(),
    ]
    return { roles, areas }
  }

  /** Changes some columns; whether there is such an account in one of the states. */
  async change(
    id: string,
    from: readonly AccountTable['state'][],
    changes: Partial<Omit<AccountTable, 'id'>>,
    now: Date,
  ): Promise<boolean> {
    const { numUpdatedRows } = await this.#tx
      .updateTable('account')
      .set({ ...changes, changed_at: now.toISOString() })
      .where('id', '=', id)
      .where('state', 'in', [...from])
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }
}
