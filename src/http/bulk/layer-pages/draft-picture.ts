import type { Box } from '../../../geo/box.ts'
import { decodeGeometry, geometryBox, type StoredGeometry } from '../../../geo/geopackage-geometry.ts'
import type { LayerContent } from '../../../registry/batches/layers/layer-content.ts'
import type { StoredBatchRow } from '../../../store/people/batches/batch-tables.ts'
import { type Html, html } from '../../edge/html.ts'

const WIDTH = 640
const HEIGHT = 420
const EDGE = 14
/** Degrees that are shown at least, about 1 km. */
const SMALLEST = 0.01
/** Vertices drawn in all; what comes after is left out. */
const MOST_VERTICES = 50_000

type Position = readonly number[]

/** A picture of what rows of a layer's batch add, change and remove; undefined where nothing has a place. */
export function draftPicture(rows: readonly StoredBatchRow[], title: string): Html | undefined {
  const shapes = rows.flatMap(({ plan, content }) => {
    const { before, after } = JSON.parse(content ?? '{}') as Partial<LayerContent>
    const geom = (after ?? before)?.geom
    const geometry = geom ? decodeGeometry(Buffer.from(geom, 'base64')) : undefined
    return geometry ? [{ plan, geometry }] : []
  })
  const boxes = shapes.map(({ geometry }) => geometryBox(geometry)).filter((box) => box !== undefined)
  if (boxes.length === 0) return undefined
  const place = placer(boxes)
  let left = MOST_VERTICES
  const drawn = shapes.map(({ plan, geometry }) => {
    const parts = partsOf(geometry)
    left -= parts.reduce((sum, { positions }) => sum + positions.length, 0)
    return left < 0 ? '' : parts.map((part) => shapeOf(part, plan, place))
  })
  return html`<svg class="draft-map" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">${drawn}</svg>`
}

interface Part {
  readonly kind: 'point' | 'line' | 'ring'
  readonly positions: readonly Position[]
}

function partsOf(geometry: StoredGeometry): Part[] {
  switch (geometry.type) {
    case 'Point':
      return [{ kind: 'point', positions: [geometry.coordinates] }]
    case 'MultiPoint':
      return geometry.coordinates.map((position) => ({ kind: 'point', positions: [position] }))
    case 'LineString':
      return [{ kind: 'line', positions: geometry.coordinates }]
    case 'MultiLineString':
      return geometry.coordinates.map((positions) => ({ kind: 'line', positions }))
    case 'Polygon':
      return geometry.coordinates.map((positions) => ({ kind: 'ring', positions }))
    case 'MultiPolygon':
      return geometry.coordinates.flat().map((positions) => ({ kind: 'ring', positions }))
    default:
      return []
  }
}

function shapeOf({ kind, positions }: Part, plan: string, place: (at: Position) => string): Html {
  if (kind === 'point') {
    const [x, y] = place(positions[0] as Position).split(',')
    return html`<circle class="${plan}" cx="${x}" cy="${y}" r="5"/>`
  }
  const path = positions.map(place).join(' ')
  return kind === 'line'
    ? html`<polyline class="${plan}" points="${path}"/>`
    : html`<polygon class="${plan}" points="${path}"/>`
}

/** Leads degrees into the picture, whole and without stretching: one of longitude is shorter than one of latitude. */
function placer(boxes: readonly Box[]): (at: Position) => string {
  const all = (which: 0 | 1 | 2 | 3, of: 'min' | 'max') =>
    boxes.reduce((edge, box) => Math[of](edge, box[which]), of === 'min' ? Infinity : -Infinity)
  const [west, south, east, north] = [all(0, 'min'), all(1, 'min'), all(2, 'max'), all(3, 'max')]
  const [lon, lat] = [(west + east) / 2, (south + north) / 2]
  const shrink = Math.cos((lat * Math.PI) / 180)
  const scale = Math.min(
    (WIDTH - 2 * EDGE) / (Math.max(east - west, SMALLEST) * shrink),
    (HEIGHT - 2 * EDGE) / Math.max(north - south, SMALLEST),
  )
  return ([x = 0, y = 0]) =>
    `${(WIDTH / 2 + (x - lon) * shrink * scale).toFixed(1)},${(HEIGHT / 2 - (y - lat) * scale).toFixed(1)}`
}
