import { worldX, worldY } from '../../../geo/mercator.ts'
import type { TileJson } from '../../../tiles/making/tile-json.ts'
import type { Collection } from '../collection.ts'
import { CRS84 } from '../crs.ts'
import { HTML_TYPE, JSON_TYPE, type Link, selfLinks } from '../links.ts'
import type { Visit } from '../visit.ts'

export const TILE_MATRIX_SET = 'WebMercatorQuad'
const TILE_MATRIX_SET_URI = 'http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad'
const TILING_SCHEME_REL = 'http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme'
const MVT = 'application/vnd.mapbox-vector-tile'

/** Links of a collection's only tileset: its description, its tiles and a map of them. */
export function tilesetLinks({ id, tiles, title }: Collection, visit: Visit): Link[] {
  return [
    {
      rel: 'self',
      href: visit.to(`/collections/${encodeURIComponent(id)}/tiles/${TILE_MATRIX_SET}`),
      type: JSON_TYPE,
      title: visit.say(title),
    },
    { rel: TILING_SCHEME_REL, href: TILE_MATRIX_SET_URI, type: JSON_TYPE, title: TILE_MATRIX_SET },
    {
      rel: 'item',
      href: `${visit.base}/tiles/${encodeURIComponent(tiles)}/{tileMatrix}/{tileCol}/{tileRow}.mvt`,
      type: MVT,
      templated: true,
      title: 'Mapbox Vector Tiles',
    },
    {
      rel: 'describedby',
      href: `${visit.base}/tiles/${encodeURIComponent(tiles)}.json`,
      type: JSON_TYPE,
      title: 'TileJSON',
    },
  ]
}

/** A tileset's description (OGC Two Dimensional Tile Matrix Set 2.0, tileset metadata). */
export function tileset(collection: Collection, tileJson: TileJson, visit: Visit) {
  const [west, south, east, north] = tileJson.bounds
  const { minzoom, maxzoom } = tileJson
  const limits = Array.from({ length: maxzoom - minzoom + 1 }, (_, i) => {
    const z = minzoom + i
    const tile = (world: number) => Math.min(2 ** z - 1, Math.max(0, Math.floor(world * 2 ** z)))
    return {
      tileMatrix: String(z),
      minTileRow: tile(worldY(north)),
      maxTileRow: tile(worldY(south)),
      minTileCol: tile(worldX(west)),
      maxTileCol: tile(worldX(east)),
    }
  })
  return {
    title: visit.say(collection.title),
    description: visit.say(collection.description),
    dataType: 'vector',
    crs: 'http://www.opengis.net/def/crs/EPSG/0/3857',
    tileMatrixSetURI: TILE_MATRIX_SET_URI,
    tileMatrixSetLimits: limits,
    boundingBox: { lowerLeft: [west, south], upperRight: [east, north], crs: CRS84 },
    layers: tileJson.vector_layers.map(({ id, description, fields }) => ({
      id,
      title: description,
      dataType: 'vector',
      propertiesSchema: {
        type: 'object',
        properties: Object.fromEntries(
          Object.entries(fields).map(([name, type]) => [name, { type: type.toLowerCase() }]),
        ),
      },
    })),
    links: [
      ...selfLinks(visit.url, visit.format),
      ...tilesetLinks(collection, visit).filter(({ rel }) => rel !== 'self'),
      {
        rel: 'collection',
        href: visit.to(`/collections/${encodeURIComponent(collection.id)}`),
        type: HTML_TYPE,
      },
    ],
  }
}
