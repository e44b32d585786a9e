import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { QueueArea } from '../../engines/queue-pages.ts'
import { type StoredVersion, storedVersion, VERSION_SELECT, type VersionRow } from '../address-version.ts'
import type { RegistryEngine } from '../registry-database.ts'
import type { RegistryTables } from '../registry-tables.ts'

/** An address that nobody has verified yet, with its row, behind which a next page begins. */
export type UnverifiedAddress = StoredVersion & { readonly row: number }

/** Addresses in the state *created*, in the order of their rows: the oldest first. */
export class UnverifiedRows {
  readonly #tx: Transaction<RegistryTables>
  readonly #engine: RegistryEngine

  constructor(tx: Transaction<RegistryTables>, engine: RegistryEngine) {
    this.#tx = tx
    this.#engine = engine
  }

  /** Those of an area behind a row, at most `limit`. Each place is read along its own index. */
  async page(area: QueueArea, after: number, limit: number): Promise<UnverifiedAddress[]> {
    const { lon, lat } = this.#engine.position('address.geom')
    const found: UnverifiedAddress[] = []
    for (const place of placesOf(area)) {
      const rows = await this.#tx
        .selectFrom('address')
        .select([...VERSION_SELECT, 'fid'])
        .select([lon.as('lon'), lat.as('lat')])
        .where(place)
        .where('status', '=', 'created')
        .where('fid', '>', after)
        .orderBy('fid')
        .limit(limit)
        .execute()
      for (const { fid, ...row } of rows)
        found.push({ ...storedVersion(row as VersionRow), row: Number(fid) })
    }
    return found.sort((a, b) => a.row - b.row).slice(0, limit)
  }

  /** How many there are, counted up to `most`. */
  async count(area: QueueArea, most: number): Promise<number> {
    let total = 0
    for (const place of placesOf(area)) {
      const some = this.#tx
        .selectFrom('address')
        .select('fid')
        .where('status', '=', 'created')
        .where(place)
        .limit(most - total)
      const { count } = await this.#tx
        .selectFrom(some.as('some'))
        .select(sql<number>`count(*)`.as('count'))
        .executeTakeFirstOrThrow()
      total += Number(count)
      if (total >= most) break
    }
    return total
  }
}

/** Conditions that together hold of each address of an area, and of one address no two. */
function placesOf({ communes, hamlets, everywhere }: QueueArea): RawBuilder<boolean>[] {
  if (everywhere) return [sql<boolean>`1 = 1`]
  const outside =
    communes.length === 0 ? sql`1 = 1` : sql`address.commune_code NOT IN (${sql.join(communes)})`
  return [
    ...communes.map((code) => sql<boolean>`address.commune_code = ${code}`),
    ...hamlets.map((uid) => sql<boolean>`address.hamlet_uid = ${uid} AND ${outside}`),
  ]
}
