import { gunzipSync } from 'node:zlib'
import { VectorTile, type VectorTileFeature } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import { type DrawnName, NamePlaces } from './drawn-names.ts'
import { type Attributes, GROUND, NAMES, PAINTS, type Paint } from './map-paints.ts'
import type { MapView, TilePlace } from './map-view.ts'

/** A tile as it was made, and where it lies in the drawing. */
export interface PlacedTile {
  readonly place: TilePlace
  /** MVT in gzip; undefined where nothing is. */
  readonly body: Uint8Array | undefined
}

/** A line or area as path data of SVG, which PDF takes as well, in pixels of the drawing. */
export interface DrawnPath {
  readonly path: string
  readonly fill?: string
  readonly stroke?: string
  readonly width?: number
  readonly dash?: string
}

/** What is drawn of one tile; nothing of it lies outside of its square. */
export interface DrawnTile {
  readonly square: readonly [x: number, y: number, width: number, height: number]
  readonly paths: readonly DrawnPath[]
}

/** A drawing of the map: its tiles, and names above them. */
export interface DrawnMap {
  readonly width: number
  readonly height: number
  /** Colour of what no layer covers. */
  readonly ground: string
  readonly tiles: readonly DrawnTile[]
  readonly names: readonly DrawnName[]
  /** Whose the base map is, written in a corner; undefined where nobody else's is drawn. */
  readonly credit?: string | undefined
}

/** MVT's types of geometry (2.1, §4.3.4). */
const POINT = 1
const AREA = 3
/** The zoom that widths are given for. */
const WIDTH_ZOOM = 16

/** Ids of the layers that a drawing of a zoom needs. */
export function drawnLayers(zoom: number): string[] {
  const paints = PAINTS.filter(({ from = 0 }) => zoom >= from)
  const names = NAMES.filter(({ from, to }) => zoom >= from && zoom < to)
  return [...new Set([...paints, ...names].map(({ layer }) => layer))]
}

/** Draws the tiles of a view. Names keep clear of the middle, where the pin stands, when `pinned`. */
export function drawMap(
  view: MapView,
  tiles: readonly PlacedTile[],
  pinned: boolean,
  credit?: string,
): DrawnMap {
  const { width, height, zoom } = view
  const names = new NamePlaces(view, pinned)
  const drawn = tiles.map(({ place, body }): DrawnTile => {
    const square = [place.left, place.top, place.size, place.size] as const
    if (!body) return { square, paths: [] }
    const { layers } = new VectorTile(new PbfReader(gunzipSync(body)))
    names.read(layers, place)
    const paths = PAINTS.flatMap((paint) => {
      const layer = layers[paint.layer]
      if (!layer || zoom < (paint.from ?? 0)) return []
      const features = Array.from({ length: layer.length }, (_, i) => layer.feature(i))
      return drawnBy(paint, features, place, layer.extent, zoom)
    })
    return { square, paths }
  })
  return { width, height, ground: GROUND, tiles: drawn, names: names.placed(), credit }
}

/** Features that look alike as one path each look. */
function drawnBy(
  paint: Paint,
  features: readonly VectorTileFeature[],
  place: TilePlace,
  extent: number,
  zoom: number,
): DrawnPath[] {
  const looks = new Map<string, { look: Omit<DrawnPath, 'path'>; path: string }>()
  for (const feature of features) {
    const isPoint = feature.type === POINT
    if (isPoint !== (paint.dot !== undefined)) continue
    if (paint.fill !== undefined && !isPoint && feature.type !== AREA) continue
    const look = lookOf(paint, feature.properties, zoom)
    if (!look) continue
    const key = `${look.fill} ${look.stroke} ${look.width}`
    const known = looks.get(key) ?? { look, path: '' }
    known.path += isPoint ? dots(feature, place, extent, paint.dot!) : outline(feature, place, extent)
    looks.set(key, known)
  }
  return [...looks.values()].map(({ look, path }) => ({ ...look, path }))
}

function lookOf(
  { fill, stroke, width, colour, dash }: Paint,
  attributes: Attributes,
  zoom: number,
): Omit<DrawnPath, 'path'> | undefined {
  if (fill !== undefined) {
    const own = typeof fill === 'string' ? fill : fill(attributes)
    return own === undefined ? undefined : { fill: own }
  }
  const own = colour ? colour(attributes) : stroke
  if (own === undefined) return undefined
  const wide = width?.(attributes) ?? 1
  return {
    stroke: own,
    width: dash ? wide : round(Math.max(0.8, wide * 2 ** ((zoom - WIDTH_ZOOM) / 2))),
    ...(dash ? { dash } : {}),
  }
}

function outline(feature: VectorTileFeature, place: TilePlace, extent: number): string {
  const close = feature.type === AREA ? 'z' : ''
  return feature
    .loadGeometry()
    .map((line) => `M${line.map(({ x, y }) => inDrawing(x, y, place, extent).join(' ')).join('L')}${close}`)
    .join('')
}

function dots(feature: VectorTileFeature, place: TilePlace, extent: number, radius: number): string {
  return feature
    .loadGeometry()
    .flat()
    .map(({ x, y }) => {
      const [left, top] = inDrawing(x, y, place, extent)
      const arc = `a${radius} ${radius} 0 1 0`
      return `M${round(left - radius)} ${top}${arc} ${2 * radius} 0${arc} ${-2 * radius} 0z`
    })
    .join('')
}

/** Where a position of a tile lies in the drawing, in tenths of a pixel. */
export function inDrawing(
  x: number,
  y: number,
  { left, top, size }: TilePlace,
  extent: number,
): [number, number] {
  return [round(left + (x / extent) * size), round(top + (y / extent) * size)]
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
