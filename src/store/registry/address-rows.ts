import type { Transaction } from 'kysely'
import type { AddressStatus } from '../layout/address-status.ts'
import {
  type AddressVersion,
  fieldsOf,
  type StoredVersion,
  saltColumns,
  storedVersion,
  VERSION_SELECT,
  type VersionRow,
} from './address-version.ts'
import type { RegistryEngine } from './registry-database.ts'
import type { RegistryTables } from './registry-tables.ts'

/** An earlier version with the moment until which the record held it. */
export interface EarlierVersion extends StoredVersion {
  recorded_until: string
}

/** A version that no event has made yet, with where it stands. */
export interface UnsettledVersion extends StoredVersion {
  table: 'address' | 'address_history'
  row: number
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
      .select(VERSION_SELECT)
      .select([lon.as('lon'), lat.as('lat')])
      .where('uid', '=', uid)
    if (this.#engine.locksRows) query = query.forUpdate()
    const row = await query.executeTakeFirst()
    return row && storedVersion(row as VersionRow)
  }

  /** The present versions of the addresses of a hamlet, in the order of their ids, which nobody else changes. */
  async inHamlet(uid: string): Promise<StoredVersion[]> {
    const { lon, lat } = this.#engine.position('address.geom')
    let query = this.#tx
      .selectFrom('address')
      .select(VERSION_SELECT)
      .select([lon.as('lon'), lat.as('lat')])
      .where('hamlet_uid', '=', uid)
      .orderBy('uid')
    if (this.#engine.locksRows) query = query.forUpdate()
    return (await query.execute()).map((row) => storedVersion(row as VersionRow))
  }

  /** Earlier versions, oldest first. */
  async earlier(uid: string): Promise<EarlierVersion[]> {
    const { lon, lat } = this.#engine.position('address_history.point')
    const rows = await this.#tx
      .selectFrom('address_history')
      .select([...VERSION_SELECT, 'recorded_until'])
      .select([lon.as('lon'), lat.as('lat')])
      .where('uid', '=', uid)
      .orderBy('fid')
      .execute()
    return rows.map((row) => ({ ...storedVersion(row as VersionRow), recorded_until: row.recorded_until }))
  }

  /** Adds an address that an event has made; `event` is the number of the event's row. */
  async insert(version: AddressVersion, event: number): Promise<void> {
    await this.#engine.send(this.#tx, this.#tx.insertInto('address').values(this.#columns(version, event)))
  }

  /** Puts a version in the place of the present one. */
  async update(version: AddressVersion, event: number): Promise<void> {
    const update = this.#tx
      .updateTable('address')
      .set(this.#columns(version, event))
      .where('uid', '=', version.uid)
    await this.#engine.send(this.#tx, update)
  }

  /**
   * Versions that no event has made, at most `limit`, earlier ones first in the order in which they came: what another
   * program wrote. Their revision is that of the version before.
   */
  async unsettled(limit: number): Promise<UnsettledVersion[]> {
    const earlier = await this.#eventless('address_history', limit)
    return earlier.length === limit
      ? earlier
      : [...earlier, ...(await this.#eventless('address', limit - earlier.length))]
  }

  /** Rows that another program deleted and no event has ended, at most `limit`. */
  async deleted(
    limit: number,
  ): Promise<{ row: number; uid: string; commune_code: string; status: AddressStatus }[]> {
    let query = this.#tx
      .selectFrom('address_history')
      .select(['fid as row', 'uid', 'commune_code', 'status'])
      .where('operation', '=', 'delete')
      .where('ended_by', 'is', null)
      .orderBy('fid')
      .limit(limit)
    if (this.#engine.locksRows) query = query.forUpdate()
    return query.execute()
  }

  /** Gives a version that another program wrote its revision, salt and event. */
  async settle({ table, row, revision, valid_from, salt }: UnsettledVersion, event: number): Promise<void> {
    const update = this.#tx
      .updateTable(table)
      .set({ revision, valid_from, event, ...saltColumns(salt) })
      .where('fid', '=', row)
    await this.#engine.send(this.#tx, update)
  }

  /** Says which event has ended a row that was deleted. */
  async end(row: number, event: number): Promise<void> {
    const update = this.#tx.updateTable('address_history').set({ ended_by: event }).where('fid', '=', row)
    await this.#engine.send(this.#tx, update)
  }

  /** The last version of an address that an event has made, before the present one. */
  async lastMade(uid: string): Promise<{ revision: number; status: AddressStatus } | undefined> {
    const last = await this.#tx
      .selectFrom('address_history')
      .select(['revision', 'status'])
      .where('uid', '=', uid)
      .where('event', 'is not', null)
      .orderBy('revision', 'desc')
      .limit(1)
      .executeTakeFirst()
    return last && { revision: last.revision ?? 0, status: last.status }
  }

  /** States of the addresses with these ids; those that are not there are absent. */
  async states(uids: readonly string[]): Promise<Map<string, AddressStatus>> {
    if (uids.length === 0) return new Map()
    const rows = await this.#tx
      .selectFrom('address')
      .select(['uid', 'status'])
      .where('uid', 'in', uids)
      .execute()
    return new Map(rows.map(({ uid, status }) => [uid, status]))
  }

  /** Ids among these that no address has. */
  async unknown(uids: readonly string[]): Promise<string[]> {
    const known = await this.states(uids)
    return uids.filter((uid) => !known.has(uid))
  }

  async #eventless(table: 'address' | 'address_history', limit: number): Promise<UnsettledVersion[]> {
    const { lon, lat } = this.#engine.position(table === 'address' ? 'address.geom' : 'address_history.point')
    let query = this.#tx
      .selectFrom(table)
      .select([...VERSION_SELECT, 'fid'])
      .select([lon.as('lon'), lat.as('lat')])
      .where('event', 'is', null)
      .where('uid', 'is not', null)
      .orderBy('fid')
      .limit(limit)
    // Of several servers that settle one takes a row; the others wait, and find it settled.
    if (this.#engine.locksRows) query = query.forUpdate()
    const rows = await query.execute()
    return rows.map(({ fid, ...row }) => ({ ...storedVersion(row as VersionRow), table, row: fid }))
  }

  #columns(version: AddressVersion, event: number) {
    const { lon, lat, revision, valid_from, supplements } = version
    return {
      ...fieldsOf(version),
      geom: this.#engine.point(lon ?? Number.NaN, lat ?? Number.NaN),
      revision,
      valid_from,
      event,
      supplements,
      ...saltColumns(version.salt),
    }
  }
}
