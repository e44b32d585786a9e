import { sql, type Transaction } from 'kysely'
import { type StoredVersion, storedVersion, VERSION_SELECT, type VersionRow } from './address-version.ts'
import type { RegistryEngine } from './registry-database.ts'
import type { RegistryTables, StoredEvent } from './registry-tables.ts'

/** Ids that one statement asks for. */
const ASKED_TOGETHER = 500
/** Rows that a walk holds at once. */
const WALKED_TOGETHER = 1000

/** States in which a number is somebody's. */
export const HOLDS_NUMBER: ReadonlySet<string> = new Set(['created', 'verified', 'official', 'reserved'])

/** Many addresses at a time, in one transaction. */
export class AddressSets {
  readonly #tx: Transaction<RegistryTables>
  readonly #engine: RegistryEngine

  constructor(tx: Transaction<RegistryTables>, engine: RegistryEngine) {
    this.#tx = tx
    this.#engine = engine
  }

  /** Present versions by their ids. */
  byUids(uids: readonly string[]): Promise<Map<string, StoredVersion>> {
    return this.#versions(uids, false)
  }

  /**
   * Present versions by their ids, which nobody else changes until the end of the transaction: held in the order of the ids,
   * so that two who want the same do not wait for each other.
   */
  hold(uids: readonly string[]): Promise<Map<string, StoredVersion>> {
    return this.#versions([...uids].sort(), this.#engine.locksRows)
  }

  /** Who carries or carried identifiers of a scheme: ids of addresses by the identifier. */
  async holders(scheme: string, values: readonly string[]): Promise<Map<string, string>> {
    const found = new Map<string, string>()
    for (const some of slices(values)) {
      const rows = await this.#tx
        .selectFrom('identifier')
        .select(['value', 'uid'])
        .where('scheme', '=', scheme)
        .where('value', 'in', some)
        .execute()
      for (const { value, uid } of rows) found.set(value, uid)
    }
    return found
  }

  /** Ids of the addresses that carry these codes now, by the code. */
  async carriers(column: 'code' | 'ndas', values: readonly string[]): Promise<Map<string, string>> {
    const found = new Map<string, string>()
    for (const some of slices(values)) {
      const rows = await this.#tx
        .selectFrom('address')
        .select([column, 'uid'])
        .where(column, 'in', some)
        .execute()
      for (const row of rows) found.set(row[column] as string, row.uid)
    }
    return found
  }

  /** The event that made the present version of each address; none for what no event has taken up. */
  async events(uids: readonly string[]): Promise<Map<string, Pick<StoredEvent, 'id' | 'office'>>> {
    const found = new Map<string, Pick<StoredEvent, 'id' | 'office'>>()
    for (const some of slices(uids)) {
      const rows = await this.#tx
        .selectFrom('address')
        .innerJoin('zz_event', 'zz_event.fid', 'address.event')
        .select(['uid', 'id', 'office'])
        .where('uid', 'in', some)
        .execute()
      for (const { uid, ...event } of rows) found.set(uid, event)
    }
    return found
  }

  /** The version before the present one of each address that has one. */
  async before(present: readonly StoredVersion[]): Promise<Map<string, StoredVersion>> {
    const { lon, lat } = this.#engine.position('address_history.point')
    const wanted = new Map(present.map(({ uid, revision }) => [uid, revision - 1]))
    const found = new Map<string, StoredVersion>()
    for (const some of slices([...wanted.keys()])) {
      const rows = await this.#tx
        .selectFrom('address_history')
        .select(VERSION_SELECT)
        .select([lon.as('lon'), lat.as('lat')])
        .where('uid', 'in', some)
        .orderBy('fid')
        .execute()
      for (const row of rows)
        if (row.revision === wanted.get(row.uid)) found.set(row.uid, storedVersion(row as VersionRow))
    }
    return found
  }

  /** Every present address of some communes, read a page at a time. */
  async *inCommunes(communes: readonly string[]): AsyncGenerator<StoredVersion> {
    const { lon, lat } = this.#engine.position('address.geom')
    for (const commune of new Set(communes))
      for (let behind = 0; ; ) {
        const rows = await this.#tx
          .selectFrom('address')
          .select([...VERSION_SELECT, 'fid'])
          .select([lon.as('lon'), lat.as('lat')])
          .where('commune_code', '=', commune)
          .where('fid', '>', behind)
          .orderBy('fid')
          .limit(WALKED_TOGETHER)
          .execute()
        for (const { fid, ...row } of rows) {
          yield storedVersion(row as VersionRow)
          behind = Number(fid)
        }
        if (rows.length < WALKED_TOGETHER) break
      }
  }

