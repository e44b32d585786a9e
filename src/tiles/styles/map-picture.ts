import type { Position } from 'geojson'
import { type Box, union } from '../../geo/box.ts'
import { geometryBox, type StoredGeometry } from '../../geo/geopackage-geometry.ts'
import { worldX, worldY } from '../../geo/mercator.ts'

/** A small drawing of a map as path data of SVG, in units of {@link PICTURE_SIZE}. */
export interface MapPicture {
  /** Areas of all communes. */
  readonly communes: string
  /** Where there are features, each a line of no length. */
  readonly spots: string
  /** Areas with a number, by its class. */
  readonly classed: readonly { readonly shade: number; readonly area: string }[]
}

type Size = readonly [width: number, height: number]

/** Width and height of a small drawing. */
export const PICTURE_SIZE: Size = [120, 132]

/** A commune's code and area. */
export interface CommuneArea {
  readonly code: string
  readonly geometry: StoredGeometry | undefined
}

/** Draws maps on the communes of a day, in whole units of a size. */
export class MapPictures {
  readonly #size: Size
  readonly #areas = new Map<string, string>()
  readonly #place: (position: readonly number[]) => [x: number, y: number]

  constructor(communes: readonly CommuneArea[], size: Size = PICTURE_SIZE) {
    this.#size = size
    const shapes = communes.flatMap(({ code, geometry }) => {
      const box = geometry && geometryBox(geometry)
      const isArea = geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon'
      return isArea && box ? [{ code, geometry, box }] : []
    })
    this.#place = placing(shapes.map(({ box }) => box).reduce<Box | undefined>(around, undefined), size)
    for (const { code, geometry } of shapes) {
      const areas = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
      this.#areas.set(code, areas.map(([outer]) => this.#ring(outer ?? [])).join(''))
    }
  }

  /** The area of each commune that has one, by its code. */
  get areas(): ReadonlyMap<string, string> {
    return this.#areas
  }

  /** A drawing of places, and of communes with the class of their number. */
  draw(places: Iterable<readonly number[]>, classes: ReadonlyMap<string, number>): MapPicture {
    const spots = new Set<string>()
    for (const place of places) {
      const [x, y] = this.#place(place)
      if (x >= 0 && y >= 0 && x <= this.#size[0] && y <= this.#size[1]) spots.add(`M${x} ${y}h0`)
    }
    const classed = [...classes].flatMap(([code, shade]) => {
      const area = this.#areas.get(code)
      return area ? [{ shade, area }] : []
    })
    return { communes: [...this.#areas.values()].join(''), spots: [...spots].join(''), classed }
  }

  #ring(ring: readonly Position[]): string {
    const corners: string[] = []
    for (const position of ring) {
      const corner = this.#place(position).join(' ')
      if (corner !== corners.at(-1)) corners.push(corner)
    }
    return corners.length < 3 ? '' : `M${corners.join(' ')}z`
  }
}

const around = (all: Box | undefined, box: Box): Box => (all ? union(all, box) : box)

/** Where a position lies in a drawing of a box, to the unit; nowhere without a box. */
function placing(
  box: Box | undefined,
  [width, height]: Size,
): (position: readonly number[]) => [number, number] {
  if (!box) return () => [-1, -1]
  const [left, top, right, bottom] = [worldX(box[0]), worldY(box[3]), worldX(box[2]), worldY(box[1])]
  const scale = Math.min((width - 4) / (right - left), (height - 4) / (bottom - top))
  const [west, north] = [(width - (right - left) * scale) / 2, (height - (bottom - top) * scale) / 2]
  return ([lon, lat]) => [
    Math.round(west + (worldX(lon!) - left) * scale),
    Math.round(north + (worldY(lat!) - top) * scale),
  ]
}
