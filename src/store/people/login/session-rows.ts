import type { Transaction } from 'kysely'
import type { SessionTable } from '../accounts/account-tables.ts'
import type { PeopleTables } from '../people-tables.ts'

/** A session with the device that it was opened from. */
export type SessionOfDevice = SessionTable & { readonly label: string | null }

/** Sessions, by the SHA-256 of what their cookie holds. */
export class SessionRows {
  readonly #tx: Transaction<PeopleTables>

  constructor(tx: Transaction<PeopleTables>) {
    this.#tx = tx
  }

  async add(session: SessionTable): Promise<void> {
    await this.#tx.insertInto('session').values(session).execute()
  }

  /** One that has not expired. */
  byHash(hash: string, now: Date): Promise<SessionTable | undefined> {
    return this.#tx
      .selectFrom('session')
      .selectAll()
      .where('hash', '=', hash)
      .where('expires_at', '>', now.toISOString())
      .executeTakeFirst()
  }

  /** Those of an account that have not expired, the one used last first. */
  of(account: string, now: Date): Promise<SessionOfDevice[]> {
    return this.#tx
      .selectFrom('session')
      .leftJoin('device', (join) =>
        join.onRef('device.hash', '=', 'session.device').onRef('device.account', '=', 'session.account'),
      )
      .selectAll('session')
      .select('label')
      .where('session.account', '=', account)
      .where('expires_at', '>', now.toISOString())
      .orderBy('seen_at', 'desc')
      .orderBy('session.hash')
      .execute()
  }

  async seen(hash: string, now: Date): Promise<void> {
    await this.#tx
      .updateTable('session')
      .set({ seen_at: now.toISOString() })
      .where('hash', '=', hash)
      .execute()
  }

  /** Ends one; whether it was there. */
  async end(hash: string): Promise<boolean> {
    const { numDeletedRows } = await this.#tx
      .deleteFrom('session')
      .where('hash', '=', hash)
      .executeTakeFirst()
    return numDeletedRows > 0n
  }

  /** Ends those of an account but one. */
  async endOthers(account: string, kept: string): Promise<void> {
    await this.#tx.deleteFrom('session').where('account', '=', account).where('hash', '<>', kept).execute()
  }

  /** Ends those of an account that were opened from a device. */
  async endOf(account: string, device: string): Promise<void> {
    await this.#tx.deleteFrom('session').where('account', '=', account).where('device', '=', device).execute()
  }

  /** Deletes what has expired. */
  async deleteOver(now: Date): Promise<void> {
    await this.#tx.deleteFrom('session').where('expires_at', '<=', now.toISOString()).execute()
  }
}
