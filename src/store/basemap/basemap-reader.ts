import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database, { type Statement } from 'better-sqlite3'
import { type Box, union } from '../../geo/box.ts'
import { BasemapCandidates } from './basemap-candidates.ts'
import { BASEMAP_COLUMNS, BASEMAP_FILE, BASEMAP_LAYERS, type BasemapLayer } from './basemap-layers.ts'
import { BasemapThings } from './basemap-things.ts'
import type { BasemapSource } from './basemap-writer.ts'

/** What is known of the base map of a data folder. */
export interface BasemapState {
  /** Names this file: another one has another. */
  readonly token: string
  readonly source: BasemapSource
  readonly attribution: string
  /** The box around each layer that has something. */
  readonly bounds: Readonly<Record<string, Box>>
}

/** A row of a layer, with its own columns beside these. */
export type BasemapRow = { fid: number; geom: Buffer; minzoom: number } & Record<string, unknown>

/** Columns that stay in the file: long, and for other uses than drawing. */
const NOT_SHOWN: ReadonlySet<string> = new Set(['source_id', 'nodes', 'access', 'maxspeed'])

/** Which file of the base map there is now; empty without one. It changes when the file is replaced. */
export function basemapMark(dataDir: string): string {
  const stat = statSync(join(dataDir, BASEMAP_FILE), { throwIfNoEntry: false, bigint: true })
  return stat ? `${stat.ino} ${stat.mtimeNs} ${stat.size}` : ''
}

/** Reads the base map of a data folder. */
export class BasemapReader {
  readonly state: BasemapState
  readonly #db: Database.Database
  readonly #inBox = new Map<BasemapLayer, Statement<unknown[], BasemapRow>>()

  private constructor(db: Database.Database) {
    this.#db = db
    const facts = new Map(db.prepare<[], [string, string]>('SELECT key, value FROM zz_basemap').raw().all())
    this.state = {
      token: facts.get('token') ?? '',
      source: facts.get('source') === 'osm' ? 'osm' : 'demo',
      attribution: facts.get('attribution') ?? '',
      bounds: boundsOf(db),
    }
    for (const layer of BASEMAP_LAYERS) {
      const columns = BASEMAP_COLUMNS[layer].flatMap(({ name }) => (NOT_SHOWN.has(name) ? [] : [name]))
      this.#inBox.set(
        layer,
        db.prepare(
          `SELECT t.fid AS fid, geom, ${columns.join(', ')} FROM rtree_${layer}_geom r JOIN "${layer}" t ON t.fid = r.id
           WHERE r.maxx >= ? AND r.minx <= ? AND r.maxy >= ? AND r.miny <= ? AND minzoom <= ?
             AND (r.maxx - r.minx >= ? OR r.maxy - r.miny >= ?)
           ORDER BY minzoom, max(r.maxx - r.minx, r.maxy - r.miny) DESC, t.fid LIMIT ?`,
        ),
      )
    }
  }

  /** Opens the base map; undefined where there is none, or none that can be read: a map without it is better than no map. */
  static open(dataDir: string): BasemapReader | undefined {
    let db: Database.Database | undefined
    try {
      db = new Database(join(dataDir, BASEMAP_FILE), { readonly: true, fileMustExist: true })
      return new BasemapReader(db)
    } catch {
      db?.close()
      return undefined
    }
  }

  /**
   * Features of a layer whose box meets `box`, that are shown at zoom `z` and at least `smallest` degrees long: those of the lowest
   * zooms first, then the largest.
   */
  featuresIn(layer: BasemapLayer, box: Box, z: number, smallest: number, limit: number): BasemapRow[] {
    return this.#inBox.get(layer)!.all(box[0], box[2], box[1], box[3], z, smallest, smallest, limit)
  }

  /** Its named roads and points of interest; undefined where they are not indexed. */
  things(): BasemapThings | undefined {
    return BasemapThings.of(this.#db)
  }

  /** Its `addr:*`. */
  candidates(): BasemapCandidates {
    return new BasemapCandidates(this.#db)
  }

  close(): void {
    this.#db.close()
  }
}

/** Takes away a base map that was made up with the demonstration; any other stays. */
export function dropDemoBasemap(dataDir: string): void {
  const reader = BasemapReader.open(dataDir)
  const isDemo = reader?.state.source === 'demo'
  reader?.close()
  if (isDemo) rmSync(join(dataDir, BASEMAP_FILE), { force: true })
}

function boundsOf(db: Database.Database): Record<string, Box> {
  const rows = db
    .prepare<[], [string, ...Box]>(
      'SELECT table_name, min_x, min_y, max_x, max_y FROM gpkg_contents WHERE min_x IS NOT NULL',
    )
    .raw()
    .all()
  const bounds: Record<string, Box> = {}
  for (const [layer, ...box] of rows) {
    bounds[layer] = box
    bounds.basemap = bounds.basemap ? union(bounds.basemap, box) : box
  }
  return bounds
}
