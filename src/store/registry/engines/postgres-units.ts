import { type Kysely, sql } from 'kysely'
import { fromWkb } from '../../../geo/geopackage-geometry.ts'
import type { PostcodeRow, UnitChangeRow, UnitRow } from '../../record/rows.ts'
import type { RegistryTables } from '../registry-tables.ts'

/** The tables of units as they stand in a database; few enough to be read whole. */
export interface UnitTables {
  readonly units: UnitRow[]
  readonly changes: UnitChangeRow[]
  readonly postcodes: PostcodeRow[]
}

/** Reads units, their changes and postal codes of a database, in the order of the file's, in one state of the record. */
export function postgresUnits(db: Kysely<RegistryTables>): Promise<UnitTables> {
  const reading = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
  return reading.execute(async (tx) => {
    const units = await sql<UnitRow>`
      SELECT fid, code, level, type, name, full_name, parent_code, valid_from, valid_to, basis, centre_lon, centre_lat,
        area_km2, area_source, area_date, area_approximate::integer AS area_approximate, ST_AsBinary(geom) AS geom
      FROM unit ORDER BY level COLLATE "C", code COLLATE "C", valid_from COLLATE "C"`.execute(tx)
    const changes = await sql<UnitChangeRow>`
      SELECT * FROM unit_change ORDER BY date COLLATE "C", from_code COLLATE "C", to_code COLLATE "C"`.execute(
      tx,
    )
    const postcodes = await sql<PostcodeRow>`
      SELECT * FROM postcode ORDER BY commune_code COLLATE "C", valid_from COLLATE "C"`.execute(tx)
    return {
      units: units.rows.map((row) => ({ ...row, geom: row.geom && fromWkb(row.geom) })),
      changes: changes.rows,
      postcodes: postcodes.rows,
    }
  })
}
