import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FeatureCollection, LineString, MultiLineString, Polygon, Position } from 'geojson'
import { packageRoot } from '../../../config.ts'
import { type Box, boxContains, boxOf } from '../../../geo/box.ts'
import { pointInPolygon } from '../../../geo/point-in-polygon.ts'
import { type Place, SegmentIndex } from './segment-index.ts'

export interface Waterway {
  readonly kind: 'river' | 'canal'
  readonly name: string | null
  readonly line: readonly Place[]
  /** Metres from bank to bank. */
  readonly width: number
}

/** Metres from bank to bank; other rivers are narrower. */
const WIDTHS: ReadonlyMap<string, number> = new Map([
  ['Sông Vàm Cỏ Đông', 190],
  ['Sông Vàm Cỏ Tây', 170],
  ['Sông Sài Gòn', 180],
])
const OTHER_RIVERS = 70
const CANAL = 26
/** Metres beside water in which nothing is built. */
const BANK = 12
/** Degrees that what lies abroad reaches beyond the border's box. */
const BEYOND = 0.3
/** Where made-up canals are dug: the plain west of the Vàm Cỏ Tây, in degrees. */
const PLAIN: Box = [105.6, 10.6, 106.1, 10.86]
/** Degrees between canals of one direction, along longitude and latitude. */
const CANALS = { steep: 0.055, flat: 0.05 }
/** Degrees between the positions of a canal. */
const CANAL_STEP = 0.0025

/** Degrees of squares that are remembered, and more than their diagonal in metres. */
const SQUARE = 0.002
const DIAGONAL = 330

/** Water of the demonstration's map: real rivers, sea and border, made-up canals. */
export class DemoWater {
  readonly ways: readonly Waterway[]
  readonly areas: readonly Polygon[]
  /** From south-west to north-east. */
  readonly border: readonly Position[]
  readonly #index = new SegmentIndex()
  readonly #shores = new SegmentIndex()
  /** Whether squares that no shore is near to are water. */
  readonly #open = new Map<number, boolean>()
  readonly #boxes: readonly Box[]

  constructor({ features }: DemoWaterFile) {
    const rivers = features.flatMap(({ geometry, properties: { kind, name } }) =>
      kind === 'river'
        ? linesOf(geometry).map(
            (line): Waterway => ({
              kind,
              name: name ?? null,
              line: rounded(rounded(line as unknown as Place[])),
              width: WIDTHS.get(name ?? '') ?? OTHER_RIVERS,
            }),
          )
        : [],
    )
    this.areas = features.flatMap(({ geometry }) => (geometry.type === 'Polygon' ? [geometry] : []))
    this.border = features.flatMap(({ geometry, properties }) =>
      properties.kind === 'border' ? linesOf(geometry).flat() : [],
    )
    this.#boxes = this.areas.map(({ coordinates }) => boxOf(coordinates[0]!)!)
    for (const { coordinates } of this.areas) this.#shores.addLine(coordinates[0] as unknown as Place[])
    for (const { line, width } of rivers) this.#index.addLine(line, width / 2)
    const abroad = this.abroad
    const canals = canalLines().flatMap((line) =>
      piecesWhere(line, (place) => !this.isWet(place) && !pointInPolygon(...place, abroad)),
    )
    this.ways = [
      ...rivers,
      ...canals.map((line): Waterway => ({ kind: 'canal', name: null, line, width: CANAL })),
    ]
    for (const line of canals) this.#index.addLine(line, CANAL / 2)
  }

  /** Whether nothing stands at a place: in water or on its bank. */
  isWet([lon, lat]: Place): boolean {
    const near = this.#index.nearest([lon, lat])
    if (near && near.metres < BANK) return true
    return this.isOpenWater([lon, lat])
  }

  /** Whether a place lies in the sea or a wide river. */
  isOpenWater([lon, lat]: Place): boolean {
    const square = Math.floor(lon / SQUARE) * 100_000 + Math.floor(lat / SQUARE)
    const known = this.#open.get(square)
    if (known !== undefined) return known
    const isOpen = this.#isInArea(lon, lat)
    const shore = this.#shores.nearest([lon, lat])
    if (!shore || shore.metres > DIAGONAL) this.#open.set(square, isOpen)
    return isOpen
  }

  #isInArea(lon: number, lat: number): boolean {
    return this.areas.some(
      (area, i) => boxContains(this.#boxes[i]!, lon, lat) && pointInPolygon(lon, lat, area),
    )
  }

  /** What lies beyond the border, within the file's box. */
  get abroad(): Polygon {
    const [west, , , north] = boxOf(this.border)!
    const [first, last] = [this.border[0]!, this.border.at(-1)!]
    const corners = [
      [last[0]!, north + BEYOND],
      [west - BEYOND, north + BEYOND],
      [west - BEYOND, first[1]!],
    ]
    return { type: 'Polygon', coordinates: [[...this.border, ...corners, first]] }
  }
}

type DemoWaterFile = FeatureCollection<
  LineString | MultiLineString | Polygon,
  { kind: 'river' | 'water' | 'border'; name?: string }
>

let shipped: DemoWater | undefined

/** The water that ships with the project, read once. */
export function demoWater(): DemoWater {
  shipped ??= new DemoWater(
    JSON.parse(readFileSync(join(packageRoot(), 'data', 'demo-basemap.geojson'), 'utf8')) as DemoWaterFile,
  )
  return shipped
}

function linesOf(geometry: LineString | MultiLineString | Polygon): Position[][] {
  if (geometry.type === 'LineString') return [geometry.coordinates]
  return geometry.type === 'MultiLineString' ? geometry.coordinates : []
}

/** A line with its corners cut (Chaikin 1974): its source is right to some hundred metres. */
function rounded(line: readonly Place[]): Place[] {
  const middle = line.slice(1).flatMap((to, i): Place[] => {
    const from = line[i]!
    return [0.25, 0.75].map(
      (share): Place => [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])],
    )
  })
  return [line[0]!, ...middle, line.at(-1)!]
}

function canalLines(): Place[][] {
  const [west, south, east, north] = PLAIN
  const lines: Place[][] = []
  const steps = (from: number, to: number, step: number) =>
    Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step)
  for (const lon of steps(west, east, CANALS.steep))
    lines.push(steps(south, north, CANAL_STEP).map((lat) => [lon + (lat - south) * 0.32, lat]))
  for (const lat of steps(south, north, CANALS.flat))
    lines.push(steps(west, east, CANAL_STEP).map((lon) => [lon, lat - (lon - west) * 0.12]))
  return lines
}

/** The stretches of a line whose places all pass, of at least a few. */
function piecesWhere(line: readonly Place[], passes: (place: Place) => boolean): Place[][] {
  const pieces: Place[][] = [[]]
  for (const place of line)
    if (passes(place)) pieces.at(-1)!.push(place)
    else if (pieces.at(-1)!.length > 0) pieces.push([])
  return pieces.filter(({ length }) => length > 4)
}