  /** The streets that addresses of a commune name, as they write them. */
  async streetsOf(commune: string): Promise<string[]> {
    const rows = await this.#tx
      .selectFrom('address')
      .select('street')
      .distinct()
      .where('commune_code', '=', commune)
      .where('street', 'is not', null)
      .execute()
    return rows.flatMap(({ street }) => street ?? [])
  }

  /** The streets that addresses of a commune name, as they write them, with how many there are and how many have no number. */
  async streetsToNumber(commune: string): Promise<{ street: string; houses: number; without: number }[]> {
    const rows = await this.#numbered(commune)
      .select('street')
      .where('street', 'is not', null)
      .groupBy('street')
      .execute()
    return rows.map(({ street, ...counts }) => ({ street: street as string, ...counted(counts) }))
  }

  /** The hamlets of addresses of a commune that are on no street, by their ids, likewise. */
  async hamletsToNumber(commune: string): Promise<{ hamlet: string; houses: number; without: number }[]> {
    const rows = await this.#numbered(commune)
      .select('hamlet_uid')
      .where('street', 'is', null)
      .where('hamlet_uid', 'is not', null)
      .groupBy('hamlet_uid')
      .execute()
    return rows.map(({ hamlet_uid, ...counts }) => ({ hamlet: hamlet_uid as string, ...counted(counts) }))
  }

  #numbered(commune: string) {
    return this.#tx
      .selectFrom('address')
      .select((row) => [
        row.fn.countAll<number>().as('houses'),
        row.fn.count<number>('house_number').as('with'),
      ])
      .where('commune_code', '=', commune)
      .where('status', 'in', [...HOLDS_NUMBER] as StoredVersion['status'][])
  }

  /** Present addresses of a commune on streets of these names, or those of a hamlet that are on none, in the order of their ids. */
  async inPlace(
    place: { readonly commune: string; readonly streets: readonly string[] } | { readonly hamlet: string },
  ): Promise<StoredVersion[]> {
    const { lon, lat } = this.#engine.position('address.geom')
    const query = this.#tx
      .selectFrom('address')
      .select(VERSION_SELECT)
      .select([lon.as('lon'), lat.as('lat')])
      .orderBy('uid')
    if ('streets' in place && place.streets.length === 0) return []
    const narrowed =
      'hamlet' in place
        ? query.where('hamlet_uid', '=', place.hamlet).where('street', 'is', null)
        : query.where('commune_code', '=', place.commune).where('street', 'in', place.streets)
    return (await narrowed.execute()).map((row) => storedVersion(row as VersionRow))
  }

  /** How many addresses the record holds, in whatever state. */
  async count(): Promise<number> {
    const { rows } = await this.#tx
      .selectFrom('address')
      .select((row) => row.fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow()
    return Number(rows)
  }

  /** Whether an address of the record is in one of some states. */
  async hasState(states: readonly StoredVersion['status'][]): Promise<boolean> {
    const found = await this.#tx
      .selectFrom('address')
      .select('fid')
      .where('status', 'in', states)
      .limit(1)
      .executeTakeFirst()
    return found !== undefined
  }

  async #versions(uids: readonly string[], locked: boolean): Promise<Map<string, StoredVersion>> {
    const { lon, lat } = this.#engine.position('address.geom')
    const found = new Map<string, StoredVersion>()
    for (const some of slices(uids)) {
      let query = this.#tx
        .selectFrom('address')
        .select(VERSION_SELECT)
        .select([lon.as('lon'), lat.as('lat')])
        .where('uid', 'in', some)
      if (locked) query = query.orderBy(sql`uid COLLATE "C"`).forUpdate()
      for (const row of await query.execute()) found.set(row.uid, storedVersion(row as VersionRow))
    }
    return found
  }
}

function* slices<Value>(values: readonly Value[]): Generator<readonly Value[]> {
  for (let at = 0; at < values.length; at += ASKED_TOGETHER) yield values.slice(at, at + ASKED_TOGETHER)
}

function counted({ houses, with: numbered }: { houses: unknown; with: unknown }) {
  return { houses: Number(houses), without: Number(houses) - Number(numbered) }
}
