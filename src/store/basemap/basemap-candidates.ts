import type { Database, Statement } from 'better-sqlite3'
import { boxAround } from '../../geo/box.ts'
import { distance } from '../../geo/distance.ts'
import { decodePoint } from '../../geo/geopackage-geometry.ts'

/** `addr:*` of an object at the source: a hint, no address. */
export interface BasemapCandidate {
  readonly sourceId: string
  readonly houseNumber: string
  readonly street: string | null
  /** All of its `addr:*`. */
  readonly tags: Readonly<Record<string, string>>
  readonly lon: number
  readonly lat: number
  readonly metres: number
}

type Row = { sourceId: string; houseNumber: string; street: string | null; tags: string; geom: Buffer }

/** Of candidates in a box the most that are looked at: a circle of a kilometre in a city's middle has fewer. */
const MOST = 20_000

/** Reads the `addr:*` of an open base map. */
export class BasemapCandidates {
  readonly #rows: Statement<unknown[], Row>

  constructor(db: Database) {
    this.#rows = db.prepare(
      `SELECT source_id AS sourceId, house_number AS houseNumber, street, tags, geom
       FROM rtree_candidate_geom r JOIN candidate t ON t.fid = r.id
       WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ? LIMIT ${MOST}`,
    )
  }

  /** At most `limit` within `radius` metres, nearest first. */
  near(lon: number, lat: number, radius: number, limit: number): BasemapCandidate[] {
    const [west, south, east, north] = boxAround(lon, lat, radius)
    return this.#rows
      .all(west, east, south, north)
      .flatMap(({ geom, tags, ...row }) => {
        const at = decodePoint(geom)
        if (!at) return []
        const metres = distance(lon, lat, at[0], at[1])
        return metres <= radius ? [{ ...row, tags: tagsOf(tags), lon: at[0], lat: at[1], metres }] : []
      })
      .sort((a, b) => a.metres - b.metres || (a.sourceId < b.sourceId ? -1 : 1))
      .slice(0, limit)
  }
}

/** Tags as the import wrote them; none of what another program wrote in their place. */
function tagsOf(json: string): Record<string, string> {
  try {
    const tags: unknown = JSON.parse(json)
    if (typeof tags !== 'object' || tags === null) return {}
    return Object.fromEntries(Object.entries(tags).filter(([, value]) => typeof value === 'string'))
  } catch {
    return {}
  }
}
