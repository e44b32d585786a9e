import type { VectorTileFeature, VectorTileLayer } from '@mapbox/vector-tile'
import { NAMES, type NamePaint } from './map-paints.ts'
import type { MapView, TilePlace } from './map-view.ts'

/** A name in a drawing: the middle of its text in pixels, its angle in degrees. */
export interface DrawnName {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly angle: number
  readonly size: number
  readonly colour: string
  readonly bold: boolean
}

interface Candidate extends DrawnName {
  readonly order: number
  readonly width: number
}

type Position = readonly [x: number, y: number]

/** Width of a letter of Be Vietnam Pro, a part of its size, on the safe side. */
const LETTER = 0.6
/** Half the edge of the square around the middle that a pin and its point take, in pixels. */
const PIN = 34
/** Cosine of the widest bend that a name goes along. */
const STRAIGHT = 0.9
const MARGIN = 6

/** Finds places for the names of a drawing: those that matter most first, none over another, each once. */
export class NamePlaces {
  readonly #view: MapView
  readonly #pinned: boolean
  readonly #candidates: Candidate[] = []

  constructor(view: MapView, pinned: boolean) {
    this.#view = view
    this.#pinned = pinned
  }

  /** Takes note of the names in a tile. */
  read(layers: Readonly<Record<string, VectorTileLayer>>, place: TilePlace): void {
    for (const [order, paint] of NAMES.entries()) {
      const layer = layers[paint.layer]
      if (!layer || this.#view.zoom < paint.from || this.#view.zoom >= paint.to) continue
      for (let i = 0; i < layer.length; i++)
        this.#readFeature(layer.feature(i), paint, order, place, layer.extent)
    }
  }

  #readFeature(
    feature: VectorTileFeature,
    paint: NamePaint,
    order: number,
    place: TilePlace,
    extent: number,
  ): void {
    const text = feature.properties[paint.field]
    if (typeof text !== 'string' || text === '') return
    const { size, colour, bold = false, along = false } = paint
    const width = text.length * size * LETTER
    const lines = feature
      .loadGeometry()
      .map((line) =>
        line.map(
          ({ x, y }): Position => [
            place.left + (x / extent) * place.size,
            place.top + (y / extent) * place.size,
          ],
        ),
      )
    for (const line of lines) {
      const spots = along ? straightParts(line, width) : [{ middle: line[0]!, angle: 0 }]
      for (const {
        middle: [x, y],
        angle,
      } of spots)
        this.#candidates.push({ text, x, y, angle, size, colour, bold, order, width })
    }
  }

  /** The names that have a place. */
  placed(): DrawnName[] {
    const { width, height } = this.#view
    const middle: Position = [width / 2, height / 2]
    const taken: Box[] = this.#pinned
      ? [[middle[0] - PIN, middle[1] - PIN, middle[0] + PIN, middle[1] + PIN]]
      : []
    const said = new Set<string>()
    const names: DrawnName[] = []
    const near = ({ x, y }: Candidate) => Math.hypot(x - middle[0], y - middle[1])
    for (const candidate of this.#candidates.toSorted((a, b) => a.order - b.order || near(a) - near(b))) {
      const { order: _, width: __, ...name } = candidate
      const boxes = boxesOf(candidate)
      const inside = boxes.every(
        ([left, top, right, bottom]) =>
          left >= MARGIN && top >= MARGIN && right <= width - MARGIN && bottom <= height - MARGIN,
      )
      if (!inside || said.has(name.text) || boxes.some((box) => taken.some((other) => meet(box, other))))
        continue
      said.add(name.text)
      taken.push(...boxes)
      names.push(name)
    }
    return names
  }
}

type Box = readonly [left: number, top: number, right: number, bottom: number]

/** A slanting name as a row of small boxes. */
function boxesOf({ x, y, angle, size, width }: Candidate): Box[] {
  const radians = (angle * Math.PI) / 180
  const steps = Math.max(1, Math.ceil(width / size))
  const half = size * 0.75
  return Array.from({ length: steps + 1 }, (_, i) => {
    const along = (i / steps - 0.5) * width
    const [middleX, middleY] = [x + along * Math.cos(radians), y + along * Math.sin(radians)]
    return [middleX - half, middleY - half, middleX + half, middleY + half]
  })
}

function meet(a: Box, b: Box): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

/** Middles of the nearly straight parts of a line that are as long as a name, with the angle at which it can be read. */
function straightParts(line: readonly Position[], width: number): { middle: Position; angle: number }[] {
  const found: { middle: Position; angle: number }[] = []
  for (let from = 0; from < line.length - 1; ) {
    let to = from + 1
    while (to + 1 < line.length && isStraight(line[from]!, line[to]!, line[to + 1]!)) to++
    const [[startX, startY], [endX, endY]] = [line[from]!, line[to]!]
    if (Math.hypot(endX - startX, endY - startY) >= width) {
      const degrees = (Math.atan2(endY - startY, endX - startX) * 180) / Math.PI
      const angle = degrees > 90 ? degrees - 180 : degrees < -90 ? degrees + 180 : degrees
      found.push({ middle: [(startX + endX) / 2, (startY + endY) / 2], angle })
    }
    from = to
  }
  return found
}

function isStraight(start: Position, here: Position, next: Position): boolean {
  const [ax, ay] = [here[0] - start[0], here[1] - start[1]]
  const [bx, by] = [next[0] - here[0], next[1] - here[1]]
  const lengths = Math.hypot(ax, ay) * Math.hypot(bx, by)
  return lengths === 0 || (ax * bx + ay * by) / lengths >= STRAIGHT
}
