import { sql, type Transaction } from 'kysely'
import { dayOf } from '../../../chains/day-of.ts'
import type { PeopleTables } from '../people-tables.ts'
import type { ApiKeyTable, ApiKeyUseTable } from './account-tables.ts'

/** Keys for programs, and how often each is used. */
export class ApiKeyRows {
  readonly #tx: Transaction<PeopleTables>

  constructor(tx: Transaction<PeopleTables>) {
    this.#tx = tx
  }

  async add(key: ApiKeyTable): Promise<void> {
    await this.#tx.insertInto('api_key').values(key).execute()
  }

  byId(id: string): Promise<ApiKeyTable | undefined> {
    return this.#tx.selectFrom('api_key').selectAll().where('id', '=', id).executeTakeFirst()
  }

  byHash(hash: string): Promise<ApiKeyTable | undefined> {
    return this.#tx.selectFrom('api_key').selectAll().where('hash', '=', hash).executeTakeFirst()
  }

  /** Those of an account, the newest first. */
  of(account: string): Promise<ApiKeyTable[]> {
    return this.#tx
      .selectFrom('api_key')
      .selectAll()
      .where('account', '=', account)
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .execute()
  }

  /** Ends one; whether it had not ended. */
  async revoke(id: string, now: Date): Promise<boolean> {
    const { numUpdatedRows } = await this.#tx
      .updateTable('api_key')
      .set({ revoked_at: now.toISOString() })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  /** Revokes every key of an account; returns those that were of use until now. */
  async revokeOf(account: string, now: Date): Promise<Pick<ApiKeyTable, 'id' | 'name'>[]> {
    const revoked = await this.#tx
      .updateTable('api_key')
      .set({ revoked_at: now.toISOString() })
      .where('account', '=', account)
      .where('revoked_at', 'is', null)
      .returning(['id', 'name', 'expires_at'])
      .execute()
    return revoked.filter(({ expires_at }) => dayOf(now) <= expires_at).map(({ id, name }) => ({ id, name }))
  }

  /** Deletes an account's keys that ended before a day, with their use. */
  async forget(account: string, day: string): Promise<void> {
    const old = await this.#tx
      .selectFrom('api_key')
      .select('id')
      .where('account', '=', account)
      .where((where) => where.or([where('revoked_at', '<', day), where('expires_at', '<', day)]))
      .execute()
    for (const { id } of old) {
      await this.#tx.deleteFrom('api_key_use').where('key', '=', id).execute()
      await this.#tx.deleteFrom('api_key').where('id', '=', id).execute()
    }
  }

  /** Requests of a key on a day, as far as they are noted. */
  async used(key: string, day: string): Promise<number> {
    const row = await this.#tx
      .selectFrom('api_key_use')
      .select('count')
      .where('key', '=', key)
      .where('day', '=', day)
      .executeTakeFirst()
    return row?.count ?? 0
  }

  /** Adds to the requests of a key on a day, whichever process counted them; returns the sum. */
  async addUse(key: string, day: string, more: number): Promise<number> {
    const row = await this.#tx
      .insertInto('api_key_use')
      .values({ key, day, count: more })
      .onConflict((conflict) =>
        conflict.columns(['key', 'day']).doUpdateSet({ count: sql<number>`api_key_use.count + ${more}` }),
      )
      .returning('count')
      .executeTakeFirstOrThrow()
    return row.count
  }

  /** Use by day since a day, the newest first. */
  usesSince(keys: readonly string[], day: string): Promise<ApiKeyUseTable[]> {
    return this.#tx
      .selectFrom('api_key_use')
      .selectAll()
      .where('key', 'in', keys.length === 0 ? [''] : [...keys])
      .where('day', '>=', day)
      .orderBy('day', 'desc')
      .execute()
  }
}
