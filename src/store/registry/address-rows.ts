import type { Transaction } from 'kysely'
import { ADDRESS_COLUMNS } from '../layers.ts'
import {
  type AddressVersion,
  fieldsOf,
  type StoredVersion,
  saltColumns,
  storedVersion,
  type VersionRow,
} from './address-version.ts'
import type { RegistryEngine } from './registry-database.ts'
import type { RegistryTables, StoredIdentifier } from './registry-tables.ts'

/** An earlier version with the moment until which the record held it. */
export interface EarlierVersion extends StoredVersion {
  recorded_until: string
}

/** Addresses and their versions in one transaction; earlier versions and identifiers are kept by the record's triggers. */
export class AddressRows {
  readonly #tx: Transaction<RegistryTables>
  readonly #engine: RegistryEngine

  constructor(tx: Transaction<RegistryTables>, engine: RegistryEngine) {
    this.#tx = tx
    this.#engine = engine
  }

  /** The present version, which nobody else changes until the end of the transaction. */
  async byUid(uid: string): Promise<StoredVersion | undefined> {
    const { lon, lat } = this.#engine.position('address.geom')
    let query = this.#tx
      .selectFrom('address')
      .select([...ADDRESS_COLUMNS, 'revision', 'valid_from', 'event', 'salt', 'redacted'])
      .select([lon.as('lon'), lat.as('lat')])
      .where('uid', '=', uid)
    if (this.#engine.locksRows) query = query.forUpdate()
    const row = await query.executeTakeFirst()
    return row && storedVersion(row as VersionRow)
  }

  /** Earlier versions, oldest first. */
  async earlier(uid: string): Promise<EarlierVersion[]> {
    const { lon, lat } = this.#engine.position('address_history.point')
    const rows = await this.#tx
      .selectFrom('address_history')
      .select([...ADDRESS_COLUMNS, 'revision', 'valid_from', 'event', 'salt', 'redacted', 'recorded_until'])
      .select([lon.as('lon'), lat.as('lat')])
      .where('uid', '=', uid)
      .orderBy('fid')
      .execute()
    return rows.map((row) => ({ ...storedVersion(row as VersionRow), recorded_until: row.recorded_until }))
  }

  /** Adds an address that an event has made; `event` is the number of the event's row. */
  async insert(version: AddressVersion, event: number): Promise<void> {
    await this.#tx.insertInto('address').values(this.#columns(version, event)).execute()
  }

  /** Puts a version in the place of the present one. */
  async update(version: AddressVersion, event: number): Promise<void> {
    await this.#tx
      .updateTable('address')
      .set(this.#columns(version, event))
      .where('uid', '=', version.uid)
      .execute()
  }

  /** Who carries or carried an identifier. */
  identifier(scheme: string, value: string): Promise<StoredIdentifier | undefined> {
    return this.#tx
      .selectFrom('identifier')
      .selectAll()
      .where('scheme', '=', scheme)
      .where('value', '=', value)
      .executeTakeFirst()
  }

  /** Ids among these that no address has. */
  async unknown(uids: readonly string[]): Promise<string[]> {
    if (uids.length === 0) return []
    const known = await this.#tx.selectFrom('address').select('uid').where('uid', 'in', uids).execute()
    const found = new Set(known.map(({ uid }) => uid))
    return uids.filter((uid) => !found.has(uid))
  }

  #columns(version: AddressVersion, event: number) {
    const { lon, lat, revision, valid_from } = version
    return {
      ...fieldsOf(version),
      geom: this.#engine.point(lon ?? Number.NaN, lat ?? Number.NaN),
      revision,
      valid_from,
      event,
      ...saltColumns(version.salt),
    }
  }
}
