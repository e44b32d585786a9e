import type { Box } from '../geo/box.ts'
import { METRES_PER_DEGREE, metresPerDegreeLon } from '../geo/distance.ts'
import type { StoredGeometry } from '../geo/geopackage-geometry.ts'
import { type NearestPosition, nearestPosition } from '../geo/meeting/nearest-position.ts'
import { finished } from '../store/following/follower.ts'
import { fold } from '../text/syllable.ts'
import { PointIndex } from './point-index.ts'

/** Metres beyond which nothing is near; distances in the plane are trusted this far. */
export const REACH = 100_000
/** Kinds of a layer that can be asked for by themselves; things of further ones are found without a kind. */
const MAX_KINDS = 100
/** A bound of the error of distances in the plane within {@link REACH}, as a factor. */
const PLANE_ERROR = 1.02
/** Things that are sorted into kinds between two moments at which others may have the processor. */
const SLICE = 2048

/** Where a thing is: a point, or the box around a line or area; and of which kind it is. */
export interface Placed {
  readonly kind: string | undefined
  readonly at: readonly [lon: number, lat: number] | Box
}
/** A line or area, its kind folded. */
interface Shape {
  readonly kind: string | undefined
  readonly at: Box
}
export interface NearThing extends NearestPosition {
  readonly fid: number
}

/**
 * Things of one layer by place and kind. Points lie in a {@link PointIndex} for the layer and one for each kind, about 60 bytes
 * a point; the boxes of lines and areas are looked through one by one, 10 ns each, and only the nearest are measured.
 */
export class NearbyLayer {
  readonly #all: PointIndex
  readonly #byKind: Map<string, PointIndex>
  readonly #shapes: Map<number, Shape>
  /** Kinds as they are written, by their folded form. */
  readonly #kinds: Map<string, string>

  private constructor(
    all: PointIndex,
    byKind: Map<string, PointIndex>,
    shapes: Map<number, Shape>,
    kinds: Map<string, string>,
  ) {
    this.#all = all
    this.#byKind = byKind
    this.#shapes = shapes
    this.#kinds = kinds
  }

  /** Makes a layer in slices. @param things in ascending order of fid. */
  static *build(things: readonly (readonly [fid: number, thing: Placed])[]): Generator<void, NearbyLayer> {
    const points: [number, number, number][] = []
    const pointsByKind = new Map<string, [number, number, number][]>()
    const shapes = new Map<number, Shape>()
    const kinds = new Map<string, string>()
    for (const [i, [fid, thing]] of things.entries()) {
      const key = enterKind(kinds, thing.kind)
      if (isBox(thing.at)) shapes.set(fid, { kind: key, at: thing.at })
      else {
        const point: [number, number, number] = [fid, thing.at[0], thing.at[1]]
        points.push(point)
        const own = key === undefined ? undefined : pointsByKind.get(key)
        if (own) own.push(point)
        else if (key !== undefined) pointsByKind.set(key, [point])
      }
      if (i % SLICE === 0) yield
    }
    const byKind = new Map<string, PointIndex>()
    for (const [key, own] of pointsByKind) byKind.set(key, yield* PointIndex.build(own, own.length))
    return new NearbyLayer(yield* PointIndex.build(points, points.length), byKind, shapes, kinds)
  }

  /** Kinds as they are written, in the order of the alphabet. */
  get kinds(): string[] {
    return [...this.#kinds.values()].sort((a, b) => a.localeCompare(b, 'vi'))
  }

  /** Whether a layer has had things of a kind, however it is spelt. */
  hasKind(kind: string): boolean {
    return this.#kinds.has(fold(kind))
  }

  isWornAfter(edits: number): boolean {
    return this.#all.isWornAfter(edits)
  }

  /** Puts a thing where it is now, or takes it away. */
  set(fid: number, thing: Placed | undefined): void {
    this.#shapes.delete(fid)
    const at = thing && !isBox(thing.at) ? thing.at : undefined
    const key = thing && enterKind(this.#kinds, thing.kind)
    this.#all.set(fid, at)
    for (const [each, index] of this.#byKind) if (each !== key) index.set(fid, undefined)
    if (thing && isBox(thing.at)) this.#shapes.set(fid, { kind: key, at: thing.at })
    if (key !== undefined) this.#indexOf(key).set(fid, at)
  }

  /**
   * The at most `limit` things of a kind (of all without one) within {@link REACH}, nearest first, then by fid.
   * @param geometryOf of a line or area, by its fid.
   */
  nearest(
    lon: number,
    lat: number,
    kind: string | undefined,
    limit: number,
    geometryOf: (fid: number) => StoredGeometry | undefined,
  ): NearThing[] {
    const key = kind === undefined ? undefined : fold(kind)
    const index = key === undefined ? this.#all : this.#byKind.get(key)
    const found: NearThing[] = index?.nearest(lon, lat, limit, REACH) ?? []
    const byDistance = (a: NearThing, b: NearThing) => a.metres - b.metres || a.fid - b.fid
    for (const [fid, least] of this.#boxesBy(lon, lat, key)) {
      const last = found[limit - 1]
      if (least > (last ? Math.min(last.metres, REACH) : REACH)) break
      const geometry = geometryOf(fid)
      const near = geometry && nearestPosition(lon, lat, geometry)
      if (!near || near.metres > REACH) continue
      found.push({ fid, ...near })
      found.sort(byDistance)
      found.length = Math.min(found.length, limit)
    }
    return found
  }

  /** Lines and areas by how near their boxes are, each with a distance that the thing itself is not nearer than. */
  #boxesBy(lon: number, lat: number, key: string | undefined): [fid: number, metres: number][] {
    const kx = metresPerDegreeLon(lat)
    const boxes: [number, number][] = []
    for (const [fid, { at, kind }] of this.#shapes) {
      if (key !== undefined && kind !== key) continue
      const dx = Math.max(at[0] - lon, 0, lon - at[2]) * kx
      const dy = Math.max(at[1] - lat, 0, lat - at[3]) * METRES_PER_DEGREE
      boxes.push([fid, Math.hypot(dx, dy) / PLANE_ERROR])
    }
    return boxes.sort(([, a], [, b]) => a - b)
  }

  #indexOf(key: string): PointIndex {
    const known = this.#byKind.get(key)
    if (known) return known
    const made = finished(PointIndex.build([], 0))
    this.#byKind.set(key, made)
    return made
  }
}

/** The folded form of a kind that is known or can still be; undefined for none. */
function enterKind(kinds: Map<string, string>, kind: string | undefined): string | undefined {
  if (kind === undefined) return undefined
  const key = fold(kind)
  if (!kinds.has(key)) {
    if (kinds.size >= MAX_KINDS) return undefined
    kinds.set(key, kind)
  }
  return key
}

function isBox(at: Placed['at']): at is Box {
  return at.length === 4
}
