import type { Transaction } from 'kysely'
import { type StoredVersion, storedVersion, VERSION_SELECT, type VersionRow } from '../address-version.ts'
import type { RegistryEngine } from '../registry-database.ts'
import type { RegistryTables, StoredEvent } from '../registry-tables.ts'

/** What an account has done since a moment, in one transaction. */
export class AccountWorkRows {
  readonly #tx: Transaction<RegistryTables>
  readonly #engine: RegistryEngine

  constructor(tx: Transaction<RegistryTables>, engine: RegistryEngine) {
    this.#tx = tx
    this.#engine = engine
  }

  /** Its events. @param since ISO 8601 in UTC */
  events(account: string, since: string): Promise<Pick<StoredEvent, 'fid' | 'action' | 'subject'>[]> {
    return this.#of(account, since).select(['fid', 'action', 'subject']).execute()
  }

  /** Ids of addresses of which a version is the account's work. */
  async addresses(account: string, since: string): Promise<string[]> {
    const ids = (table: 'address' | 'address_history') =>
      this.#tx.selectFrom(table).select('uid').where('event', 'in', this.#of(account, since).select('fid'))
    const rows = await ids('address').union(ids('address_history')).execute()
    return rows.map(({ uid }) => uid)
  }

  /** Ids of hamlets and streets of which a version is the account's work. */
  async components(account: string, since: string): Promise<string[]> {
    const rows = await this.#tx
      .selectFrom('zz_component_version')
      .select('uid')
      .distinct()
      .where('event', 'in', this.#of(account, since).select('fid'))
      .execute()
    return rows.map(({ uid }) => uid)
  }

  /** Earlier versions of some addresses, the oldest first. */
  async earlier(uids: readonly string[]): Promise<Map<string, StoredVersion[]>> {
    const found = new Map<string, StoredVersion[]>(uids.map((uid) => [uid, []]))
    if (uids.length === 0) return found
    const { lon, lat } = this.#engine.position('address_history.point')
    const rows = await this.#tx
      .selectFrom('address_history')
      .select(VERSION_SELECT)
      .select([lon.as('lon'), lat.as('lat')])
      .where('uid', 'in', [...uids])
      .orderBy('revision')
      .orderBy('fid')
      .execute()
    for (const row of rows) found.get(row.uid)?.push(storedVersion(row as VersionRow))
    return found
  }

  #of(account: string, since: string) {
    return this.#tx.selectFrom('zz_event').where('account', '=', account).where('at', '>=', since)
  }
}
