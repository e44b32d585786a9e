import { randomUUID } from 'node:crypto'
import type { App } from '../../src/http/edge/app-type.ts'
import { nameSlug } from '../../src/search/names/gazetteer-name-index.ts'
import { LAT, LON, STREET } from './canaries.ts'

export interface Answer {
  request: string
  body: Buffer
}

/** What every route of openapi.json answers about these addresses; one whose parameters are not known here is an error. */
export async function everyRoute(app: App, addresses: readonly string[]): Promise<Answer[]> {
  const { paths } = (await app.inject('/openapi.json')).json<{
    paths: Record<string, Record<string, unknown>>
  }>()
  const uids = [...new Set(addresses)]
  const answers: Answer[] = []
  const ask = async (options: {
    method?: 'GET' | 'POST'
    url: string
    payload?: object | string
    headers?: Record<string, string>
  }) => {
    const reply = await app.inject({ method: 'GET', ...options })
    answers.push({ request: `${options.method ?? 'GET'} ${options.url}`, body: reply.rawPayload })
  }
  for (const path of Object.keys(paths)) {
    const given = URLS[path] ?? (path.includes('{') ? undefined : [path])
    if ('get' in paths[path]!) {
      if (!given) throw new Error(`${path}: name its parameters in this test`)
      for (const url of typeof given === 'function' ? given(uids) : given) await ask({ url })
    }
    if ('post' in paths[path]!) {
      const bodies = BODIES[path]
      if (!bodies) throw new Error(`${path}: give it a body in this test`)
      for (const { url = path, ...rest } of bodies(uids)) await ask({ method: 'POST', url, ...rest })
    }
  }
  return answers
}

