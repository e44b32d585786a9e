import type { Transaction } from 'kysely'
import type { DeviceTable } from '../accounts/account-tables.ts'
import type { PeopleTables } from '../people-tables.ts'

/** Devices that an account has logged in from, by the SHA-256 of their cookie. */
export class DeviceRows {
  readonly #tx: Transaction<PeopleTables>

  constructor(tx: Transaction<PeopleTables>) {
    this.#tx = tx
  }

  /** Whether an account of a login has logged in from a device. */
  async isKnown(login: string, hash: string): Promise<boolean> {
    const row = await this.#tx
      .selectFrom('device')
      .innerJoin('account', 'account.id', 'device.account')
      .select('device.hash')
      .where('device.hash', '=', hash)
      .where('login', '=', login)
      .executeTakeFirst()
    return row !== undefined
  }

  /** Those of an account, the one used last first. */
  of(account: string): Promise<DeviceTable[]> {
    return this.#tx
      .selectFrom('device')
      .selectAll()
      .where('account', '=', account)
      .orderBy('last_seen', 'desc')
      .orderBy('hash')
      .execute()
  }

  /** Notes that an account has logged in from a device; keeps the `most` that were used last. */
  async seen(
    { account, hash, label }: Pick<DeviceTable, 'account' | 'hash' | 'label'>,
    now: Date,
    most: number,
  ): Promise<void> {
    const at = now.toISOString()
    await this.#tx
      .insertInto('device')
      .values({ account, hash, label, first_seen: at, last_seen: at, shown: 0 })
      .onConflict((conflict) => conflict.columns(['account', 'hash']).doUpdateSet({ label, last_seen: at }))
      .execute()
    const over = (await this.of(account)).slice(most)
    for (const device of over) await this.forget(account, device.hash)
  }

  /** Those of an account that its holder was not shown yet; they count as shown then. */
  takeNew(account: string): Promise<DeviceTable[]> {
    return this.#tx
      .updateTable('device')
      .set({ shown: 1 })
      .where('account', '=', account)
      .where('shown', '=', 0)
      .returningAll()
      .execute()
  }

  /** Forgets one; whether it was there. */
  async forget(account: string, hash: string): Promise<boolean> {
    const { numDeletedRows } = await this.#tx
      .deleteFrom('device')
      .where('account', '=', account)
      .where('hash', '=', hash)
      .executeTakeFirst()
    return numDeletedRows > 0n
  }
}
