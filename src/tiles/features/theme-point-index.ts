import type { Feature } from 'geojson'
import type { Box } from '../../geo/box.ts'
import { latOf, lonOf, worldX, worldY } from '../../geo/mercator.ts'
import { morton } from '../../geo/morton.ts'
import type { ServingStore } from '../../store/following/serving-store.ts'
import type { CellCount, ThemePoint } from '../../store/following/theme-points.ts'
import type { ThemeFeatureRow, ThemeRow } from '../../store/record/themes.ts'
import { propertiesOf } from '../../text/fields/json-properties.ts'
import { fromMorton, GRID } from '../addresses/address-grid.ts'
import type { Category } from './theme-categories.ts'
import { themePart } from './theme-part.ts'

/** Zoom whose tiles are the smallest cells, 10 m wide. */
const CELL_ZOOM = 22
/** Bits by which {@link GRID} cells divide a tile's edge. */
const GRID_BITS = Math.log2(GRID)
/** Deepest tiles whose cells are kept; those of deeper ones are counted when they are asked for. */
const KEPT_ZOOM = 11
/** Changes of so small a part of a layer's points are counted one by one: each costs as much as counting so many points anew. */
const RECOUNTED = 20
/** Zoom of the cells that tell where a layer lies. */
const BOUNDS_ZOOM = 14
/** Units of a degree in which positions are kept. */
const DEGREE = 1e7
/** Of a value that the field's list does not have. */
const OTHER = -1
const AXIS = 2 ** CELL_ZOOM

/** A feature as it is now, undefined where it is gone, and its box where it is a point. */
export type PointMove = [fid: number, row: ThemeFeatureRow | undefined, box: Box | undefined]

/**
 * Points of thematic layers in `serving.db`: where a tile would hold too many, it shows how many lie in each of 64 × 64 cells, in
 * all and by the field that classes the layer.
 */
export class ThemePointIndex {
  readonly #serving: ServingStore

  constructor(serving: ServingStore) {
    this.#serving = serving
  }

  /** Forgets all points. */
  clear(): void {
    this.#serving.themePoints.clear()
  }

  /** Takes all points of a layer, of which it holds none. */
  rebuild(
    theme: ThemeRow,
    category: Category | undefined,
    rows: Iterable<[row: ThemeFeatureRow, box: Box]>,
  ): void {
    const part = themePart(theme.id)
    const { themePoints } = this.#serving
    this.#serving.setMeta(`category ${part}`, JSON.stringify(category ?? null))
    this.#serving.setMeta(`style ${part}`, theme.style_by ?? '')
    for (const [row, box] of rows) themePoints.put(pointOf(row, box, category))
    this.#recount(part)
  }

  /** Whether a layer was read when another field was named to class it. */
  isStyledAnew({ id, style_by }: ThemeRow): boolean {
    return (this.#serving.meta(`style ${themePart(id)}`) ?? '') !== (style_by ?? '')
  }

  /** Follows features. */
  move(moves: Iterable<PointMove>): void {
    const { themePoints } = this.#serving
    const categories = new Map<string, Category | undefined>()
    const categoryOf = (part: string) => {
      if (!categories.has(part)) categories.set(part, this.category(part))
      return categories.get(part)
    }
    const changes = new Map<string, [ThemePoint, 1 | -1][]>()
    const changed = (point: ThemePoint, sign: 1 | -1) => {
      const own = changes.get(point.part)
      if (own) own.push([point, sign])
      else changes.set(point.part, [[point, sign]])
    }
    for (const [fid, row, box] of moves) {
      const before = themePoints.byFid(fid)
      if (before) {
        themePoints.remove(before)
        changed(before, -1)
      }
      if (!row || !box) continue
      const after = pointOf(row, box, categoryOf(themePart(row.theme)))
      themePoints.put(after)
      changed(after, 1)
    }
    for (const [part, own] of changes)
      if (own.length * RECOUNTED > themePoints.size(part, GRID_BITS)) this.#recount(part)
      else for (const [point, sign] of own) this.#count(point, sign)
  }

  #recount(part: string): void {
    const last = KEPT_ZOOM + GRID_BITS
    this.#serving.themePoints.recount(part, { first: GRID_BITS, last, bits: 2 * (CELL_ZOOM - last) })
  }

