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

  /** Those of an area behind a row, at most `limit`. Each place is read along its own index, and only of those that are shown more than that. */
  async page(area: QueueArea, after: number, limit: number): Promise<UnverifiedAddress[]> {
    const shown = await this.#first(placesOf(await this.#named(area)), after, limit)
    if (shown.length === 0) return []
    const { lon, lat } = this.#engine.position('address.geom')
    const rows = await this.#tx
      .selectFrom('address')
      .select([...VERSION_SELECT, 'fid'])
      .select([lon.as('lon'), lat.as('lat')])
      .where('fid', 'in', shown)
      .orderBy('fid')
      .execute()
    return rows.map(({ fid, ...row }) => ({ ...storedVersion(row as VersionRow), row: Number(fid) }))
  }

  /** How many there are, counted up to `most`. */
  async count(area: QueueArea, most: number): Promise<number> {
    let total = 0
    for (const place of countedPlaces(await this.#named(area))) {
      const some = this.#tx
        .selectFrom('address')
        .select('fid')
        .where(IS_CREATED)
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

  /** An area by its communes: of everywhere, those in which something waits, found by steps along the index and not by looking at all of it. */
  async #named({ communes, hamlets, everywhere }: QueueArea): Promise<Named> {
    if (!everywhere) return { communes, hamlets }
    const { rows } = await sql<{ code: string }>`WITH RECURSIVE there(code) AS (
        SELECT min(commune_code) FROM address WHERE ${IS_CREATED}
        UNION ALL
        SELECT (SELECT min(commune_code) FROM address WHERE ${IS_CREATED} AND commune_code > there.code)
        FROM there WHERE there.code IS NOT NULL)
      SELECT code FROM there WHERE code IS NOT NULL`.execute(this.#tx)
    return { communes: rows.map(({ code }) => code), hamlets: [] }
  }

  /** The first rows behind one in the order of rows, of all places together. */
  async #first(places: readonly RawBuilder<boolean>[], after: number, limit: number): Promise<number[]> {
    const found: number[] = []
    for (let at = 0; at < places.length; at += PLACES_TOGETHER) {
      const branches = places.slice(at, at + PLACES_TOGETHER).map(
        (place) => sql`SELECT * FROM (SELECT fid FROM address
          WHERE ${IS_CREATED} AND ${place} AND fid > ${after} ORDER BY fid LIMIT ${limit}) AS branch`,
      )
      const { rows } = await sql<{ fid: number | string }>`${sql.join(branches, sql` UNION ALL `)}`.execute(
        this.#tx,
      )
      for (const { fid } of rows) found.push(Number(fid))
    }
    return found.sort((a, b) => a - b).slice(0, limit)
  }
}

/** Written out: of a bound value SQLite does not know that the index of created addresses holds it. */
const IS_CREATED = sql<boolean>`status = 'created'`
/** Places that one statement asks for. */
const PLACES_TOGETHER = 100

/** Communes and hamlets of an area. */
type Named = Pick<QueueArea, 'communes' | 'hamlets'>

/** Conditions that together hold of each address of an area, and of one address no two: one a place, each with an index of its own. */
function placesOf({ communes, hamlets }: Named): RawBuilder<boolean>[] {
  return [
    ...communes.map((code) => sql<boolean>`commune_code = ${code}`),
    ...hamlets.map((uid) => sql<boolean>`hamlet_uid = ${uid} AND ${outside(communes)}`),
  ]
}

/** The same in as few conditions as there can be. */
function countedPlaces({ communes, hamlets }: Named): RawBuilder<boolean>[] {
  return [
    ...(communes.length > 0 ? [sql<boolean>`commune_code IN (${sql.join(communes)})`] : []),
    ...(hamlets.length > 0
      ? [sql<boolean>`hamlet_uid IN (${sql.join(hamlets)}) AND ${outside(communes)}`]
      : []),
  ]
}

function outside(communes: readonly string[]): RawBuilder<boolean> {
  return communes.length === 0
    ? sql<boolean>`1 = 1`
    : sql<boolean>`commune_code NOT IN (${sql.join(communes)})`
}
