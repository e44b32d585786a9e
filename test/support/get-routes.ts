import type { App } from '../../src/http/edge/app-type.ts'

/** Values of path parameters that the walk asks for, of one moment of a record. */
export interface RouteSubjects {
  ids: readonly string[]
  codes: readonly string[]
  units: readonly string[]
  themes: readonly string[]
  queries: readonly string[]
  lon: number
  lat: number
}

/** Every GET request that openapi.json describes, with sensible parameters; a route that is not known here is an error. */
export async function getRequests(app: App, subjects: RouteSubjects): Promise<string[]> {
  const { paths } = (await app.inject('/openapi.json')).json<{ paths: Record<string, object> }>()
  const urls = urlsOf(subjects)
  const pages = ['/', '/docs', '/docs/clients', ...subjects.themes.map((id) => `/map/${id}`), '/maps']
  const described = Object.keys(paths).flatMap((path) => {
    if (!('get' in paths[path]!)) return []
    const known = urls[path] ?? (path.includes('{') ? undefined : [path])
    if (!known) throw new Error(`${path}: name its parameters in this file`)
    return known
  })
  return [...pages, ...described]
}

function urlsOf({ ids, codes, units, themes, queries, lon, lat }: RouteSubjects) {
  const here = `lat=${lat}&lon=${lon}`
  const box = `bbox=${lon - 0.05},${lat - 0.05},${lon + 0.05},${lat + 0.05}`
  const encoded = queries.map(encodeURIComponent)
  const collections = [
    'addresses',
    'communes',
    'districts',
    'provinces',
    'streets',
    'places',
    'hamlets',
    ...themes,
  ]
  const layers = ['address', 'commune', 'street', 'place', 'hamlet', ...themes]
  const each = (template: string, values: readonly string[]) =>
    values.map((value) => template.replace('*', encodeURIComponent(value)))
  return {
    '/v1/autocomplete': encoded.flatMap((q) => [
      `/v1/autocomplete?q=${q}&limit=20&${here}`,
      `/v1/autocomplete?q=${q}&limit=20&${here}&view=list`,
    ]),
    '/v1/features/{id}': [
      ...each('/v1/features/*', ids),
      ...each(
        '/v1/features/*',
        units.map((code) => `${code}@2025-07-01`),
      ),
      `/v1/features/${lon},${lat}`,
    ],
    '/v1/search': encoded.flatMap((q) => [
      `/v1/search?q=${q}&limit=20&${here}&explain=1`,
      `/v1/search?q=${q}&limit=20&${box}&interpolate=1&at=2024-01-01`,
    ]),
    '/v1/reverse': [
      `/v1/reverse?${here}&limit=20&radius=5000&types=house,hamlet,place,street,commune`,
      `/v1/reverse?${here}&at=2020-06-01`,
    ],
    '/v1/features/{id}/numbers': each('/v1/features/*/numbers?limit=500', ids),
    '/v1/nearby': ['place', ...themes].map((layer) => `/v1/nearby?layer=${layer}&${here}&limit=100`),
    '/v1/basemap/candidates': [`/v1/basemap/candidates?${here}`],
    '/v1/codes/{code}': each('/v1/codes/*', codes),
    '/v1/addresses/{id}': ids.flatMap((id) =>
      each('/v1/addresses/*', [id]).flatMap((url) => [url, `${url}?at=2026-01-01`]),
    ),
    '/v1/addresses/{id}.pdf': each('/v1/addresses/*.pdf', ids.slice(0, 1)),
    '/v1/addresses/{id}/history': each('/v1/addresses/*/history', ids),
    '/v1/addresses/{id}/audit': each('/v1/addresses/*/audit', ids),
    '/v1/addresses/{id}/units': each('/v1/addresses/*/units', ids),
    ...Object.fromEntries(
      ['hamlets', 'streets'].flatMap((kind) => [
        [`/v1/${kind}`, [`/v1/${kind}?commune=27694`]],
        [`/v1/${kind}/{id}`, each(`/v1/${kind}/*`, ids)],
        [`/v1/${kind}/{id}/history`, each(`/v1/${kind}/*/history`, ids)],
      ]),
    ),
    '/v1/numbering': ['/v1/numbering?commune=27694'],
    '/v1/feeds/{commune}.atom': ['/v1/feeds/27694.atom', '/v1/feeds/99999.atom'],
    '/v1/batches/{id}': ['/v1/batches/x'],
    '/v1/layers/{id}/draft': ['/v1/layers/x/draft'],
    '/v1/layers/{id}/counts': ['/v1/layers/epidemiology/counts', '/v1/layers/health/counts'],
    '/v1/proposals/{id}': ['/v1/proposals/x'],
    '/v1/items/address/{id}': ['/v1/items/address/x'],
    '/v1/addresses/{id}/people': each('/v1/addresses/*/people', ids),
    '/v1/person-requests/{id}': ['/v1/person-requests/00000000-0000-0000-0000-000000000000'],
    '/v1/evidence/{id}': ['/v1/evidence/x'],
    '/v1/declarations/{number}': ['/v1/declarations/x'],
    '/v1/reports/{number}': ['/v1/reports/x'],
    '/gxn/{serial}': ['/gxn/x'],
    '/v1/certificates/{serial}.pdf': ['/v1/certificates/x.pdf'],
    '/v1/offices/{id}/members': ['/v1/offices/x/members'],
    '/v1/offices/{id}/substitutes': ['/v1/offices/x/substitutes'],
    '/v1/webhooks/{id}/deliveries': ['/v1/webhooks/x/deliveries'],
    '/v1/events': ['', 'demo:'].map((prefix) => `/v1/events?chain=${prefix}27694@2025-07-01`),
    '/v1/units/{code}': each('/v1/units/*?geometry=1', units),
    '/v1/units/{code}/history': each('/v1/units/*/history', units),
    '/v1/units': ['/v1/units', '/v1/units?level=commune&at=2020-01-01', '/v1/units?parent=80&at=2024-01-01'],
    '/v1/convert': encoded.map((q) => `/v1/convert?q=${q}&${here}`),
    '/v1/changes/tiles': ['/v1/changes/tiles?since=0'],
    '/tiles/{layers}/{z}/{x}/{y}.mvt': layers.flatMap((layer) =>
      tilesAround(lon, lat).map((tile) => `/tiles/${layer}/${tile}.mvt`),
    ),
    '/tiles/{layers}/{z}/{x}/{y}.pbf': [`/tiles/${layers.join(',')}/0/0/0.pbf`],
    '/tiles/{layers}.json': [`/tiles/${layers.join(',')}.json`],
    '/ogc/collections/{collectionId}': each('/ogc/collections/*', collections),
    '/ogc/collections/{collectionId}/queryables': each('/ogc/collections/*/queryables', collections),
    '/ogc/collections/{collectionId}/items': collections.flatMap((id) =>
      ['json', 'html', 'csv'].flatMap((f) => [
        `/ogc/collections/${id}/items?f=${f}&limit=1000`,
        `/ogc/collections/${id}/items?f=${f}&limit=100&${box}&datetime=2024-01-01T00:00:00Z/..`,
      ]),
    ),
    '/ogc/collections/{collectionId}/items/{featureId}': ['json', 'html'].flatMap((f) => [
      ...each(`/ogc/collections/addresses/items/*?f=${f}`, ids),
      ...each(
        `/ogc/collections/communes/items/*?f=${f}`,
        units.map((code) => `${code}@2025-07-01`),
      ),
    ]),
    '/ogc/collections/{collectionId}/tiles': each('/ogc/collections/*/tiles', collections),
    '/ogc/collections/{collectionId}/tiles/{tileMatrixSetId}': each(
      '/ogc/collections/*/tiles/WebMercatorQuad',
      collections,
    ),
    '/styles/{id}.json': ['/styles/light.json', ...each('/styles/*.json', themes)],
    '/fonts/{fontstack}/{range}.pbf': ['/fonts/none/0-255.pbf'],
    '/sprites/{name}': ['/sprites/none.json'],
  } as Readonly<Record<string, readonly string[]>>
}

/** The tile of each zoom around a position, as `z/x/y`. */
function tilesAround(lon: number, lat: number): string[] {
  const y = (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2
  return Array.from(
    { length: 17 },
    (_, z) => `${z}/${Math.floor(((lon + 180) / 360) * 2 ** z)}/${Math.floor(y * 2 ** z)}`,
  )
}
