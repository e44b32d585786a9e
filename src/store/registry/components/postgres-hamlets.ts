import { type Kysely, sql } from 'kysely'
import type { RegistryTables } from '../registry-tables.ts'
import type { HamletNames, NamedHamlet } from './hamlet-finder.ts'

/** The hamlets of a database, in one state of the record. */
export function postgresHamlets(db: Kysely<RegistryTables>): Promise<HamletNames> {
  const reading = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
  return reading.execute(async (tx) => {
    const inForce = await sql<NamedHamlet>`
      SELECT uid, name, commune_code, former_commune_code, ST_X(geom) AS lon, ST_Y(geom) AS lat
      FROM hamlet WHERE uid IS NOT NULL AND name IS NOT NULL`.execute(tx)
    const merged = await sql<{ uid: string; successor: string | null }>`
      SELECT uid, successor FROM zz_component_version WHERE kind = 'hamlet' AND status = 'merged' ORDER BY revision`.execute(
      tx,
    )
    const ever = await sql<NamedHamlet>`
      SELECT DISTINCT uid, name, commune_code, former_commune_code, lon, lat
      FROM zz_component_version WHERE kind = 'hamlet'`.execute(tx)
    return {
      inForce: inForce.rows,
      merged: merged.rows.map(({ uid, successor }) => [uid, successor] as const),
      ever: ever.rows,
    }
  })
}
