import type { LineString, Point, Polygon, Position } from 'geojson'
import { boxOf } from '../geo/box.ts'
import { distance, METRES_PER_DEGREE, metresPerDegreeLon } from '../geo/distance.ts'
import { decodePoint } from '../geo/geopackage-geometry.ts'
import { nearestOnLine } from '../geo/meeting/nearest-position.ts'
import { pointInPolygon } from '../geo/point-in-polygon.ts'
import { type Follower, finished } from '../store/following/follower.ts'
import { isPublic } from '../store/layout/address-status.ts'
import { addressPoints } from '../store/reading/address-chunks.ts'
import type { ChangeRow } from '../store/record/rows.ts'
import type { RecordStore } from '../store/record-store.ts'
import { type Near, PointIndex } from './point-index.ts'

export type NearKind = 'house' | 'hamlet' | 'place'
export interface NearHit extends Near {
  kind: NearKind
}

interface Edit {
  kind: NearKind
  fid: number
  /** Where it is now; absent when it is gone or not public. */
  position: [number, number] | undefined
}

/** Rows that are read between two moments at which others may have the processor. */
const ROWS_A_SLICE = 64

/** What the rows of each layer are. */
const KINDS = { address: 'house', hamlet: 'hamlet', place: 'place' } as const satisfies Record<
  string,
  NearKind
>
const LAYERS = Object.keys(KINDS) as (keyof typeof KINDS)[]

/** What stands near a position: addresses, hamlets and places, kept up to date by the change feed. */
export class ReverseIndex implements Follower {
  readonly follows: ReadonlySet<string> = new Set(LAYERS)
  readonly #indexes = new Map<NearKind, PointIndex>()
  #prepared: { indexes: [NearKind, PointIndex][]; edits: Edit[] } = { indexes: [], edits: [] }

  /** @param points of the addresses, where they were read already. */
  constructor(record: RecordStore, points?: ReturnType<typeof addressPoints>) {
    for (const kind of Object.values(KINDS)) this.#indexes.set(kind, finished(build(kind, record, points)))
  }

  /** Reads changed rows one by one; all rows of a layer that was written anew, or where that is quicker. */
  *prepare(changes: readonly ChangeRow[], record: RecordStore): Generator<void> {
    this.#prepared = { indexes: [], edits: [] }
    for (const table of LAYERS) {
      const kind = KINDS[table]
      const own = changes.filter(({ layer }) => layer === table)
      if (own.length === 0) continue
      const index = this.#indexes.get(kind)
      const anew =
        !index ||
        index.isWornAfter(own.length) ||
        own.some(({ row, operation }) => operation === 'bulk' || row === null)
      if (anew) this.#prepared.indexes.push([kind, yield* build(kind, record)])
      else
        for (const [i, { row }] of own.entries()) {
          this.#prepared.edits.push({ kind, fid: row!, position: positionOf(kind, row!, record) })
          if (i % ROWS_A_SLICE === 0) yield
        }
      yield
    }
  }

  commit(): void {
    for (const [kind, index] of this.#prepared.indexes) this.#indexes.set(kind, index)
    for (const { kind, fid, position } of this.#prepared.edits) this.#indexes.get(kind)?.set(fid, position)
    this.#prepared = { indexes: [], edits: [] }
  }

  /** The nearest of these kinds within `radius` metres, nearest first. */
  nearest(lon: number, lat: number, kinds: readonly NearKind[], limit: number, radius: number): NearHit[] {
    const hits: NearHit[] = []
    for (const kind of kinds) {
      const index = this.#indexes.get(kind)
      if (index)
        for (const { fid, lon: x, lat: y, metres } of index.nearest(lon, lat, limit, radius))
          hits.push({ fid, lon: x, lat: y, metres, kind })
    }
    if (kinds.length === 1) return hits
    return hits.sort((a, b) => a.metres - b.metres).slice(0, limit)
  }

  /**
   * Addresses in a polygon, or within `reach` metres of a point or line, nearest first, at most `limit`. Each candidate
   * is compared with the whole geometry, so others may have the processor after each.
   */
  *along(geometry: Point | LineString | Polygon, reach: number, limit: number): Generator<void, Near[]> {
    const positions = positionsOf(geometry)
    const [lon, lat] = positions[0] as [number, number]
    if (geometry.type === 'Point') return this.#indexes.get('house')?.nearest(lon, lat, limit, reach) ?? []
    const box = boxOf(positions)!
    const [padX, padY] =
      geometry.type === 'Polygon' ? [0, 0] : [reach / metresPerDegreeLon(lat), reach / METRES_PER_DEGREE]
    const candidates = this.#indexes
      .get('house')!
      .within([box[0] - padX, box[1] - padY, box[2] + padX, box[3] + padY], Number.POSITIVE_INFINITY)
    const found: Near[] = []
    for (const point of candidates) {
      yield
      const metres = geometry.type === 'Polygon' ? 0 : nearestOnLine(point.lon, point.lat, positions).metres
      const there =
        geometry.type === 'Polygon' ? pointInPolygon(point.lon, point.lat, geometry) : metres <= reach
      if (there) found.push({ ...point, metres })
    }
    return found.sort((a, b) => a.metres - b.metres || a.fid - b.fid).slice(0, limit)
  }
}

function* build(
  kind: NearKind,
  record: RecordStore,
  houses = addressPoints(record),
): Generator<void, PointIndex> {
  if (kind === 'house') return yield* PointIndex.build(houses, record.addresses.maxCount())
  const points: [number, number, number][] = []
  for (const point of named(kind, record)) if (points.push(point) % ROWS_A_SLICE === 0) yield
  return yield* PointIndex.build(points, points.length)
}

function* named(kind: 'hamlet' | 'place', { gazetteer }: RecordStore): Generator<[number, number, number]> {
  for (const { fid, geom } of kind === 'hamlet' ? gazetteer.hamlets() : gazetteer.places()) {
    const point = geom ? decodePoint(geom) : undefined
    if (point) yield [fid, point[0], point[1]]
  }
}

/** Where a row is; undefined when it is gone or not public. */
function positionOf(
  kind: NearKind,
  fid: number,
  { publicAddresses, gazetteer }: RecordStore,
): [number, number] | undefined {
  if (kind === 'house') {
    const row = publicAddresses.byFid(fid)
    return row && isPublic(row) ? decodePoint(row.geom) : undefined
  }
  const geom = (kind === 'hamlet' ? gazetteer.hamlet(fid) : gazetteer.place(fid))?.geom
  return geom ? decodePoint(geom) : undefined
}

function positionsOf(geometry: Point | LineString | Polygon): Position[] {
  if (geometry.type === 'Point') return [geometry.coordinates]
  return geometry.type === 'LineString' ? geometry.coordinates : geometry.coordinates.flat()
}

/** Diagonal of a geometry's bounding box in metres. */
export function extentMetres(geometry: Point | LineString | Polygon): number {
  const [minX, minY, maxX, maxY] = boxOf(positionsOf(geometry)) ?? [0, 0, 0, 0]
  return distance(minX, minY, maxX, maxY)
}
