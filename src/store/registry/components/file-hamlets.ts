import type { Database } from 'better-sqlite3'
import { decodePoint } from '../../../geo/geopackage-geometry.ts'
import type { HamletNames, NamedHamlet } from './hamlet-finder.ts'

/** The hamlets of a GeoPackage as they are now. */
export function fileHamlets(db: Database): HamletNames {
  const rows = db
    .prepare<[], Omit<NamedHamlet, 'lon' | 'lat'> & { geom: unknown }>(
      `SELECT uid, name, commune_code, former_commune_code, geom FROM hamlet WHERE typeof(uid) = 'text' AND typeof(name) = 'text'
         AND typeof(commune_code) IN ('text', 'null') AND typeof(former_commune_code) IN ('text', 'null')`,
    )
    .all()
  return {
    inForce: rows.map(({ geom, ...row }) => {
      const [lon = null, lat = null] = (Buffer.isBuffer(geom) && decodePoint(geom)) || []
      return { ...row, lon, lat }
    }),
    merged: db
      .prepare<[], [uid: string, successor: string | null]>(
        `SELECT uid, successor FROM zz_component_version WHERE kind = 'hamlet' AND status = 'merged' ORDER BY revision`,
      )
      .raw()
      .all(),
    ever: db
      .prepare<[], NamedHamlet>(
        `SELECT DISTINCT uid, name, commune_code, former_commune_code, lon, lat FROM zz_component_version WHERE kind = 'hamlet'`,
      )
      .all(),
  }
}
