import Database from 'better-sqlite3'
import { decodeGeometry, type StoredGeometry, unreadType } from '../../geo/geopackage-geometry.ts'
import { StoreError } from '../errors.ts'

export interface ForeignLayer {
  name: string
  /** Columns without the row number and the geometry. */
  columns: string[]
  /** Those of them that are declared BOOLEAN, with 0 and 1 in them. */
  booleans: string[]
  /** Absent for an attributes table. */
  geometryColumn?: string
  /** EPSG code of the coordinates, when the file says one. */
  epsg?: number
  /** Well-known text of the coordinate system, when the file has one. */
  definition?: string
  rows: number
}

/** A row of somebody else's GeoPackage; `fid` is its row number. */
export interface ForeignRow {
  fid: number
  values: Record<string, unknown>
  geometry?: StoredGeometry
  /** The geometry is there but cannot be read: its type where that is why, else ''. */
  unread?: string
}

/** Somebody else's GeoPackage, read only. */
export class ForeignGeoPackage {
  readonly #db: Database.Database

  /** Opens a file; throws {@link StoreError} `not-a-record` when it is no GeoPackage, `corrupt` when it is damaged. */
  constructor(file: string) {
    let db: Database.Database | undefined
    try {
      db = new Database(file, { readonly: true, fileMustExist: true })
      db.prepare('SELECT count(*) FROM gpkg_contents').get()
    } catch (cause) {
      db?.close()
      throw new StoreError('not-a-record', `${file} is not a GeoPackage: ${(cause as Error).message}.`, {
        cause,
      })
    }
    this.#db = db
  }

  /** Layers with features, then tables of attributes. */
  layers(): ForeignLayer[] {
    const contents = this.#db
      .prepare<
        [],
        { name: string; geometryColumn: string | null; epsg: number | null; definition: string | null }
      >(
        `SELECT c.table_name AS name, g.column_name AS geometryColumn,
           CASE WHEN upper(s.organization) = 'EPSG' THEN s.organization_coordsys_id END AS epsg,
           s.definition AS definition
         FROM gpkg_contents c LEFT JOIN gpkg_geometry_columns g ON g.table_name = c.table_name
         LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id
         WHERE c.data_type IN ('features', 'attributes')
           AND c.table_name IN (SELECT name FROM sqlite_master WHERE type IN ('table', 'view'))
         ORDER BY c.data_type DESC, c.table_name`,
      )
      .all()
    return contents.map(({ name, geometryColumn, epsg, definition }) => ({
      name,
      columns: this.#columns(name)
        .filter((column) => column.name !== geometryColumn)
        .map((column) => column.name),
      booleans: this.#columns(name)
        .filter(({ type }) => type.toUpperCase() === 'BOOLEAN')
        .map((column) => column.name),
      ...(geometryColumn ? { geometryColumn } : {}),
      ...(epsg === null ? {} : { epsg }),
      ...(definition === null ? {} : { definition }),
      rows: this.#db
        .prepare(`SELECT count(*) FROM ${quoted(name)}`)
        .pluck()
        .get() as number,
    }))
  }

  /** The rows of a layer, one by one. */
  *rows(layer: ForeignLayer): Generator<ForeignRow> {
    let line = 0
    for (const row of this.#db.prepare(`SELECT * FROM ${quoted(layer.name)}`).iterate()) {
      const values = row as Record<string, unknown>
      line++
      const fid = typeof values.fid === 'number' ? values.fid : line
      const blob = layer.geometryColumn === undefined ? undefined : values[layer.geometryColumn]
      if (blob === undefined || blob === null) yield { fid, values }
      else {
        const geometry = Buffer.isBuffer(blob) ? decodeGeometry(blob) : undefined
        if (geometry) yield { fid, values, geometry }
        else yield { fid, values, unread: Buffer.isBuffer(blob) ? unreadType(blob) : '' }
      }
    }
  }

  close(): void {
    this.#db.close()
  }

  #columns(table: string): { name: string; type: string }[] {
    return this.#db
      .prepare<[string], { name: string; type: string; pk: number }>(
        'SELECT name, type, pk FROM pragma_table_info(?)',
      )
      .all(table)
      .filter(({ pk }) => pk === 0)
  }
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`
}
