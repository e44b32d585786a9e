import { type Kysely, sql, type Transaction } from 'kysely'
import { encodePoint } from '../../../geo/geopackage-geometry.ts'
import { ADDRESS_COLUMNS } from '../../layout/layers.ts'
import type { VersionFacts } from '../../record/addresses.ts'
import { PublicAddresses } from '../../record/public-addresses.ts'
import type { AddressRow, AddressVersionRow, IdentifierRow } from '../../record/rows.ts'
import { AddressExtract } from '../address-extract.ts'
import type { RegistryTables } from '../registry-tables.ts'

/** Ids that a row may point to are followed so often: of a code to its address, and from there to what took its place. */
const STEPS = 2
const COLUMNS = sql.join(ADDRESS_COLUMNS.map((column) => sql.ref(column)))

interface Placed {
  lon: number | null
  lat: number | null
}
type Row = Omit<AddressRow, 'geom'> & Placed & VersionFacts
type Version = Omit<AddressVersionRow, 'point'> & Placed

/**
 * The addresses of a database as anybody may see them, as far as they carry or carried these ids and codes, with those that they
 * point to; read in one state of the record.
 *
 * @param schemes whose codes are looked for, beside the local and the national one
 */
export function addressesAbout(
  db: Kysely<RegistryTables>,
  keys: readonly string[],
  schemes: readonly string[] = [],
): Promise<PublicAddresses> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute((tx) => gathered(tx, keys, ['local', 'ndas', ...schemes]))
}

async function gathered(
  tx: Transaction<RegistryTables>,
  keys: readonly string[],
  schemes: readonly string[],
): Promise<PublicAddresses> {
  const addresses = new Map<string, Row>()
  const versions = new Map<number, Version>()
  const identifiers = new Map<number, IdentifierRow>()
  const asked = new Set<string>()
  // No text of PostgreSQL holds the character 0: nothing is called so.
  let next = new Set(keys.filter((key) => !key.includes('\0')))
  for (let step = 0; step <= STEPS && next.size > 0; step++) {
    const wanted = [...next]
    for (const key of wanted) asked.add(key)
    const carried = await carriedBy(tx, wanted, schemes)
    const found = await carrying(tx, wanted, carried)
    const uids = [
      ...new Set([...wanted, ...found, ...carried].map((one) => (typeof one === 'string' ? one : one.uid))),
    ]
    const earlier = await versionsOf(tx, uids)
    for (const row of found) addresses.set(row.uid, row)
    for (const row of earlier) versions.set(row.fid, row)
    for (const row of [...carried, ...(await identifiersOf(tx, uids))]) identifiers.set(row.fid, row)
    const pointers = [...found, ...earlier, ...identifiers.values()]
    next = new Set(pointers.flatMap(({ uid, successor }) => [uid, ...(successor?.split(' ') ?? [])]))
    for (const key of asked) next.delete(key)
  }
  return new PublicAddresses(
    new AddressExtract({
      addresses: [...addresses.values()].map(({ lon, lat, revision, valid_from, supplements, ...row }) => ({
        ...row,
        geom: pointOf({ lon, lat }) ?? Buffer.alloc(0),
      })),
      facts: new Map(
        [...addresses].map(([uid, { revision, valid_from, supplements }]) => [
          uid,
          { revision, valid_from, supplements },
        ]),
      ),
      versions: inOrder(versions).map(({ lon, lat, ...row }) => ({ ...row, point: pointOf({ lon, lat }) })),
      identifiers: inOrder(identifiers),
    }),
  )
}

function inOrder<R extends { fid: number }>(rows: ReadonlyMap<number, R>): R[] {
  return [...rows.values()].sort((a, b) => a.fid - b.fid)
}

function pointOf({ lon, lat }: Placed): Buffer | null {
  return lon === null || lat === null ? null : encodePoint(lon, lat)
}

async function carrying(
  tx: Transaction<RegistryTables>,
  keys: readonly string[],
  carried: readonly IdentifierRow[],
): Promise<Row[]> {
  const uids = [...keys, ...carried.map(({ uid }) => uid)]
  const { rows } = await sql<Row>`
    SELECT fid, ${COLUMNS}, revision, valid_from, supplements, ST_X(geom) AS lon, ST_Y(geom) AS lat FROM address
    WHERE uid = ANY(${uids}) OR code = ANY(${keys}) OR ndas = ANY(${keys})`.execute(tx)
  return rows
}

async function carriedBy(
  tx: Transaction<RegistryTables>,
  keys: readonly string[],
  schemes: readonly string[],
): Promise<IdentifierRow[]> {
  const { rows } = await sql<IdentifierRow>`
    SELECT * FROM identifier WHERE scheme = ANY(${schemes}) AND value = ANY(${keys})`.execute(tx)
  return rows
}

async function identifiersOf(
  tx: Transaction<RegistryTables>,
  uids: readonly string[],
): Promise<IdentifierRow[]> {
  const { rows } = await sql<IdentifierRow>`SELECT * FROM identifier WHERE uid = ANY(${uids})`.execute(tx)
  return rows
}

async function versionsOf(tx: Transaction<RegistryTables>, uids: readonly string[]): Promise<Version[]> {
  const { rows } = await sql<Version>`
    SELECT fid, ${COLUMNS}, revision, valid_from, supplements, recorded_until, operation, ST_X(point) AS lon, ST_Y(point) AS lat,
      lag(recorded_until) OVER (PARTITION BY uid ORDER BY fid) AS recorded_from
    FROM address_history WHERE uid = ANY(${uids})`.execute(tx)
  return rows
}
