import { type Kysely, sql } from 'kysely'
import { isHidden } from '../../layout/address-status.ts'
import { publicAddress } from '../../record/public-address.ts'
import type { AddressRow } from '../../record/rows.ts'
import type { RegistryTables } from '../registry-tables.ts'

/** Metres of a degree of latitude. */
const DEGREE = 111_320

/** An address in force as anybody may see it, with its place. */
export type NeighbourRow = Pick<
  AddressRow,
  | 'uid'
  | 'class'
  | 'name'
  | 'house_number'
  | 'street'
  | 'hamlet'
  | 'commune_code'
  | 'former_commune_code'
  | 'status'
> & { lon: number; lat: number }

/** The addresses in force around a position, at most `limit`, those in the corners of the square too. */
export async function neighboursIn(
  db: Kysely<RegistryTables>,
  { lon, lat, metres, limit }: { lon: number; lat: number; metres: number; limit: number },
): Promise<NeighbourRow[]> {
  const height = metres / DEGREE
  const width = height / Math.cos((lat * Math.PI) / 180)
  const place = sql`ST_SetSRID(ST_MakePoint(${lon}, ${lat}), 4326)`
  const { rows } = await sql<NeighbourRow>`
    SELECT uid, class, name, house_number, street, hamlet, commune_code, former_commune_code, status,
      ST_X(geom) AS lon, ST_Y(geom) AS lat
    FROM address WHERE geom && ST_Expand(${place}, ${width}, ${height}) AND status IN ('created', 'verified', 'official')
    ORDER BY geom <-> ${place} LIMIT ${limit}`.execute(db)
  return rows.map((row) => publicAddress(row as NeighbourRow & AddressRow))
}

/** Uid of the address that carries or carried a code; undefined too for one that is hidden. */
export async function holderOf(
  db: Kysely<RegistryTables>,
  scheme: 'local' | 'ndas',
  value: string,
): Promise<string | undefined> {
  const found = await db
    .selectFrom('identifier')
    .leftJoin('address', 'address.uid', 'identifier.uid')
    .select(['identifier.uid', 'address.status'])
    .where('scheme', '=', scheme)
    .where('value', '=', value)
    .executeTakeFirst()
  return found && (found.status === null || !isHidden({ status: found.status })) ? found.uid : undefined
}
