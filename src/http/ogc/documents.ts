import type { Box } from '../../geo/box.ts'
import type { Collection, Item } from './collection.ts'
import { GEOMETRY } from './cql2/expression.ts'
import { CRS_LIST, CRS84, type Crs, inCrs } from './crs.ts'
import {
  CSV_TYPE,
  GEOJSON_TYPE,
  HTML_TYPE,
  JSON_TYPE,
  type Link,
  QUERYABLES_REL,
  selfLinks,
  TILESETS_REL,
} from './links.ts'
import { tilesetLinks } from './tilesets/tilesets.ts'
import type { Visit } from './visit.ts'

/** Conformance classes, each proven by a test. */
export const CONFORMANCE = [
  'http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core',
  'http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson',
  'http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs',
  'http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables',
  'http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters',
  'http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter',
  'http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter',
  'http://www.opengis.net/spec/cql2/1.0/conf/cql2-text',
  'http://www.opengis.net/spec/cql2/1.0/conf/cql2-json',
  'http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2',
  'http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators',
  'http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions',
  'http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core',
  'http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset',
  'http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list',
  'http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets',
  'http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt',
] as const

/** Type of the API definition of OpenAPI 3.0. */
export const OPENAPI_TYPE = 'application/vnd.oai.openapi+json;version=3.0'

const TITLE = {
  vi: 'Địa chỉ số tỉnh Tây Ninh (Long An): OGC API',
  en: 'Digital addresses of Tây Ninh (Long An): OGC API',
}
const DESCRIPTION = {
  vi: 'Địa chỉ, đơn vị hành chính, đường, địa điểm và bản đồ chuyên ngành cho QGIS, GDAL và mọi phần mềm đọc được OGC API – Features.',
  en: 'Addresses, administrative units, streets, places and thematic layers for QGIS, GDAL and any other client of OGC API – Features.',
}

export function landing(visit: Visit) {
  const { say, to } = visit
  const links: Link[] = [
    ...selfLinks(visit.url, visit.format),
    { rel: 'service-desc', href: to('/api'), type: OPENAPI_TYPE, title: 'OpenAPI 3.0' },
    { rel: 'service-doc', href: `${visit.base}/docs`, type: HTML_TYPE, title: 'API' },
    ...['conformance', 'http://www.opengis.net/def/rel/ogc/1.0/conformance'].map((rel) => ({
      rel,
      href: to('/conformance'),
      type: JSON_TYPE,
      title: say({ vi: 'Phần đáp ứng của tiêu chuẩn', en: 'Conformance' }),
    })),
    ...['data', 'http://www.opengis.net/def/rel/ogc/1.0/data'].map((rel) => ({
      rel,
      href: to('/collections'),
      type: JSON_TYPE,
      title: say({ vi: 'Các lớp dữ liệu', en: 'Collections' }),
    })),
  ]
  return { title: say(TITLE), description: say(DESCRIPTION), links }
}

export function conformance(visit: Visit) {
  return { links: selfLinks(visit.url, visit.format), conformsTo: CONFORMANCE }
}

/** A collection and the box around it; undefined while that is nowhere. */
export type Placed = readonly [collection: Collection, extent: Box | undefined]

export function collectionList(collections: readonly Placed[], visit: Visit) {
  return {
    links: selfLinks(visit.url, visit.format),
    crs: CRS_LIST,
    collections: collections.map((one) =>
      collectionDocument(one, visit, [
        { rel: 'self', href: visit.to(`/collections/${encodeURIComponent(one[0].id)}`), type: JSON_TYPE },
      ]),
    ),
  }
}

export function collectionDocument(
  [collection, extent]: Placed,
  visit: Visit,
  links: readonly Link[] = selfLinks(visit.url, visit.format),
) {
  const { id, title, description, interval } = collection
  const { say, to } = visit
  const path = `/collections/${encodeURIComponent(id)}`
  return {
    id,
    title: say(title),
    description: say(description),
    itemType: 'feature',
    ...(extent || interval
      ? {
          extent: {
            ...(extent ? { spatial: { bbox: [extent], crs: CRS84 } } : {}),
            ...(interval
              ? {
                  temporal: {
                    interval: [interval.map((day) => day && `${day}T00:00:00+07:00`)],
                    trs: 'http://www.opengis.net/def/uom/ISO-8601/0/Gregorian',
                  },
                }
              : {}),
          },
        }
      : {}),
    crs: CRS_LIST,
    storageCrs: CRS84,
    links: [
      ...links,
      {
        rel: 'items',
        href: to(`${path}/items`, { f: 'json' }),
        type: GEOJSON_TYPE,
        title: say({ vi: 'Dữ liệu', en: 'Features' }),
      },
      { rel: 'items', href: to(`${path}/items`, { f: 'html' }), type: HTML_TYPE, title: 'HTML' },
      { rel: 'items', href: to(`${path}/items`, { f: 'csv' }), type: CSV_TYPE, title: 'CSV' },
      {
        rel: QUERYABLES_REL,
        href: to(`${path}/queryables`),
        type: 'application/schema+json',
        title: say({ vi: 'Các trường lọc được', en: 'Queryables' }),
      },
      {
        rel: TILESETS_REL,
        href: to(`${path}/tiles`),
        type: JSON_TYPE,
        title: say({ vi: 'Ô bản đồ vector', en: 'Vector tiles' }),
      },
    ],
  }
}

/** Queryables as a JSON schema (OGC API – Features Part 3). */
export function queryables(collection: Collection, visit: Visit) {
  const url = new URL(visit.url)
  url.search = ''
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: url.href,
    type: 'object',
    title: visit.say(collection.title),
    properties: {
      ...Object.fromEntries(
        Object.entries(collection.queryables).map(([name, type]) => [name, { title: name, type }]),
      ),
      [GEOMETRY]: { title: GEOMETRY, format: 'geometry-any', 'x-ogc-role': 'primary-geometry' },
    },
    additionalProperties: false,
  }
}

/** A page of features, each of which is made when it is asked for. */
export function itemCollection(
  items: readonly Item[],
  { matched, links, crs }: { matched: number | undefined; links: readonly Link[]; crs: Crs },
) {
  return {
    type: 'FeatureCollection',
    ...(matched === undefined ? {} : { numberMatched: matched }),
    numberReturned: items.length,
    features: itemFeatures(items, crs),
    links,
  }
}

function* itemFeatures(items: readonly Item[], crs: Crs) {
  for (const item of items) yield itemFeature(item, crs)
}

export function itemFeature({ id, geometry, properties }: Item, crs: Crs) {
  return { type: 'Feature', id, geometry: inCrs(geometry, crs), properties }
}

export function tilesetList(collection: Collection, visit: Visit) {
  return {
    links: selfLinks(visit.url, visit.format),
    tilesets: [
      {
        title: visit.say(collection.title),
        dataType: 'vector',
        crs: 'http://www.opengis.net/def/crs/EPSG/0/3857',
        tileMatrixSetURI: 'http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad',
        links: tilesetLinks(collection, visit),
      },
    ],
  }
}
