import type { Database } from 'better-sqlite3'
import { NOW } from './schema.ts'

/** "GPKG" and version 1.3.0 in the SQLite header (GeoPackage 1.3 §1.1.1). */
const APPLICATION_ID = 0x47504b47
const USER_VERSION = 10300
const WGS84_WKT =
  'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]'

/** Makes an empty database a GeoPackage 1.3 without layers; call inside a transaction. */
export function createGeoPackage(db: Database): void {
  db.pragma(`application_id = ${APPLICATION_ID}`)
  db.pragma(`user_version = ${USER_VERSION}`)
  for (const sql of GEOPACKAGE_TABLES) db.exec(sql)
  insertReferenceSystems(db)
}

/** Lists a table among the layers, with its geometry column `geom` when it has one. */
export function registerLayer(
  db: Database,
  { name, description, geometry }: { name: string; description: string; geometry?: string | undefined },
): void {
  db.prepare(
    `INSERT INTO gpkg_contents(table_name, data_type, identifier, description, last_change, srs_id)
     VALUES (?, ?, ?, ?, ${NOW}, ?)`,
  ).run(name, geometry ? 'features' : 'attributes', name, description, geometry ? 4326 : null)
  if (geometry)
    db.prepare("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, 4326, 0, 0)").run(name, geometry)
}

function insertReferenceSystems(db: Database): void {
  const insert = db.prepare('INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)')
  insert.run(
    'Undefined cartesian SRS',
    -1,
    'NONE',
    -1,
    'undefined',
    'undefined cartesian coordinate reference system',
  )
  insert.run(
    'Undefined geographic SRS',
    0,
    'NONE',
    0,
    'undefined',
    'undefined geographic coordinate reference system',
  )
  insert.run('WGS 84 geodetic', 4326, 'EPSG', 4326, WGS84_WKT, 'longitude/latitude in decimal degrees')
}

/** Definitions of GeoPackage 1.3, Annex C. */
const GEOPACKAGE_TABLES = [
  `CREATE TABLE gpkg_spatial_ref_sys (
    srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
    organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT)`,
  `CREATE TABLE gpkg_contents (
    table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
    description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT ${NOW},
    min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
    CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))`,
  `CREATE TABLE gpkg_geometry_columns (
    table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
    srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
    CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
    CONSTRAINT uk_gc_table_name UNIQUE (table_name),
    CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
    CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))`,
  `CREATE TABLE gpkg_extensions (
    table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
    CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))`,
]
