import { bbox, bboxPolygon, booleanIntersects } from '@turf/turf'
import { parse } from 'csv-parse/sync'
import type { Feature, Geometry, Point, Position } from 'geojson'
import t from 'tap'
import { type Box, boxesIntersect } from '../../../src/geo/box.ts'
import { type CoordinateSystem, namedSystem } from '../../../src/geo/coordinate-systems.ts'
import { encodePoint } from '../../../src/geo/geopackage-geometry.ts'
import { parseWellKnownText } from '../../../src/geo/well-known-text.ts'
import type { App } from '../../../src/http/edge/app-type.ts'
import { removeDemoThemes } from '../../../src/importing/demo/demo-themes.ts'
import { RecordStore } from '../../../src/store/record-store.ts'
import { servedApp } from '../../support/served-app.ts'
import { seeded } from '../../support/tile-record.ts'

interface Page {
  features: Feature<Geometry | null, Record<string, unknown>>[]
  numberReturned: number
  numberMatched?: number
  links: { rel: string; href: string; type: string }[]
}

const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'
const EPSG = 'http://www.opengis.net/def/crs/EPSG/0/'
const EPSG4326 = `${EPSG}4326`

function reader(app: App) {
  const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers })
  const json = async (url: string) => (await get(url)).json()
  /** Every feature, page after page, with limits drawn anew for each. */
  const walk = async (
    collection: string,
    query: string,
    limit: () => number,
    between: () => void = () => {},
  ): Promise<Page['features']> => {
    const all: Page['features'] = []
    let url: string | undefined = `/ogc/collections/${collection}/items?${query}&limit=${limit()}`
    while (url) {
      const page: Page = await json(url)
      all.push(...page.features)
      const next = page.links.find(({ rel }) => rel === 'next')?.href
      between()
      if (!next) return all
      const following = new URL(next)
      following.searchParams.set('limit', String(limit()))
      url = following.pathname + following.search
    }
    return all
  }
  return { get, json, walk }
}

/** Turf's answer, asked only where the boxes meet: it is slow. */
const meets = (geometry: Geometry, box: Box) =>
  boxesIntersect(bbox(geometry) as unknown as Box, box) && booleanIntersects(geometry, bboxPolygon([...box]))
type Nested = Position | Nested[]
const projected = (geometry: Geometry, system: CoordinateSystem): Geometry => {
  const to = (nested: Nested): Nested =>
    typeof nested[0] === 'number'
      ? system.fromDegrees(nested[0], nested[1] as number)
      : (nested as Nested[]).map(to)
  return { ...geometry, coordinates: to((geometry as Point).coordinates) } as Geometry
}
const ids = (features: readonly { id?: string | number | undefined }[]) =>
  features.map(({ id }) => String(id))

