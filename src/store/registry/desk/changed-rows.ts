import type { Transaction } from 'kysely'
import { type StoredVersion, storedVersion, VERSION_SELECT, type VersionRow } from '../address-version.ts'
import type { RegistryEngine } from '../registry-database.ts'
import type { RegistryTables } from '../registry-tables.ts'

/** An entry of the feed of changes. */
export interface FedChange {
  readonly fid: number
  readonly layer: string
  readonly row: number | null
  readonly operation: string
  readonly token: string | null
}

/** Where an address was, before it was changed or deleted. */
export interface FormerPlace {
  readonly fid: number
  readonly uid: string
  readonly commune_code: string
  readonly street: string | null
  readonly hamlet: string | null
  readonly lon: number | null
  readonly lat: number | null
}

/** An address with the number of its row and the action of the event that made it. */
export interface PresentAddress {
  readonly row: number
  readonly version: StoredVersion
  readonly action: string | null
}

/** What has changed in the record since a moment, whoever changed it, and the addresses as they are; reads only. */
export class ChangedRows {
  readonly #tx: Transaction<RegistryTables>
  readonly #engine: RegistryEngine

  constructor(tx: Transaction<RegistryTables>, engine: RegistryEngine) {
    this.#tx = tx
    this.#engine = engine
  }

  /** Entries of the feed behind one, at most `limit`. */
  async feed(after: number, limit: number): Promise<FedChange[]> {
    const rows = await this.#tx
      .selectFrom('change_feed')
      .select(['fid', 'layer', 'row', 'operation', 'token'])
      .where('fid', '>', after)
      .orderBy('fid')
      .limit(limit)
      .execute()
    return rows.map((each) => ({
      ...each,
      fid: Number(each.fid),
      row: each.row === null ? null : Number(each.row),
    }))
  }

  /** The token of an entry; undefined where the feed has none of this number. */
  async tokenOf(fid: number): Promise<string | null | undefined> {
    const row = await this.#tx
      .selectFrom('change_feed')
      .select('token')
      .where('fid', '=', fid)
      .executeTakeFirst()
    return row?.token
  }

  /** The last entry of the feed and the last earlier version. */
  async last(): Promise<{ feed: number; token: string | null; history: number }> {
    const feed = await this.#tx
      .selectFrom('change_feed')
      .select(['fid', 'token'])
      .orderBy('fid', 'desc')
      .limit(1)
      .executeTakeFirst()
    const history = await this.#tx
      .selectFrom('address_history')
      .select('fid')
      .orderBy('fid', 'desc')
      .limit(1)
      .executeTakeFirst()
    return { feed: Number(feed?.fid ?? 0), token: feed?.token ?? null, history: Number(history?.fid ?? 0) }
  }

  /** Earlier versions behind one, at most `limit`: where addresses were that have changed since. */
  async former(after: number, limit: number): Promise<FormerPlace[]> {
    const { lon, lat } = this.#engine.position('address_history.point')
    const rows = await this.#tx
      .selectFrom('address_history')
      .select(['fid', 'uid', 'commune_code', 'street', 'hamlet', lon.as('lon'), lat.as('lat')])
      .where('fid', '>', after)
      .orderBy('fid')
      .limit(limit)
      .execute()
    return rows.map((row) => ({ ...row, fid: Number(row.fid) }))
  }

  /** Addresses behind a row in the order of their rows, at most `limit`. */
  behind(row: number, limit: number): Promise<PresentAddress[]> {
    return this.#addresses((query) => query.where('address.fid', '>', row).limit(limit))
  }

  /** The addresses of these rows and ids. */
  async of(rows: readonly number[], uids: readonly string[]): Promise<PresentAddress[]> {
    const found = new Map<string, PresentAddress>()
    const take = (some: readonly PresentAddress[]) => {
      for (const each of some) found.set(each.version.uid, each)
    }
    if (rows.length > 0) take(await this.#addresses((query) => query.where('address.fid', 'in', rows)))
    if (uids.length > 0) take(await this.#addresses((query) => query.where('address.uid', 'in', uids)))
    return [...found.values()]
  }

  async #addresses(narrow: (query: AddressQuery) => AddressQuery): Promise<PresentAddress[]> {
    const rows = await narrow(addressQuery(this.#tx, this.#engine)).execute()
    return rows.map(({ row, action, ...version }) => ({
      row: Number(row),
      action,
      version: storedVersion(version as unknown as VersionRow),
    }))
  }
}

type AddressQuery = ReturnType<typeof addressQuery>

function addressQuery(tx: Transaction<RegistryTables>, engine: RegistryEngine) {
  const { lon, lat } = engine.position('address.geom')
  return tx
    .selectFrom('address')
    .leftJoin('zz_event', 'zz_event.fid', 'address.event')
    .select(VERSION_SELECT.map((column) => `address.${column}` as const))
    .select(['address.fid as row', 'zz_event.action as action', lon.as('lon'), lat.as('lat')])
    .where('address.uid', 'is not', null)
    .orderBy('address.fid')
}
