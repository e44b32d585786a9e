import { type Box, union } from '../../geo/box.ts'
import { worldX, worldY } from '../../geo/mercator.ts'
import type { BasemapState } from '../../store/basemap/basemap-reader.ts'
import { MAP_LAYERS, SOURCE_MAX_ZOOM, type TileLayer } from '../features/layers.ts'

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
    /** Of a thematic layer: whose it is, and under which licence. */
    owner?: string
    licence?: string
  }[]
}

const ATTRIBUTION = 'diachiso'
/** As openstreetmap.org/copyright asks of maps that can be browsed. */
const OSM = '<a href="https://www.openstreetmap.org/copyright">© OpenStreetMap contributors</a>'
/** Bounds for an empty record: the province. */
const PROVINCE: Box = [105.49, 10.38, 106.79, 11.79]

/** The box around the data of some layers, from those of the parts of the record; undefined without any. */
export function boundsOf(
  layers: readonly TileLayer[],
  parts: Readonly<Record<string, Box | undefined>>,
): Box | undefined {
  let all: Box | undefined
  for (const part of new Set(layers.flatMap(({ tables }) => tables))) {
    const box = parts[part]
    if (box) all = all ? union(all, box) : box
  }
  return all
}

/** Describes layers to a map client; `box` is the one around their data. */
export function tileJson(
  layers: readonly TileLayer[],
  {
    baseUrl,
    version,
    at,
    box,
    basemap,
  }: {
    baseUrl: string
    version: string
    at: string | undefined
    box: Box | undefined
    basemap?: BasemapState | undefined
  },
): TileJson {
  const ids = layers.map(({ id }) => id)
  const bounds = box ?? PROVINCE
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
    center: [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2, zoomOf(bounds)],
    attribution: attributionOf(layers, basemap),
    vector_layers: layers.map(({ id, title, minzoom, fields, owner, licence }) => ({
      id,
      description: `${title.vi} · ${title.en}`,
      minzoom,
      maxzoom: SOURCE_MAX_ZOOM,
      fields: { ...fields },
      ...(owner ? { owner } : {}),
      ...(licence ? { licence } : {}),
    })),
  }
}

/** Who is named on the map, as HTML: maps show it as such. For the base map alone that is whose it is: beside it stand layers of ours. */
function attributionOf(layers: readonly TileLayer[], basemap: BasemapState | undefined): string {
  const owners = layers.flatMap(({ owner, licence }) =>
    owner ? [`${owner}${licence ? ` (${licence})` : ''}`] : licence ? [licence] : [],
  )
  const ofBasemap = basemap ? layers.filter((layer) => MAP_LAYERS.includes(layer)).length : 0
  const named =
    ofBasemap > 0 && ofBasemap === layers.length ? [] : [ATTRIBUTION, ...new Set(owners)].map(escaped)
  if (basemap && ofBasemap > 0) named.push(basemap.source === 'osm' ? OSM : escaped(basemap.attribution))
  return named.join(' · ')
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/** The zoom at which a box fits a map of about two tiles' width, from 0 to {@link SOURCE_MAX_ZOOM}. */
function zoomOf([west, south, east, north]: Box): number {
  const side = Math.max(worldX(east) - worldX(west), worldY(south) - worldY(north))
  return Math.max(0, Math.min(SOURCE_MAX_ZOOM, Math.floor(Math.log2(2 / Math.max(side, 1e-9)))))
}