const HERE = `lat=${LAT}&lon=${LON + 5e-4}`
const AREA = [LON - 0.01, LAT - 0.01, LON + 0.01, LAT + 0.01].join(',')
const QUERIES = [
  '7, Phường Long An',
  '7 Long An',
  // numbers that nobody has: the nearest ones are told
  `9 ${STREET}`,
  `99998 ${STREET}`,
  STREET,
  'Kym',
  'Nhà bà',
  '09',
  'L09',
  `${LAT}, ${LON}`,
].map(encodeURIComponent)
/** Ids made of the street's name: the street, and numbers that nobody has. */
const STREET_IDS = ['', '#9', '#99998'].map((number) => `street:27694:${nameSlug(STREET)}${number}`)
type Urls = readonly string[] | ((uids: readonly string[]) => string[])
const URLS: Readonly<Record<string, Urls>> = {
  '/v1/autocomplete': QUERIES.flatMap((q) => [
    `/v1/autocomplete?q=${q}&limit=20&${HERE}`,
    `/v1/autocomplete?q=${q}&limit=20&view=list&${HERE}`,
  ]),
  '/v1/features/{id}': (uids) => [
    ...uids.flatMap((id) => [`/v1/features/${id}`, `/v1/features/${id}?at=2026-12-31`]),
    ...STREET_IDS.map((id) => `/v1/features/${encodeURIComponent(id)}`),
  ],
  '/v1/search': QUERIES.flatMap((q) => [
    `/v1/search?q=${q}&limit=20&${HERE}`,
    `/v1/search?q=${q}&limit=20&bbox=${AREA}&explain=1&interpolate=1`,
    `/v1/search?q=${q}&limit=20&commune=27694&at=2026-01-15`,
  ]),
  '/v1/reverse': [0, 4e-4, 8e-4, 12e-4, 16e-4, 20e-4].flatMap((east) => [
    `/v1/reverse?lat=${LAT}&lon=${LON + east}&limit=20&radius=5000`,
    `/v1/reverse?lat=${LAT}&lon=${LON + east}&limit=20&radius=5000&types=house,hamlet,place,street,commune`,
  ]),
  '/v1/features/{id}/numbers': (uids) =>
    [...uids, ...STREET_IDS].flatMap((id) =>
      ['', '?begins=9', '?begins=99998'].map(
        (query) => `/v1/features/${encodeURIComponent(id)}/numbers${query}`,
      ),
    ),
  '/v1/nearby': [`/v1/nearby?layer=place&limit=100&${HERE}`, `/v1/nearby?layer=health&${HERE}`],
  '/v1/basemap/candidates': [`/v1/basemap/candidates?${HERE}`],
  '/v1/codes/{code}': [
    '/v1/codes/82120',
    '/v1/codes/L0000000000',
    '/v1/codes/0900000001',
    '/v1/codes/7P28GC66%2B9Q',
  ],
  '/v1/addresses/{id}': (uids) =>
    uids.flatMap((id) => [
      `/v1/addresses/${id}`,
      `/v1/addresses/${id}?at=2026-12-31`,
      `/v1/addresses/${id}?at=2025-07-02`,
    ]),
  '/v1/addresses/{id}.pdf': (uids) => uids.slice(0, 1).map((id) => `/v1/addresses/${id}.pdf`),
  '/v1/addresses/{id}/history': (uids) => uids.map((id) => `/v1/addresses/${id}/history`),
  '/v1/addresses/{id}/units': (uids) => uids.map((id) => `/v1/addresses/${id}/units?limit=500`),
  ...Object.fromEntries(
    ['hamlets', 'streets'].flatMap((kind) => [
      [`/v1/${kind}`, [`/v1/${kind}?commune=27694`]],
      [`/v1/${kind}/{id}`, (uids: readonly string[]) => uids.map((id) => `/v1/${kind}/${id}`)],
      [
        `/v1/${kind}/{id}/history`,
        (uids: readonly string[]) => uids.map((id) => `/v1/${kind}/${id}/history`),
      ],
    ]),
  ),
  ...Object.fromEntries(
    ['members', 'substitutes'].map((of) => [`/v1/offices/{id}/${of}`, [`/v1/offices/x/${of}`]]),
  ),
  '/v1/proposals/{id}': ['/v1/proposals/x'],
  '/v1/addresses/{id}/audit': (uids) => uids.map((id) => `/v1/addresses/${id}/audit`),
  '/v1/items/address/{id}': ['/v1/items/address/x'],
  '/v1/addresses/{id}/people': (uids) => uids.map((id) => `/v1/addresses/${id}/people`),
  '/v1/person-requests/{id}': ['/v1/person-requests/00000000-0000-0000-0000-000000000000'],
  '/v1/evidence/{id}': ['/v1/evidence/x'],
  '/v1/declarations/{number}': ['/v1/declarations/x'],
  '/v1/reports/{number}': ['/v1/reports/x'],
  '/gxn/{serial}': ['/gxn/x'],
  '/v1/certificates/{serial}.pdf': ['/v1/certificates/x.pdf'],
  '/v1/webhooks/{id}/deliveries': ['/v1/webhooks/x/deliveries'],
  '/v1/events': ['', 'demo:'].map((prefix) => `/v1/events?chain=${prefix}27694@2025-07-01&limit=1000`),
  '/v1/feeds/{commune}.atom': ['/v1/feeds/27694.atom'],
  '/v1/batches/{id}': ['/v1/batches/x?rows=added'],
  '/v1/layers/{id}/draft': ['/v1/layers/x/draft'],
  '/v1/layers/{id}/counts': ['/v1/layers/epidemiology/counts'],
  '/v1/units/{code}': ['/v1/units/27694?geometry=1'],
  '/v1/units/{code}/history': ['/v1/units/27694/history'],
  '/v1/convert': [`/v1/convert?q=${encodeURIComponent('7, Phường 1, Tân An')}&${HERE}`],
  '/v1/changes/tiles': ['/v1/changes/tiles?since=0'],
  '/tiles/{layers}/{z}/{x}/{y}.mvt': ['/tiles/address/0/0/0.mvt'],
  '/tiles/{layers}/{z}/{x}/{y}.pbf': ['/tiles/address/0/0/0.pbf'],
  '/tiles/{layers}.json': ['/tiles/address,commune,street,place.json'],
  '/ogc/collections/{collectionId}': ['/ogc/collections/addresses'],
  '/ogc/collections/{collectionId}/queryables': ['/ogc/collections/addresses/queryables'],
  '/ogc/collections/{collectionId}/items': ['json', 'html', 'csv'].flatMap((f) =>
    ['addresses', 'streets', 'hamlets', 'places'].flatMap((id) => [
      `/ogc/collections/${id}/items?f=${f}&limit=1000`,
      `/ogc/collections/${id}/items?f=${f}&limit=1000&bbox=${AREA}`,
    ]),
  ),
  '/ogc/collections/{collectionId}/items/{featureId}': (uids) =>
    uids.flatMap((id) => ['json', 'html'].map((f) => `/ogc/collections/addresses/items/${id}?f=${f}`)),
  '/ogc/collections/{collectionId}/tiles': ['/ogc/collections/addresses/tiles'],
  '/ogc/collections/{collectionId}/tiles/{tileMatrixSetId}': [
    '/ogc/collections/addresses/tiles/WebMercatorQuad',
  ],
  '/styles/{id}.json': ['/styles/light.json'],
  '/fonts/{fontstack}/{range}.pbf': ['/fonts/none/0-255.pbf'],
  '/sprites/{name}': ['/sprites/none.json'],
}