t.test('OGC API', async (t) => {
  const { app, demo, state, close } = await servedApp()
  t.teardown(close)
  const { get, json, walk } = reader(app)
  const { record } = demo
  const random = seeded(5)
  const limits = (most: number) => () => 1 + Math.floor(random() * most)
  const communes = state.followers.units.register.at('2026-01-15', { level: 'commune' })
  record.write(() => {
    removeDemoThemes(record, 'agriculture')
    record.themes.insert({
      theme: 'agriculture',
      uid: 'a',
      address_uid: null,
      properties: '{"beds":3,"name":"<b>Trạm</b>"}',
      geom: encodePoint(106.4, 10.5),
    })
    record.themes.insert({
      theme: 'agriculture',
      uid: 'b',
      address_uid: null,
      properties: '{"beds":7}',
      geom: encodePoint(106.5, 10.6),
    })
    record.themes.insert({
      theme: 'agriculture',
      uid: 'c',
      address_uid: null,
      properties: '{"beds":7}',
      geom: null,
    })
    record.db
      .prepare(`UPDATE theme SET fields = '{"beds":"Number","name":"String"}' WHERE id = 'agriculture'`)
      .run()
    record.db.exec('DELETE FROM theme_count')
    for (const [i, { code }] of communes.slice(0, 10).entries())
      for (const period of ['2025-11', '2025-12'])
        record.themes.putCount({
          theme: 'epidemiology',
          commune_code: code,
          period,
          count: i === 0 ? null : 5 + i,
        })
  })

  t.test('every link of the service answers, as JSON and as a page without script', async (t) => {
    const seen = new Set<string>()
    const queue = ['http://localhost:80/ogc']
    while (queue.length > 0) {
      const url = new URL(queue.pop()!)
      const key = url.pathname + url.search
      if (seen.has(key) || !url.pathname.startsWith('/ogc') || url.pathname.includes('/items/')) continue
      seen.add(key)
      const reply = await get(key)
      t.ok([200, 302].includes(reply.statusCode), `${key}: ${reply.statusCode}`)
      const type = String(reply.headers['content-type'])
      if (type.startsWith('text/html')) {
        t.notMatch(reply.body, /<script|style=|onclick=/)
        t.match(reply.headers['content-security-policy'], "default-src 'self'")
      } else if (type.includes('json')) {
        const links = JSON.stringify(reply.json()).matchAll(/"href":"(http:\/\/localhost[^"{]*)"/g)
        for (const [, href] of links) if (!href!.includes('after=')) queue.push(href!)
      }
    }
    t.ok(seen.size > 80, `${seen.size} addresses`)
  })

  t.test('the collections are the tables and the thematic layers', async (t) => {
    const { collections } = await json('/ogc/collections')
    t.same(ids(collections), [
      ...['addresses', 'communes', 'districts', 'provinces', 'streets', 'places', 'hamlets'],
      ...['agriculture', 'education', 'epidemiology', 'health', 'tourism'],
    ])
    const addresses = await json('/ogc/collections/addresses')
    const [west, south, east, north] = addresses.extent.spatial.bbox[0]
    t.ok(west > 105 && west < east && east < 107.5 && south > 10 && south < north && north < 12)
    t.same(addresses.crs.slice(0, 2), [CRS84, EPSG4326])
    t.ok(addresses.crs.includes(`${EPSG}9210`) && addresses.crs.includes(`${EPSG}3857`))
  })

  t.test('each collection has the extent of its own features', async (t) => {
    for (const { id, extent } of (await json('/ogc/collections')).collections) {
      const all = await walk(id, 'datetime=../..', () => 1000)
      const around = all.flatMap(({ geometry }) => (geometry ? [bbox(geometry) as unknown as Box] : []))
      if (around.length === 0) t.notOk(extent?.spatial, `${id} lies nowhere`)
      else {
        const edges = extent.spatial.bbox[0] as Box
        for (const edge of [0, 1, 2, 3] as const) {
          const furthest = (edge < 2 ? Math.min : Math.max)(...around.map((box) => box[edge]))
          t.ok(Math.abs(furthest - edges[edge]) < 2e-5, `${id}: ${edges} at ${furthest}`)
        }
      }
    }
  })

  t.test('a former unit has the area of the communes of today that its land is in, if any', async (t) => {
    const one = (id: string) => json(`/ogc/collections/${id}`)
    const made = await one('districts/items/806@2019-01-01')
    t.match(made.geometry, { type: 'MultiPolygon' })
    t.match(made.properties, { area_source: /dissolved from 6 communes/, area_approximate: true })
    t.match(await one('districts/items/794@2019-01-01'), {
      geometry: null,
      properties: { area_source: null },
    })
    const inside = await json('/ogc/collections/districts/items?bbox=106.6,10.5,106.61,10.51&limit=50')
    t.ok(inside.features.some(({ id }: { id: string }) => id === '806@2019-01-01'))
  })

  t.test('offset skips, to a bound, as a walk does', async (t) => {
    for (const [collection, query] of [
      ['addresses', ''],
      ['addresses', '&class=2'],
      ['addresses', '&bbox=106,10,106.6,10.7'],
      ['communes', '&sortby=-name'],
      ['health', ''],
      ['epidemiology', ''],
    ] as const) {
      const all = ids(await walk(collection, query, () => 1000))
      for (const offset of [0, 1, Math.floor(all.length / 2), all.length - 1, all.length, 100_000]) {
        const page = await json(`/ogc/collections/${collection}/items?limit=3&offset=${offset}${query}`)
        t.same(ids(page.features), all.slice(offset, offset + 3), `${collection}${query} from ${offset}`)
        const next = page.links.find(({ rel }: { rel: string }) => rel === 'next')?.href
        t.equal(next !== undefined, all.length > offset + 3)
        if (next) t.same(ids((await json(next)).features), all.slice(offset + 3, offset + 6), 'and goes on')
      }
    }
  })

  t.test('sortby, either way, with what has no value last', async (t) => {
    for (const [collection, properties] of Object.entries({
      addresses: ['id', 'code', 'commune_code'],
      communes: ['id', 'name'],
      streets: ['id', 'name'],
      health: ['id', 'name', 'type'],
      agriculture: ['id', 'beds', 'name'],
      epidemiology: ['id'],
    }))
      for (const property of properties)
        for (const sign of ['', '%2B', '-']) {
          const found = await walk(collection, `sortby=${sign}${property}`, limits(400))
          const values = found.map(
            ({ id, properties: own }) => (property === 'id' ? id : own[property]) ?? null,
          )
          const some = values.filter((value) => value !== null) as (string | number)[]
          t.same(values.slice(some.length), Array(values.length - some.length).fill(null))
          const sorted = [...some].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
          t.same(some, sign === '-' ? sorted.reverse() : sorted, `${collection} by ${sign}${property}`)
          t.equal(new Set(ids(found)).size, (await walk(collection, '', () => 1000)).length)
        }
  })

  t.test('filter: CQL2 over every collection, with the other parameters', async (t) => {
    const filtered = (filter: string, more = '') => `filter=${encodeURIComponent(filter)}${more}`
    const commune = communes[0]!
    const cases: [
      collection: string,
      query: string,
      means: (feature: Page['features'][number]) => boolean | null | undefined,
    ][] = [
      ['addresses', filtered('class IN (2, 3)'), ({ properties: p }) => p.class === 2 || p.class === 3],
      [
        'addresses',
        filtered(
          "class = 1 AND street LIKE '%a%' AND S_INTERSECTS(geometry, BBOX(106.3, 10.4, 106.6, 10.7))",
        ),
        ({ geometry, properties: p }) =>
          p.class === 1 &&
          String(p.street ?? '').includes('a') &&
          meets(geometry!, [106.3, 10.4, 106.6, 10.7]),
      ],
      [
        'addresses',
        filtered('class = 1', '&bbox=106.3,10.4,106.6,10.7&class=1'),
        ({ geometry, properties: p }) => p.class === 1 && meets(geometry!, [106.3, 10.4, 106.6, 10.7]),
      ],
      ['addresses', filtered('class = 1', '&class=2'), () => false],
      ['communes', filtered(`code = '${commune.code}'`), ({ properties: p }) => p.code === commune.code],
      ['streets', filtered('geometry IS NULL'), ({ geometry }) => geometry === null],
      ['streets', filtered("name > 'N'", '&sortby=name'), ({ properties: p }) => String(p.name) > 'N'],
      ['agriculture', filtered('beds > 3'), ({ properties: p }) => Number(p.beds) > 3],
      ['epidemiology', filtered('suppressed = true'), ({ properties: p }) => p.suppressed === true],
      [
        'agriculture',
        filtered('{"op":"=","args":[{"property":"beds"},7]}', '&filter-lang=cql2-json'),
        ({ properties: p }) => p.beds === 7,
      ],
    ]
    for (const [collection, query, means] of cases) {
      const sort = query.includes('&sortby') ? 'sortby=name' : ''
      const expected = ids((await walk(collection, sort, () => 1000)).filter(means))
      t.same(
        ids(await walk(collection, query, limits(400))),
        expected,
        `${collection}: ${expected.length} of ${query}`,
      )
      const hits = await json(`/ogc/collections/${collection}/items?resultType=hits&${query}`)
      t.equal(hits.numberMatched, expected.length)
    }
    const { properties } = await json('/ogc/collections/agriculture/queryables')
    t.match(properties, { beds: { type: 'number' }, geometry: { format: 'geometry-any' } })
  })

  t.test('resultType=hits tells the number alone', async (t) => {
    for (const query of ['', '&class=3', '&bbox=106,10,106.5,10.6']) {
      const all = await walk('addresses', query, () => 1000)
      const hits = await json(`/ogc/collections/addresses/items?resultType=hits${query}`)
      t.match(hits, { numberMatched: all.length, numberReturned: 0, features: [] })
      t.notOk(hits.links.some(({ rel }: { rel: string }) => rel === 'next'))
    }
  })

  t.test('a walk with any page size meets every feature once', async (t) => {
    for (const collection of [
      'addresses',
      'communes',
      'streets',
      'places',
      'hamlets',
      'agriculture',
      'epidemiology',
    ]) {
      const found = ids(await walk(collection, '', limits(collection === 'addresses' ? 700 : 90)))
      const { numberMatched } = await json(`/ogc/collections/${collection}/items?limit=1`)
      t.equal(new Set(found).size, found.length, `${collection}: none twice`)
      t.equal(found.length, numberMatched, `${collection}: all`)
    }
    const uids = record.db.prepare(
      "SELECT uid FROM address WHERE status != 'retired' AND status != 'reserved'",
    )
    t.same(ids(await walk('addresses', '', limits(700))).sort(), uids.pluck().all().sort())
  })

  t.test('also while others add, change and remove', async (t) => {
    const outside = RecordStore.open(demo.dataDir)
    t.teardown(() => outside.close())
    const before = new Set(ids(await walk('addresses', '', () => 1000)))
    const removed = new Set<string>()
    const edit = () =>
      outside.write(() => {
        const row = outside.db.prepare('SELECT * FROM address ORDER BY random() LIMIT 1').get() as {
          fid: number
          uid: string
        }
        outside.db.prepare('DELETE FROM address WHERE fid = ?').run(row.fid)
        removed.add(row.uid)
        outside.addresses.insert({
          ...outside.addresses.byFid(outside.addresses.lastFid())!,
          uid: `new-${removed.size}`,
          code: null,
          ndas: null,
        })
        outside.db.prepare("UPDATE address SET house_number = '7' WHERE fid % 37 = 0").run()
      })
    const found = ids(await walk('addresses', '', limits(150), edit))
    t.ok(removed.size > 10)
    t.equal(new Set(found).size, found.length, 'none twice')
    const met = new Set(found)
    t.same(
      [...before].filter((id) => !met.has(id) && !removed.has(id)),
      [],
      'none lost',
    )
  })

  t.test('bbox chooses what a look at every geometry would', async (t) => {
    for (const collection of ['addresses', 'streets', 'communes', 'epidemiology', 'agriculture']) {
      const all = await walk(collection, '', () => 1000)
      for (let i = 0; i < 3; i++) {
        const [x, y, w, h] = [105.6 + random(), 10.4 + random() * 0.7, random() * 0.3, random() * 0.3]
        const box: Box = [x, y, x + w, y + h]
        const expected = all.filter(({ geometry }) => geometry && meets(geometry, box))
        const found = await walk(collection, `bbox=${box}`, limits(200))
        t.same(ids(found), ids(expected), `${collection} in ${box}`)
        const turned = await walk(
          collection,
          `bbox=${[y, x, y + h, x + w]}&bbox-crs=${encodeURIComponent(EPSG4326)}`,
          () => 1000,
        )
        t.same(ids(turned), ids(expected), 'the same in the axes of EPSG:4326')
      }
    }
    const heights = await json('/ogc/collections/addresses/items?bbox=106,10,-5,107,11,9000&limit=1')
    const flat = await json('/ogc/collections/addresses/items?bbox=106,10,107,11&limit=1')
    t.same(heights.features, flat.features)
    const around = await json('/ogc/collections/addresses/items?bbox=106.5,10,-170,11&limit=1000')
    const east = await json('/ogc/collections/addresses/items?bbox=106.5,10,180,11&limit=1000')
    t.same(ids(around.features), ids(east.features), 'across the antimeridian')
  })

  t.test('datetime chooses what is or was in force', async (t) => {
    const on = async (datetime: string) => {
      const units = await walk('communes', `datetime=${datetime}`, () => 1000)
      return units.length
    }
    const count = (day: string) => state.followers.units.register.at(day, { level: 'commune' }).length
    t.equal(await on('2025-08-01'), count('2025-08-01'))
    t.equal(await on('2025-06-30'), count('2025-06-30'))
    t.equal(await on('2025-06-30T16:59:59Z'), count('2025-06-30'), 'one second before midnight in Vietnam')
    t.equal(await on('2025-06-30T17:00:00Z'), count('2025-07-01'))
    t.equal(await on('2025-07-01T00:00:00%2B07:00'), count('2025-07-01'))
    t.equal(await on('2025-06-30/2025-07-01'), count('2025-06-30') + count('2025-07-01'))
    const { all: units, today } = state.followers.units.register
    t.equal(await on('../..'), units.filter(({ level }) => level === 'commune').length)
    t.equal((await walk('communes', '', () => 70)).length, count(today), 'of today without a day')
    t.equal((await json('/ogc/collections/communes/items?limit=1')).numberMatched, count(today))
    t.equal(await on('2025-07-01/..'), count('2025-07-01'))

    const all = await walk('addresses', '', () => 1000)
    const times = all
      .map(({ properties }) => String(properties.updated_at ?? ''))
      .filter(Boolean)
      .sort()
    const [from, to] = [times[300]!, times[900]!]
    const expected = all.filter(
      ({ properties: { updated_at: at } }) => !at || (String(at) >= from && String(at) <= to),
    )
    t.same(ids(await walk('addresses', `datetime=${from}/${to}`, limits(300))), ids(expected))
    const months = await walk('epidemiology', 'datetime=2025-12-31T18:00:00Z/..', () => 1000)
    t.equal(months.length, 0, 'December ended at 17:00 UTC')
    t.equal((await walk('epidemiology', 'datetime=2025-12-31/..', () => 1000)).length, 10)
  })

  t.test('values of properties', async (t) => {
    const all = await walk('addresses', '', () => 1000)
    const commune = String(all[0]!.properties.commune_code)
    for (const status of ['official', 'created']) {
      const expected = all.filter(({ properties: p }) => p.commune_code === commune && p.status === status)
      t.same(
        ids(await walk('addresses', `commune_code=${commune}&status=${status}`, limits(50))),
        ids(expected),
        status,
      )
    }
    t.same(ids(await walk('agriculture', 'beds=7', () => 1)), ['b', 'c'])
    t.same(ids(await walk('epidemiology', 'suppressed=true&period=2025-12', () => 5)), [
      `${communes[0]!.code}@2025-12`,
    ])
    t.equal((await json('/ogc/collections/addresses/items?status=retired')).numberMatched, 0, 'not public')
  })

  t.test('small counts are hidden, and no count is a point', async (t) => {
    const { features }: Page = await json('/ogc/collections/epidemiology/items')
    t.equal(features.length, 20)
    for (const { id, geometry, properties } of features) {
      t.match(geometry?.type, /Polygon$/)
      t.equal(id, `${properties.code}@${properties.period}`)
      t.equal(properties.count === null, properties.suppressed)
      t.notOk(typeof properties.count === 'number' && properties.count < 5)
    }
  })

  t.test('a feature, its links and its axes', async (t) => {
    for (const collection of ['addresses', 'communes', 'agriculture', 'epidemiology']) {
      const { features }: Page = await json(`/ogc/collections/${collection}/items?limit=1`)
      const path = `/ogc/collections/${collection}/items/${encodeURIComponent(String(features[0]!.id))}`
      const { links, ...feature } = await json(path)
      t.same(feature, features[0])
      t.same(
        links.map(({ rel }: { rel: string }) => rel),
        ['self', 'alternate', 'collection'],
      )
    }
    const [feature] = (await json('/ogc/collections/addresses/items?limit=1')).features
    const path = `/ogc/collections/addresses/items/${feature.id}`
    t.equal((await get(path)).headers['content-crs'], `<${CRS84}>`)
    const turned = await get(`${path}?crs=${encodeURIComponent(EPSG4326)}`)
    t.equal(turned.headers['content-crs'], `<${EPSG4326}>`)
    t.same(turned.json().geometry.coordinates, feature.geometry.coordinates.toReversed())
    for (const key of ['raw_text', 'fid', 'geom', 'successor']) t.notOk(key in feature.properties, key)
  })

  t.test('metres: answers and boxes in the systems that people measure in', async (t) => {
    for (const code of [3857, 9210, 9209, 3405]) {
      const system = namedSystem(String(code))!
      const crs = `crs=${encodeURIComponent(EPSG + code)}`
      const shown = await get(`/ogc/collections/addresses/items?limit=50&${crs}`)
      t.equal(shown.headers['content-crs'], `<${EPSG}${code}>`)
      const flat: Page = await json('/ogc/collections/addresses/items?limit=50')
      for (const [i, { geometry }] of (shown.json() as Page).features.entries()) {
        const [x, y] = (geometry as Point).coordinates
        const back = system.toDegrees(x!, y!)
        const here = (flat.features[i]!.geometry as Point).coordinates
        t.ok(Math.abs(back[0] - here[0]!) < 1e-8 && Math.abs(back[1] - here[1]!) < 1e-8, `${code}: ${x} ${y}`)
      }
      const all = [...(await walk('addresses', '', () => 1000)), ...(await walk('communes', '', () => 1000))]
      const [x, y] = system.fromDegrees(106.41, 10.536)
      for (const [width, height] of [
        [300, 300],
        [5_000, 40_000],
        [200_000, 900],
        [9e9, 9e9],
      ] as const) {
        const box: Box = [x - width, y - height, x + width, y + height]
        const asked = `bbox=${box.join(',')}&bbox-crs=${encodeURIComponent(EPSG + code)}`
        const expected = all.filter(({ geometry }) => geometry && meets(projected(geometry, system), box))
        const found = [
          ...(await walk('addresses', asked, () => 1000)),
          ...(await walk('communes', asked, () => 1000)),
        ]
        t.same(ids(found), ids(expected), `${found.length} in a box of ${width} by ${height} m of ${code}`)
      }
      const nowhere = `bbox=9e5,4e8,9.1e5,5e8&bbox-crs=${encodeURIComponent(EPSG + code)}`
      t.same((await json(`/ogc/collections/addresses/items?${nowhere}`)).features, [])
    }
  })

  t.test('properties: those that are named, in every representation', async (t) => {
    const { features }: Page = await json('/ogc/collections/addresses/items?properties=code,class&limit=2')
    for (const { properties } of features) t.same(Object.keys(properties), ['code', 'class'])
    const one = `/ogc/collections/addresses/items/${features[0]!.id}?properties=class`
    t.same(Object.keys((await json(one)).properties), ['class'])
    const page = (await get('/ogc/collections/agriculture/items?f=html&properties=beds')).body
    t.match(page, '<th scope="col">beds</th>')
    t.notMatch(page, '<th scope="col">name</th>')
    const csv = (await get('/ogc/collections/agriculture/items?f=csv&properties=beds')).body
    t.equal(csv.split('\r\n')[0], '\ufeffid,beds,lon,lat,WKT')
  })

  t.test('CSV is what the JSON says, page by page', async (t) => {
    for (const [collection, query] of [
      ['agriculture', ''],
      ['addresses', 'class=2'],
      ['communes', ''],
      ['communes', `crs=${encodeURIComponent(`${EPSG}9210`)}`],
    ] as const) {
      const rows: Record<string, string>[] = []
      let url: string | undefined = `/ogc/collections/${collection}/items?f=csv&limit=40&${query}`
      while (url) {
        const reply = await get(url)
        t.match(reply.headers['content-type'], /^text\/csv; ?charset=utf-8/)
        rows.push(...parse<Record<string, string>>(reply.body, { columns: true, bom: true }))
        url = /^<([^>]+)>; rel="next"/.exec(String(reply.headers.link ?? ''))?.[1]
      }
      const features = await walk(collection, query, () => 1000)
      t.same(
        rows.map(({ id }) => id),
        ids(features),
      )
      for (const [i, { geometry, properties }] of features.entries()) {
        const { id, lon, lat, x, y, WKT, ...cells } = rows[i]!
        for (const [name, cell] of Object.entries(cells)) t.equal(cell, String(properties[name] ?? ''))
        if (geometry?.type === 'Point') t.same([lon ?? x, lat ?? y].map(Number), geometry.coordinates)
        else if (geometry) t.same(parseWellKnownText(WKT!), geometry)
        else t.equal(`${lon ?? x}${WKT}`, '')
      }
    }
  })

  t.test('an answer keeps its tag until an edit', async (t) => {
    const url = '/ogc/collections/agriculture/items?limit=2'
    const { etag } = (await get(url)).headers
    t.equal((await get(url, { 'if-none-match': String(etag) })).statusCode, 304)
    record.write(() =>
      record.db.prepare(`UPDATE theme_feature SET properties = '{"beds":4}' WHERE uid = 'a'`).run(),
    )
    t.equal((await get(url, { 'if-none-match': String(etag) })).statusCode, 200)
    record.write(() =>
      record.db
        .prepare(`UPDATE theme_feature SET properties = '{"beds":4,"name":"<b>x</b>"}' WHERE uid = 'a'`)
        .run(),
    )
  })

  t.test('representations: f, then Accept, then JSON', async (t) => {
    const typeOf = async (url: string, accept?: string) =>
      String((await get(url, accept ? { accept } : {})).headers['content-type']).split(';')[0]
    const url = '/ogc/collections/agriculture/items'
    const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
    t.equal(await typeOf(url), 'application/geo+json')
    t.equal(await typeOf(url, '*/*'), 'application/geo+json')
    t.equal(await typeOf(url, browser), 'text/html')
    t.equal(await typeOf(url, 'application/geo+json, text/html;q=0.5'), 'application/geo+json')
    t.equal(await typeOf(`${url}?f=json`, browser), 'application/geo+json')
    t.equal(await typeOf(`${url}?f=html`, '*/*'), 'text/html')
    t.equal(await typeOf('/ogc', browser), 'text/html')
    const page = (await get(`${url}?f=html`)).body
    t.match(page, '&lt;b&gt;x&lt;/b&gt;')
    t.notMatch(page, '<b>x</b>')
    t.match(page, '<html lang="vi">')
    t.match((await get(`${url}?f=html&lang=en`)).body, '<html lang="en">')
  })

  t.test('limit: the default, and the largest page for more', async (t) => {
    const returned = async (query: string) =>
      (await json(`/ogc/collections/addresses/items${query}`)).numberReturned
    t.equal(await returned(''), 100)
    t.equal(await returned('?limit=1'), 1)
    t.equal(await returned('?limit=1000'), 1000)
    t.equal(await returned('?limit=100000000000000000000'), 1000)
  })

  t.test('the definition of the API is OpenAPI 3.0 and names the collections', async (t) => {
    const definition = await json('/ogc/api')
    t.equal(definition.openapi, '3.0.3')
    t.ok(Object.keys(definition.paths).length >= 8)
    t.notMatch(JSON.stringify(definition), '"const"')
    t.match(definition.servers[0].url, /\/ogc$/)
    const schemas = (path: string): Record<string, { type?: string; enum?: string[] }> =>
      Object.fromEntries(
        definition.paths[path].get.parameters.map((one: { name: string; schema: object }) => [
          one.name,
          one.schema,
        ]),
      )
    t.ok(schemas('/collections/{collectionId}/items').collectionId!.enum!.includes('agriculture'))
    const own = schemas('/collections/agriculture/items')
    t.match(own.limit, { type: 'integer', minimum: 1, maximum: 1000, default: 100 })
    t.same([own.beds, own.name], [{ type: 'number' }, { type: 'string' }])
    t.same(own.f!.enum, ['json', 'geojson', 'html', 'csv'])
    t.equal((await get('/ogc/api')).headers['content-type'], 'application/vnd.oai.openapi+json;version=3.0')
    const { operationId } = definition.paths['/collections/agriculture/items'].get
    t.equal(operationId, 'getFeatures.agriculture')
  })

  t.test('tilesets lead to the tiles', async (t) => {
    for (const collection of ['addresses', 'communes', 'agriculture']) {
      const { tilesets } = await json(`/ogc/collections/${collection}/tiles`)
      const set = await json(new URL(tilesets[0].links[0].href).pathname)
      t.match(set.tileMatrixSetURI, /WebMercatorQuad$/)
      const { href } = set.links.find(({ rel }: { rel: string }) => rel === 'item')
      const limit = set.tileMatrixSetLimits.find(
        ({ tileMatrix }: { tileMatrix: string }) => tileMatrix === '9',
      )
      const tile = href
        .replace('{tileMatrix}', '9')
        .replace('{tileRow}', limit.minTileRow)
        .replace('{tileCol}', limit.minTileCol)
      t.ok([200, 204].includes((await get(new URL(tile).pathname)).statusCode), tile)
    }
  })

  const items = '/ogc/collections/addresses/items'
  const refused: Record<string, [status: number, code: string, path?: string]> = {
    '/ogc/collections/none': [404, 'unknown-layer'],
    '/ogc/collections/constructor/items': [404, 'unknown-layer'],
    [`${items}/none`]: [404, 'unknown-feature'],
    '/ogc/collections/communes/items/%40': [404, 'unknown-feature'],
    '/ogc/collections/addresses/tiles/None': [404, 'not-found'],
    '/ogc?colour=red': [400, 'invalid-input', 'colour'],
    '/ogc/collections?f=xml': [400, 'invalid-input', 'f'],
    [`${items}?colour=red`]: [400, 'invalid-input', 'colour'],
    [`${items}?raw_text=x`]: [400, 'invalid-input', 'raw_text'],
    [`${items}?__proto__=x`]: [400, 'invalid-input', '__proto__'],
    [`${items}?f=xml`]: [400, 'invalid-input', 'f'],
    [`${items}?lang=fr`]: [400, 'invalid-input', 'lang'],
    [`${items}?limit=0`]: [400, 'invalid-input', 'limit'],
    [`${items}?limit=-1`]: [400, 'invalid-input', 'limit'],
    [`${items}?limit=1.5`]: [400, 'invalid-input', 'limit'],
    [`${items}?limit=ten`]: [400, 'invalid-input', 'limit'],
    [`${items}?limit=`]: [400, 'invalid-input', 'limit'],
    [`${items}?offset=-1`]: [400, 'invalid-input', 'offset'],
    [`${items}?offset=100001`]: [400, 'invalid-input', 'offset'],
    [`${items}?offset=1e3`]: [400, 'invalid-input', 'offset'],
    [`${items}?sortby=house_number`]: [400, 'invalid-input', 'sortby'],
    [`${items}?sortby=class`]: [400, 'invalid-input', 'sortby'],
    [`${items}?sortby=code,id`]: [400, 'invalid-input', 'sortby'],
    [`${items}?sortby=--code`]: [400, 'invalid-input', 'sortby'],
    [`${items}?resultType=none`]: [400, 'invalid-input', 'resultType'],
    [`${items}?sortby=code&after=${Buffer.from('addresses\n\n1').toString('base64url')}`]: [
      400,
      'invalid-input',
      'after',
    ],
    [`${items}?sortby=code&after=${Buffer.from('addresses\ncode\n["a","b"]').toString('base64url')}`]: [
      400,
      'invalid-input',
      'after',
    ],
    [`${items}?filter=colour%3D1`]: [400, 'invalid-input', 'filter'],
    [`${items}?filter=class%3D1&filter-lang=cql`]: [400, 'invalid-input', 'filter-lang'],
    [`${items}?filter=class%3D1&filter-crs=x`]: [400, 'invalid-input', 'filter-crs'],
    [`${items}?limit=1&limit=2`]: [400, 'invalid-input', 'limit'],
    [`${items}?bbox=`]: [400, 'invalid-input', 'bbox'],
    [`${items}?bbox=1,2,3`]: [400, 'invalid-input', 'bbox'],
    [`${items}?bbox=1,2,3,4,5`]: [400, 'invalid-input', 'bbox'],
    [`${items}?bbox=1,2,3,x`]: [400, 'invalid-input', 'bbox'],
    [`${items}?bbox=1,2,,4`]: [400, 'invalid-input', 'bbox'],
    [`${items}?bbox=1,2,3,1e999`]: [400, 'invalid-input', 'bbox'],
    [`${items}?bbox=1,2,3,NaN`]: [400, 'invalid-input', 'bbox'],
    [`${items}?bbox=1,0x10,3,20`]: [400, 'invalid-input', 'bbox'],
    [`${items}?bbox=1,4,3,2`]: [400, 'invalid-input', 'bbox'],
    [`${items}?bbox=1,2,9,3,4,5`]: [400, 'invalid-input', 'bbox'],
    [`${items}?bbox=1,2,3,4&bbox-crs=EPSG:4326`]: [400, 'invalid-input', 'bbox-crs'],
    [`${items}?crs=http://www.opengis.net/def/crs/EPSG/0/27700`]: [400, 'invalid-input', 'crs'],
    [`${items}?crs=http://www.opengis.net/def/crs/EPSG/0/`]: [400, 'invalid-input', 'crs'],
    [`${items}?crs=9210`]: [400, 'invalid-input', 'crs'],
    [`${items}?bbox=5,2,3,4&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/9210`]: [
      400,
      'invalid-input',
      'bbox',
    ],
    [`${items}?properties=raw_text`]: [400, 'invalid-input', 'properties'],
    [`${items}?properties=code,,class`]: [400, 'invalid-input', 'properties'],
    [`${items}?properties=constructor`]: [400, 'invalid-input', 'properties'],
    [`${items}/none?crs=x`]: [400, 'invalid-input', 'crs'],
    [`${items}?datetime=`]: [400, 'invalid-input', 'datetime'],
    [`${items}?datetime=today`]: [400, 'invalid-input', 'datetime'],
    [`${items}?datetime=2025-02-30`]: [400, 'invalid-input', 'datetime'],
    [`${items}?datetime=2025-02-30T00:00:00Z`]: [400, 'invalid-input', 'datetime'],
    [`${items}?datetime=2025-02-03T00:00:00`]: [400, 'invalid-input', 'datetime'],
    [`${items}?datetime=2025-02-03T24:00:00Z`]: [400, 'invalid-input', 'datetime'],
    [`${items}?datetime=2025-02-03/2025-01-01`]: [400, 'invalid-input', 'datetime'],
    [`${items}?datetime=../2025-01-01/..`]: [400, 'invalid-input', 'datetime'],
    [`${items}?after=x`]: [400, 'invalid-input', 'after'],
    [`${items}?after=${Buffer.from('streets\n1').toString('base64url')}`]: [400, 'invalid-input', 'after'],
    [`${items}?after=${Buffer.from('addresses\n1 OR 1').toString('base64url')}`]: [
      400,
      'invalid-input',
      'after',
    ],
    [`${items}?class=x`]: [400, 'invalid-input', 'class'],
    '/ogc/collections/agriculture/items?beds=many': [400, 'invalid-input', 'beds'],
    '/ogc/collections/epidemiology/items?suppressed=1': [400, 'invalid-input', 'suppressed'],
  }
  for (const [url, [status, code, path]] of Object.entries(refused))
    t.test(`${url} is refused`, async (t) => {
      const reply = await get(url)
      t.equal(reply.statusCode, status)
      t.match(reply.json(), { code, ...(path ? { problems: [{ path }] } : {}) })
    })
})
