import type { Database, Statement } from 'better-sqlite3'
import { type Box, boxAround } from '../../geo/box.ts'
import { decodeGeometry } from '../../geo/geopackage-geometry.ts'
import { nearestPosition } from '../../geo/meeting/nearest-position.ts'
import { THING_TABLES, type ThingLayer } from './index-things.ts'

/** A named road, whose ways are one thing where they lie together, or a point of interest. */
export interface BasemapThing {
  readonly layer: ThingLayer
  /** Of the object at its source: `n1`, `w1`, `r1`. */
  readonly sourceId: string
  /** Null for a point of interest without a name. */
  readonly name: string | null
  /** What it is, in Vietnamese; null for a road. */
  readonly kind: string | null
  readonly lon: number
  readonly lat: number
}

export interface NearBasemapThing extends BasemapThing {
  readonly metres: number
}

/** Metres beyond which nothing is near. */
const REACH = 100_000
/** Half the width in metres of the first box that is looked through. */
const FIRST_REACH = 100
/** How many times wider the next box is. */
const WIDER = 3
/** Of roads in a box, the most that are measured: within a kilometre of a city's middle there are fewer. */
const MAX_ROADS = 5000

/** What can stand in a string of FTS5 as one word. */
const WORD = /^[\p{L}\p{N}\p{M}]+$/u

const COLUMNS = 'layer, source_id AS sourceId, name, label AS kind, lon, lat'

/** Looks through the roads and points of interest of an open base map. All is read from the file: nothing grows with it. */
export class BasemapThings {
  /** Kinds of the points of interest, as they are written. */
  readonly kinds: readonly string[]
  readonly #words: Statement<unknown[], BasemapThing>
  readonly #byId: Statement<unknown[], BasemapThing>
  readonly #points: Statement<unknown[], BasemapThing>
  readonly #roads: Statement<unknown[], { sourceId: string; name: string; geom: Buffer }>

  private constructor(db: Database) {
    this.kinds = db.prepare<[], string>('SELECT label FROM zz_thing_kind ORDER BY id').pluck().all()
    this.#words = db.prepare(
      `SELECT ${COLUMNS} FROM zz_thing WHERE id IN (
         SELECT rowid FROM zz_thing_words WHERE zz_thing_words MATCH ? ORDER BY rowid LIMIT ?) ORDER BY id`,
    )
    this.#byId = db.prepare(`SELECT ${COLUMNS} FROM zz_thing WHERE source_id = ? AND name IS NOT NULL`)
    this.#points = db.prepare(
      `SELECT ${COLUMNS} FROM zz_thing_at a JOIN zz_thing t ON t.id = a.id
       WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ? AND maxk >= ? AND mink <= ?`,
    )
    this.#roads = db.prepare(
      `SELECT source_id AS sourceId, coalesce(name, ref) AS name, geom FROM rtree_road_geom r JOIN road t ON t.fid = r.id
       WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ? AND coalesce(name, ref) IS NOT NULL LIMIT ${MAX_ROADS}`,
    )
  }

  /** Undefined for a base map that was written before its things were indexed. */
  static of(db: Database): BasemapThings | undefined {
    const tables = db
      .prepare<[], number>(
        `SELECT count(*) FROM sqlite_schema WHERE name IN (${THING_TABLES.map((name) => `'${name}'`)})`,
      )
      .pluck()
      .get()
    return tables === THING_TABLES.length ? new BasemapThings(db) : undefined
  }

  /**
   * Things whose names have all of these folded words, in any order, the most important first.
   * @param open the last word may be only begun
   */
  named(words: readonly string[], open: boolean, limit: number): BasemapThing[] {
    if (words.length === 0 || !words.every((word) => WORD.test(word))) return []
    const match = words
      .map((word, i) => `"${word}"${open && i === words.length - 1 ? '*' : ''}`)
      .join(' AND ')
    return this.#words.all(match, limit)
  }

  /** Whether a name has a folded word, or `open` one that begins with it; words have letters and digits alone. */
  has(word: string, open: boolean): boolean {
    return WORD.test(word) && this.#words.get(`"${word}"${open ? '*' : ''}`, 1) !== undefined
  }

  /** The named thing of an object at the source. */
  bySource(sourceId: string): BasemapThing | undefined {
    return this.#byId.get(sourceId)
  }

  /** The at most `limit` things of a layer within 100 km, nearest first; of a road its nearest position, each name once. */
  nearest(
    layer: ThingLayer,
    lon: number,
    lat: number,
    kind: string | undefined,
    limit: number,
  ): NearBasemapThing[] {
    const number = kind === undefined ? undefined : this.kinds.indexOf(kind)
    for (let reach = FIRST_REACH; ; reach = Math.min(REACH, reach * WIDER)) {
      const box = boxAround(lon, lat, reach)
      const found = (layer === 'poi' ? this.#pointsIn(box, number) : this.#roadsIn(box, lon, lat))
        .map((thing) => ({ ...thing, metres: nearestPosition(lon, lat, pointOf(thing)).metres }))
        .filter(({ metres }) => metres <= reach)
        .sort((a, b) => a.metres - b.metres || (a.sourceId < b.sourceId ? -1 : 1))
      const told = layer === 'road' ? eachNameOnce(found) : found
      if (told.length >= limit || reach === REACH) return told.slice(0, limit)
    }
  }

  #pointsIn([west, south, east, north]: Box, kind: number | undefined): BasemapThing[] {
    return this.#points.all(west, east, south, north, kind ?? 0, kind ?? this.kinds.length)
  }

  #roadsIn([west, south, east, north]: Box, lon: number, lat: number): BasemapThing[] {
    return this.#roads.all(west, east, south, north).flatMap(({ sourceId, name, geom }) => {
      const line = decodeGeometry(geom)
      if (!line) return []
      const at = nearestPosition(lon, lat, line)
      return [{ layer: 'road' as const, sourceId, name, kind: null, lon: at.lon, lat: at.lat }]
    })
  }
}

function pointOf({ lon, lat }: BasemapThing) {
  return { type: 'Point' as const, coordinates: [lon, lat] }
}

function eachNameOnce<Thing extends BasemapThing>(things: readonly Thing[]): Thing[] {
  const seen = new Set<string | null>()
  return things.filter(({ name }) => !seen.has(name) && seen.add(name))
}