interface Body {
  url?: string
  payload: object | string
  headers?: Record<string, string>
}
const table = (csv: string): Pick<Body, 'payload' | 'headers'> => ({
  payload: `--x\r\ncontent-disposition: form-data; name="data"; filename="a.csv"\r\n\r\n${csv}\r\n--x--\r\n`,
  headers: { 'content-type': 'multipart/form-data; boundary=x' },
})
const BODIES: Readonly<Record<string, (uids: readonly string[]) => Body[]>> = {
  '/v1/reverse': () => [
    {
      url: '/v1/reverse?limit=20',
      payload: {
        type: 'LineString',
        coordinates: [
          [LON, LAT],
          [LON + 2e-3, LAT],
        ],
      },
    },
  ],
  // The doors are shut: whoever is nobody is told so, whatever stands in the body.
  '/v1/addresses': () => [{ payload: { class: 1 } }],
  '/v1/addresses/number': () => [{ payload: { street: STREET, commune_code: '27694', dry_run: true } }],
  '/v1/transitions': () => [{ payload: { to: 'verified', items: [] } }],
  ...Object.fromEntries(
    [
      'transitions',
      'merge',
      'split',
      'identifiers',
      'positions',
      'names',
      'units',
      'redactions',
      'certificates',
    ].map((act) => [
      `/v1/addresses/{id}/${act}`,
      (uids: readonly string[]) => uids.map((id) => ({ url: `/v1/addresses/${id}/${act}`, payload: {} })),
    ]),
  ),
  '/v1/addresses/{id}/people/{contact}/confirm': (uids) =>
    uids.map((id) => ({ url: `/v1/addresses/${id}/people/${randomUUID()}/confirm`, payload: {} })),
  '/v1/evidence': () => [{ payload: { number: 'x' } }],
  '/v1/declarations/{number}/objection': () => [
    { url: '/v1/declarations/x/objection', payload: { text: 'x' } },
  ],
  '/v1/addresses/{id}/corrections': (uids) =>
    uids.map((id) => ({ url: `/v1/addresses/${id}/corrections`, payload: { street: 'x' } })),
  '/v1/declarations': () => [{ payload: { class: 1 } }],
  '/v1/reports': () => [{ payload: { about: '0900000001', kind: 'other', text: 'x' } }],
  '/v1/certificates/{serial}/revoke': () => [{ url: '/v1/certificates/x/revoke', payload: {} }],
  '/v1/reports/{number}/settle': () => [{ url: '/v1/reports/x/settle', payload: {} }],
  '/v1/accounts/{id}/undo': () => [{ url: '/v1/accounts/x/undo', payload: {} }],
  '/v1/keys': () => [{ payload: {} }],
  '/v1/accounts': () => [{ payload: {} }],
  '/v1/accounts/requests': () => [{ payload: {} }],
  '/v1/activations': () => [{ payload: { slip: 'x' } }],
  '/v1/session': () => [{ payload: { login: 'x', password: 'x' } }],
  '/v1/session/factor': () => [{ payload: { code: 'x' } }],
  '/v1/me/password': () => [{ payload: { password: 'x', new_password: 'x' } }],
  '/v1/me/oidc': () => [{ payload: { password: 'x' } }],
  '/v1/me/factor': () => [{ payload: {} }],
  '/v1/me/recovery-codes': () => [{ payload: { password: 'x' } }],
  '/v1/offices': () => [{ payload: {} }],
  '/v1/webhooks': () => [{ payload: { url: 'https://receiver.example/' } }],
  ...Object.fromEntries(
    ['hamlets', 'streets'].flatMap((kind) => [
      [`/v1/${kind}`, () => [{ payload: {} }]],
      ...['merge', 'end'].map((act) => [
        `/v1/${kind}/{id}/${act}`,
        () => [{ url: `/v1/${kind}/x/${act}`, payload: {} }],
      ]),
    ]),
  ),
  ...Object.fromEntries(
    [
      'batches',
      'person-requests',
      ...['reply', 'extend', 'fulfil'].map((act) => `person-requests/{id}/${act}`),
      ...['apply', 'undo', 'sample', 'verify'].map((act) => `batches/{id}/${act}`),
      'layers/{id}/publish',
      'events/{id}/undo',
      ...['identity', 'decline', 'suspend', 'hand-over', 'review', 'factor-reset', 'slip'].map(
        (act) => `accounts/{id}/${act}`,
      ),
      'offices/{id}/slips',
      'offices/{id}/substitutes',
      'approvals/{id}',
      'webhooks/{id}/redeliver',
      'findings/{id}/repair',
      ...['accept', 'reject', 'return', 'reopen'].map((act) => `proposals/{id}/${act}`),
    ].map((path) => [`/v1/${path}`, () => [{ url: `/v1/${path.replace('{id}', 'x')}`, payload: {} }]]),
  ),
  '/v1/batch': () => [
    {
      payload: {
        queries: ['7, Phường Long An', { reverse: { lat: LAT, lon: LON, limit: 20, radius: 5000 } }],
      },
    },
  ],
  '/v1/codes/validate': () => [{ payload: { codes: ['L0000000000', '8012345678'] } }],
  '/v1/convert': () => [{ payload: { addresses: ['7, Phường 1, Tân An'] } }],
  '/v1/search/csv': () => [table('address\n"7, Phường Long An"\nKym\n')],
  '/v1/reverse/csv': () => [
    table(`lat,lon\n${Array.from({ length: 100 }, (_, i) => `${LAT},${LON + i * 2e-5}`).join('\n')}\n`),
  ],
}
