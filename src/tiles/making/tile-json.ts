import { type Box, union } from '../../geo/box.ts'
import { SOURCE_MAX_ZOOM, type TileLayer } from '../features/layers.ts'

/** TileJSON 3.0.0 (github.com/mapbox/tilejson-spec). */
export interface TileJson {
  tilejson: '3.0.0'
  name: string
  version: string
  scheme: 'xyz'
  tiles: string[]
  minzoom: number
  maxzoom: number
  bounds: Box
  center: [lon: number, lat: number, zoom: number]
  attribution: string
  vector_layers: {
    id: string
    description: string
    minzoom: number
    maxzoom: number
    fields: Record<string, string>
  }[]
}

const ATTRIBUTION = 'diachiso'
/** Bounds for an empty record: the province. */
const PROVINCE: Box = [105.49, 10.38, 106.79, 11.79]

/** Describes layers to a map client; `boxes` are the boxes of their tables. */
export function tileJson(
  layers: readonly TileLayer[],
  { baseUrl, version, at, boxes }: { baseUrl: string; version: string; at: string | undefined; boxes: Box[] },
): TileJson {
  const ids = layers.map(({ id }) => id)
  const bounds =
    boxes.reduce<Box | undefined>((all, box) => (all ? union(all, box) : box), undefined) ?? PROVINCE
  return {
    tilejson: '3.0.0',
    name: layers.map(({ title }) => title.vi).join(', '),
    version: '1.0.0',
    scheme: 'xyz',
    tiles: [
      `${baseUrl}/tiles/${ids.join(',')}/{z}/{x}/{y}.mvt?v=${version}${at === undefined ? '' : `&at=${at}`}`,
    ],
    minzoom: Math.min(...layers.map(({ minzoom }) => minzoom)),
    maxzoom: SOURCE_MAX_ZOOM,
    bounds,
    center: [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2, 9],
    attribution: ATTRIBUTION,
    vector_layers: layers.map(({ id, title, minzoom, fields }) => ({
      id,
      description: `${title.vi} · ${title.en}`,
      minzoom,
      maxzoom: SOURCE_MAX_ZOOM,
      fields: { ...fields },
    })),
  }
}
