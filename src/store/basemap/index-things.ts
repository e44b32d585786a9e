import type { Database } from 'better-sqlite3'
import type { Box } from '../../geo/box.ts'
import { decodeGeometry, decodePoint } from '../../geo/geopackage-geometry.ts'
import { normalizeText } from '../../text/normalize.ts'
import { foldedKey } from '../../text/syllable.ts'

/** Layers whose things are found by name and by place. */
export type ThingLayer = 'road' | 'poi'

/** What is made of the layers for searching; `zz_thing_words` and `zz_thing_at` are indexes. */
export const THING_TABLES = ['zz_thing', 'zz_thing_kind', 'zz_thing_words', 'zz_thing_at'] as const

/** Degrees between boxes of ways of one name that are one road, about 500 m: a crossing or a bridge may have another name. */
const GAP = 0.005

interface Way {
  readonly fid: number
  readonly sourceId: string
  readonly minzoom: number
  readonly box: Box
}

/**
 * Makes the tables by which {@link BasemapThings} looks through a base map: named roads and points of interest, numbered by
 * importance, so that the first found are the most important. In memory are the named ways of the province, some 100 bytes each.
 */
export function indexThings(db: Database): void {
  db.function('folded_words', { deterministic: true }, (name) => foldedKey(normalizeText(String(name))))
  db.exec(`
    CREATE TABLE zz_thing (id INTEGER PRIMARY KEY, layer TEXT NOT NULL, source_id TEXT NOT NULL, minzoom INTEGER NOT NULL,
      name TEXT, label TEXT, lon REAL NOT NULL, lat REAL NOT NULL);
    CREATE TABLE zz_thing_kind (id INTEGER PRIMARY KEY, label TEXT NOT NULL UNIQUE);
    CREATE VIRTUAL TABLE zz_thing_words USING fts5(words, content='', detail=none, columnsize=0, tokenize='ascii', prefix='1 2 3');
    CREATE VIRTUAL TABLE zz_thing_at USING rtree(id, minx, maxx, miny, maxy, mink, maxk);
    CREATE TEMP TABLE found (layer TEXT, source_id TEXT, minzoom INTEGER, name TEXT, label TEXT, lon REAL, lat REAL)`)
  addRoads(db)
  addPoints(db)
  // kinds are numbered from 0, as a list is
  db.exec(`
    INSERT INTO zz_thing(layer, source_id, minzoom, name, label, lon, lat)
      SELECT * FROM found ORDER BY minzoom, name IS NULL, name, source_id;
    DROP TABLE found;
    CREATE INDEX zz_thing_source ON zz_thing(source_id);
    INSERT INTO zz_thing_kind(id, label)
      SELECT row_number() OVER (ORDER BY label) - 1, label FROM (SELECT DISTINCT label FROM zz_thing WHERE label IS NOT NULL);
    INSERT INTO zz_thing_at SELECT t.id, lon, lon, lat, lat, k.id, k.id FROM zz_thing t JOIN zz_thing_kind k USING (label);
    INSERT INTO zz_thing_words(rowid, words) SELECT id, folded_words(name) FROM zz_thing WHERE name IS NOT NULL`)
}

/** The roads of a name, a row each where they lie apart; a road without a name goes by its number. */
function addRoads(db: Database): void {
  const rows = db
    .prepare<[], [name: string, fid: number, sourceId: string, minzoom: number, ...Box]>(
      `SELECT coalesce(name, ref) AS called, t.fid, source_id, minzoom, minx, miny, maxx, maxy
       FROM road t JOIN rtree_road_geom r ON r.id = t.fid WHERE called IS NOT NULL ORDER BY t.fid`,
    )
    .raw()
  const geometry = db.prepare<[number], Buffer>('SELECT geom FROM road WHERE fid = ?').pluck()
  const insert = db.prepare("INSERT INTO found VALUES ('road', ?, ?, ?, NULL, ?, ?)")
  const byName = new Map<string, Way[]>()
  for (const [name, fid, sourceId, minzoom, ...box] of rows.all()) {
    const way = { fid, sourceId, minzoom, box }
    const own = byName.get(name)
    if (own) own.push(way)
    else byName.set(name, [way])
  }
  for (const [called, ways] of byName)
    for (const road of together(ways)) {
      // the longest of its ways says where it is
      const way = road.reduce((a, b) => (sizeOf(b.box) > sizeOf(a.box) ? b : a))
      const line = decodeGeometry(geometry.get(way.fid)!)
      if (line?.type !== 'LineString') continue
      const [lon, lat] = line.coordinates[Math.floor(line.coordinates.length / 2)]!
      insert.run(way.sourceId, Math.min(...road.map(({ minzoom }) => minzoom)), called, lon, lat)
    }
}

function addPoints(db: Database): void {
  const rows = db.prepare<[number], { fid: number; geom: Buffer } & Record<'id' | 'name' | 'label', string>>(
    `SELECT fid, geom, source_id AS id, minzoom, name, label FROM poi
     WHERE fid > ? AND label IS NOT NULL ORDER BY fid LIMIT 10000`,
  )
  const insert = db.prepare("INSERT INTO found VALUES ('poi', @id, @minzoom, @name, @label, @lon, @lat)")
  for (let last = 0; ; ) {
    const page = rows.all(last)
    if (page.length === 0) return
    for (const { geom, ...row } of page) {
      const at = decodePoint(geom)
      if (at) insert.run({ ...row, lon: at[0], lat: at[1] })
    }
    last = page.at(-1)!.fid
  }
}

/** Those ways together that lie within {@link GAP} of one another, through others too. */
function together(ways: readonly Way[]): Way[][] {
  let roads: Way[][] = []
  for (const way of ways) {
    const isNear = (road: readonly Way[]) => road.some((one) => meet(one.box, way.box))
    const [near, apart]: [Way[][], Way[][]] = [[], []]
    for (const road of roads) (isNear(road) ? near : apart).push(road)
    roads = [...apart, [...near.flat(), way]]
  }
  return roads
}

function meet(a: Box, b: Box): boolean {
  return a[0] - GAP <= b[2] && b[0] - GAP <= a[2] && a[1] - GAP <= b[3] && b[1] - GAP <= a[3]
}

function sizeOf([west, south, east, north]: Box): number {
  return Math.hypot(east - west, north - south)
}