  #count(point: ThemePoint, sign: 1 | -1): void {
    for (let zoom = GRID_BITS; zoom <= KEPT_ZOOM + GRID_BITS; zoom++)
      this.#serving.themePoints.addToCell(point, zoom, cellAt(point, zoom), sign)
  }

  /** The field that classes a layer, with its values when the layer was read. */
  category(part: string): Category | undefined {
    const kept = this.#serving.meta(`category ${part}`)
    return kept === undefined ? undefined : ((JSON.parse(kept) as Category | null) ?? undefined)
  }

  /** The box around the cells that hold points, which are 2 km wide; undefined without points. */
  bounds(part: string): Box | undefined {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
    for (const cell of this.#serving.themePoints.occupied(part, BOUNDS_ZOOM)) {
      const [x, y] = fromMorton(cell)
      left = Math.min(left, x)
      right = Math.max(right, x + 1)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y + 1)
    }
    const n = 2 ** BOUNDS_ZOOM
    return left < right ? [lonOf(left / n), latOf(bottom / n), lonOf(right / n), latOf(top / n)] : undefined
  }

  /** Row numbers of the points of a tile; undefined where there are more than `limit`. */
  few(part: string, z: number, x: number, y: number, limit: number): number[] | undefined {
    const [first, last] = rangeOf(z, x, y, CELL_ZOOM)
    const fids = this.#serving.themePoints.fids(part, first, last, limit + 1)
    return fids.length > limit ? undefined : fids
  }

  /** The cells of a tile that hold points, each at the middle of them, with `point_count` and `count_VALUE`. */
  cells(part: string, z: number, x: number, y: number): Feature[] {
    const values = this.category(part)?.values ?? []
    const features: Feature[] = []
    let group: CellCount[] = []
    for (const count of this.#counts(part, z, x, y)) {
      if (group.length > 0 && group[0]![0] !== count[0]) {
        features.push(cellFeature(group, values))
        group = []
      }
      group.push(count)
    }
    if (group.length > 0) features.push(cellFeature(group, values))
    return features
  }

  #counts(part: string, z: number, x: number, y: number): CellCount[] {
    const { themePoints } = this.#serving
    const zoom = Math.min(z + GRID_BITS, CELL_ZOOM)
    if (z <= KEPT_ZOOM) return themePoints.cells(part, zoom, ...rangeOf(z, x, y, zoom))
    return themePoints.countIn(part, 2 * (CELL_ZOOM - zoom), ...rangeOf(z, x, y, CELL_ZOOM))
  }
}

function cellFeature(counts: readonly CellCount[], values: readonly string[]): Feature {
  const properties: Record<string, number> = { point_count: 0 }
  let [lon, lat] = [0, 0]
  for (const [, category, count, lons, lats] of counts) {
    properties.point_count! += count
    lon += lons
    lat += lats
    const value = values[category]
    if (value !== undefined) properties[`count_${value}`] = count
  }
  const all = properties.point_count! * DEGREE
  return {
    type: 'Feature',
    id: counts[0]![0],
    geometry: { type: 'Point', coordinates: [lon / all, lat / all] },
    properties,
  }
}

function pointOf(row: ThemeFeatureRow, [lon, lat]: Box, category: Category | undefined): ThemePoint {
  const value = category && propertiesOf(row.properties)[category.field]
  return {
    part: themePart(row.theme),
    cell: cellOf(lon, lat),
    fid: row.fid,
    lon: Math.round(lon * DEGREE),
    lat: Math.round(lat * DEGREE),
    category: category && typeof value === 'string' ? category.values.indexOf(value) : OTHER,
  }
}

/** Z-order number of the smallest cell at a position. */
function cellOf(lon: number, lat: number): number {
  const at = (world: number) => Math.max(0, Math.min(AXIS - 1, Math.floor(world * AXIS)))
  return zOrder(at(worldX(lon)), at(worldY(lat)))
}

function cellAt({ cell }: ThemePoint, zoom: number): number {
  return Math.floor(cell / 4 ** (CELL_ZOOM - zoom))
}

/** The cells of `zoom` within a tile: the first and the last one. */
function rangeOf(z: number, x: number, y: number, zoom: number): [first: number, last: number] {
  const within = 4 ** (zoom - z)
  const first = zOrder(x, y) * within
  return [first, first + within - 1]
}

/** Z-order number of two integers below 2^22. */
function zOrder(x: number, y: number): number {
  return morton(x >> 11, y >> 11) * 2 ** 22 + morton(x & 2047, y & 2047)
}
