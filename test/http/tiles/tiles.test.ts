import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { decodePoint, encodePoint } from '../../../src/geo/geopackage-geometry.ts'
import { worldX, worldY } from '../../../src/geo/mercator.ts'
import type { App } from '../../../src/http/edge/app-type.ts'
import { tileRoutes } from '../../../src/http/tiles/tiles.ts'
import { finished, following } from '../../../src/store/following/follower.ts'
import type { AddressRow } from '../../../src/store/record/rows.ts'
import { RecordStore } from '../../../src/store/record-store.ts'
import { ThemeMaps } from '../../../src/tiles/styles/theme-maps.ts'
import { TileServer } from '../../../src/tiles/tile-server.ts'
import { type DemoRecord, demoRecord } from '../../support/demo-record.ts'
import { routeApp } from '../../support/route-app.ts'
import { decodeTile } from '../../support/tile-record.ts'

async function served(): Promise<{ app: App; demo: DemoRecord; tiles: TileServer; outside: RecordStore }> {
  const demo = await demoRecord()
  const options = { tileCacheBytes: 4_000_000, workers: 1, today: () => '2026-01-15' }
  const tiles = await TileServer.open(demo.dataDir, options)
  let seen = demo.record.changes.last()
  const app = await routeApp(
    (app) => tileRoutes(app, { tiles, publicUrl: undefined }),
    () => {
      const changes = demo.record.changes.since(seen)
      finished(following([tiles], changes, demo.record))
      seen = changes.at(-1)?.fid ?? seen
    },
  )
  return { app, demo, tiles, outside: RecordStore.open(demo.dataDir) }
}

/** Numbers of the tile of a zoom that holds an address, as a path. */
function pathOf(row: AddressRow, z: number): string {
  const [lon, lat] = decodePoint(row.geom) as [number, number]
  return `${z}/${Math.floor(worldX(lon) * 2 ** z)}/${Math.floor(worldY(lat) * 2 ** z)}`
}

t.test('Tiles over HTTP', async (t) => {
  const { app, demo, tiles, outside } = await served()
  t.teardown(async () => {
    await app.close()
    await tiles.close()
    outside.close()
    demo.close()
  })
  const get = (url: string, headers: Record<string, string> = { 'accept-encoding': 'gzip' }) =>
    app.inject({ url, headers })
  const shown = (fid: number) => demo.record.addresses.byFid(fid) as AddressRow
  // What another program changes of a certified address is followed by its state, see test/registry.
  const [row, other] = [...demo.record.addresses.scan()]
    .map(([fid]) => shown(fid))
    .filter(({ status }) => status === 'created')
    .filter((each, i, all) => i === 0 || pathOf(each, 10) !== pathOf(all[0]!, 10)) as [AddressRow, AddressRow]

  t.test('a layer that another program adds has tiles and a TileJSON at the next request', async (t) => {
    const health = outside.themes.all().find(({ id }) => id === 'health')!
    outside.write(() => outside.themes.put({ ...health, id: 'wells', title_vi: 'Giếng khoan' }))
    t.equal((await get('/tiles/wells/10/815/482.mvt')).statusCode, 204)
    outside.write(() => outside.themes.put({ ...health, id: 'ponds', title_vi: 'Ao' }))
    t.equal((await get('/tiles/ponds,wells.json')).statusCode, 200)
    t.equal((await get('/tiles/lakes/10/815/482.mvt')).statusCode, 404)
    outside.write(() => outside.db.exec("DELETE FROM theme WHERE id IN ('wells', 'ponds')"))
    t.equal((await get('/tiles/wells/10/815/482.mvt')).statusCode, 404)
  })

  t.test('a layer is waited for while the edits that bring it are followed', async (t) => {
    const { tiles, demo } = await served()
    const app = await routeApp((app) => tileRoutes(app, { tiles, publicUrl: undefined }))
    const maps = new ThemeMaps(demo.record, tiles)
    t.teardown(async () => {
      await app.close()
      await tiles.close()
      demo.close()
    })
    const health = demo.record.themes.all().find(({ id }) => id === 'health')!
    demo.record.write(() => demo.record.themes.put({ ...health, id: 'wells', title_vi: 'Giếng khoan' }))
    const prepared = tiles.prepareInThread()
    t.same([...tiles.prepare()], [])
    const answers = [
      app.inject('/tiles/wells.json').then(({ statusCode }) => statusCode),
      app.inject('/tiles/wells/10/815/482.mvt').then(({ statusCode }) => statusCode),
      app.inject('/tiles/lakes.json').then(({ statusCode }) => statusCode),
      maps.one('wells').then((map) => map?.theme.title_vi),
    ]
    t.equal((await app.inject('/tiles/health.json')).statusCode, 200, 'others do not wait')
    await prepared
    tiles.commit()
    t.same(await Promise.all(answers), [200, 204, 404, 'Giếng khoan'])
    t.equal((await app.inject('/tiles/lakes.json')).statusCode, 404)
  })

  t.test('more tiles than are made in some seconds are not kept waiting', async (t) => {
    const asked = Array.from({ length: 500 }, (_, i) => get(`/tiles/commune/12/${3200 + i}/1900.mvt`))
    const answers = await Promise.all(asked)
    const codes = new Set(answers.map(({ statusCode }) => statusCode))
    t.ok(codes.has(503) && (codes.has(204) || codes.has(200)), [...codes].join())
    const busy = answers.find(({ statusCode }) => statusCode === 503)!
    t.equal(busy.headers['retry-after'], '1')
    t.match(busy.json(), { code: 'tiles-busy' })
    t.ok(answers.filter(({ statusCode }) => statusCode !== 503).length >= 100)
    const url = `/tiles/commune/12/${3200 + answers.indexOf(busy)}/1900.mvt`
    t.ok((await get(url)).statusCode < 300, 'later it is made')
  })

  t.test('a TileJSON says whose a layer is, as text, and opens on its data', async (t) => {
    const health = outside.themes.all().find(({ id }) => id === 'health')!
    const wells = { ...health, id: 'wells', owner: 'Sở "A" <b>', licence: 'CC BY 4.0' }
    outside.write(() => {
      outside.themes.put(wells)
      const geom = encodePoint(106.1, 10.6)
      outside.themes.insert({ theme: 'wells', uid: 'w1', address_uid: null, properties: '{}', geom })
    })
    const json = (await get('/tiles/wells.json')).json()
    t.match(json.attribution, 'Sở &quot;A&quot; &lt;b&gt; (CC BY 4.0)')
    t.match(json.vector_layers[0], { owner: wells.owner, licence: wells.licence })
    t.ok(json.bounds[2] - json.bounds[0] < 0.1 && json.bounds[0] < 106.1 && json.bounds[2] > 106.1)
    t.ok(json.center[2] >= 12, `zoom ${json.center[2]}`)
    t.equal((await get('/tiles/commune.json')).json().attribution, 'diachiso')
    outside.write(() =>
      outside.db.exec(
        "DELETE FROM theme_feature WHERE theme = 'wells'; DELETE FROM theme WHERE id = 'wells'",
      ),
    )
  })

  t.test('a tile is gzip, decodes, and keeps its tag', async (t) => {
    const url = `/tiles/address/${pathOf(row, 14)}.mvt`
    const reply = await get(url)
    t.equal(reply.statusCode, 200)
    t.match(reply.headers, {
      'content-type': 'application/vnd.mapbox-vector-tile',
      'content-encoding': 'gzip',
      vary: /accept-encoding/i,
      'cache-control': 'public, no-cache',
    })
    const layer = decodeTile(gunzipSync(reply.rawPayload))
    t.same(Object.keys(layer), ['address'])
    const feature = layer.address!.find(({ id }) => id === row.fid)!
    t.same(feature.properties, {
      id: row.uid,
      code: row.code,
      class: row.class,
      status: 'created',
      ...(row.house_number === null ? {} : { house_number: row.house_number }),
    })
    const again = await get(url, { 'accept-encoding': 'gzip', 'if-none-match': `W/${reply.headers.etag}` })
    t.equal(again.statusCode, 304)
    t.equal(again.headers.etag, reply.headers.etag)
    t.equal(again.rawPayload.length, 0)
    const plain = await get(url.replace('.mvt', '.pbf'), { 'accept-encoding': 'br, gzip;q=0' })
    t.notOk('content-encoding' in plain.headers)
    t.same(plain.rawPayload, gunzipSync(reply.rawPayload))
    t.not(plain.headers.etag, reply.headers.etag)
    const head = await app.inject({ method: 'HEAD', url, headers: { 'accept-encoding': 'gzip' } })
    t.equal(head.statusCode, 200)
    t.equal(head.headers.etag, reply.headers.etag)
    t.equal(head.rawPayload.length, 0)
    t.equal((await get('/tiles/address/14/0/0.mvt')).statusCode, 204)
  })

  t.test('layers come together, in one order', async (t) => {
    const path = pathOf(row, 12)
    const one = await get(`/tiles/address,commune,place/${path}.mvt`)
    const two = await get(`/tiles/place,address,commune/${path}.mvt`)
    t.same(Object.keys(decodeTile(gunzipSync(one.rawPayload))), ['commune', 'place', 'address'])
    t.equal(one.headers.etag, two.headers.etag)
  })

  t.test('TileJSON names tiles by version, and those never change', async (t) => {
    const json = (await get('/tiles/address,commune.json')).json()
    t.match(json, { tilejson: '3.0.0', minzoom: 0, maxzoom: 16 })
    t.same(
      json.vector_layers.map(({ id }: { id: string }) => id),
      ['commune', 'address'],
    )
    const [west, south, east, north] = json.bounds
    t.ok(west > 105 && west < east && east < 107.5 && south > 10 && south < north && north < 12)
    const [z, x, y] = pathOf(row, 14).split('/') as [string, string, string]
    const url = new URL(json.tiles[0].replace('{z}', z).replace('{x}', x).replace('{y}', y))
    const versioned = await get(url.pathname + url.search)
    t.equal(versioned.statusCode, 200)
    t.equal(versioned.headers['cache-control'], 'public, max-age=31536000, immutable')
    const outdated = await get(`${url.pathname}?v=another`)
    t.equal(outdated.headers['cache-control'], 'public, no-cache')
  })

  t.test('an edit by another program changes the tiles it touches, and no other', async (t) => {
    const zooms = [0, 6, 13, 14, 16, 18]
    const urls = (each: AddressRow) => zooms.map((z) => `/tiles/address/${pathOf(each, z)}.mvt`)
    const tags = async (list: string[]) => {
      const found: Record<string, unknown> = {}
      for (const url of list) found[url] = (await get(url)).headers.etag
      return found
    }
    const near = urls(row)
    const far = urls(other).filter((url) => !near.includes(url))
    const before = {
      near: await tags(near),
      far: await tags(far),
      communes: (await get('/tiles/commune/9/406/240.mvt')).headers.etag,
    }
    const version = (await get('/tiles/address.json')).json().tiles[0]
    outside.write(() => outside.addresses.update({ ...row, house_number: '999', status: 'alternative' }))
    const after = await tags(near)
    for (const url of near) t.not(after[url], before.near[url], `${url} changed`)
    t.same(await tags(far), before.far)
    t.equal((await get('/tiles/commune/9/406/240.mvt')).headers.etag, before.communes)
    t.not((await get('/tiles/address.json')).json().tiles[0], version)
    const tile = decodeTile(gunzipSync((await get(near[3]!)).rawPayload)).address!
    t.match(tile.find(({ id }) => id === row.fid)!.properties, { house_number: '999', status: 'alternative' })

    outside.write(() => outside.addresses.update({ ...row }))
    t.same(await tags(near), before.near, 'taking the edit back gives the old tiles')
  })

  t.test('an address that moves leaves its tile and enters another', async (t) => {
    const [lon, lat] = decodePoint(other.geom) as [number, number]
    const ids = async (path: string) => {
      const reply = await get(`/tiles/address/${path}.mvt`)
      const layers = reply.statusCode === 204 ? {} : decodeTile(gunzipSync(reply.rawPayload))
      return (layers.address ?? []).map(({ id }) => id)
    }
    t.ok((await ids(pathOf(row, 15))).includes(row.fid))
    const moved = { ...row, geom: encodePoint(lon, lat) }
    outside.write(() => outside.addresses.update(moved))
    t.notOk((await ids(pathOf(row, 15))).includes(row.fid))
    t.ok((await ids(pathOf(other, 15))).includes(row.fid))
    outside.write(() => outside.addresses.update({ ...moved, status: 'retired' }))
    t.notOk((await ids(pathOf(other, 15))).includes(row.fid), 'retired addresses are not shown')
  })

  t.test('touched tiles are named since a change', async (t) => {
    const { sequence, token, everywhere } = (await get('/v1/changes/tiles?since=0')).json()
    t.same(everywhere, tiles.layers.map(({ id }) => id).sort())
    t.ok(everywhere.includes('address') && everywhere.includes('health'))
    t.same((await get(`/v1/changes/tiles?since=${sequence}`)).json(), {
      sequence,
      token,
      more: false,
      everywhere: [],
      tiles: [],
      areas: [],
    })
    outside.write(() => outside.addresses.update({ ...other, house_number: '1/2/3' }))
    const edited = (await get(`/v1/changes/tiles?since=${sequence}`)).json()
    t.equal(edited.sequence, sequence + 1)
    const [lon, lat] = decodePoint(other.geom) as [number, number]
    const rounded = (z: number) =>
      z < 14
        ? `address/${pathOf(other, z)}`
        : `address/${z}/${[worldX(lon), worldY(lat)].map((n) => Math.round(n * 2 ** z * 4096) >> 12).join('/')}`
    t.same(
      edited.tiles,
      Array.from({ length: 17 }, (_, z) => rounded(z))
        .concat(edited.tiles.filter((key: string) => Number(key.split('/')[1]) > 16))
        .sort(),
    )
    t.equal(edited.tiles.length, 23)
    outside.write(() => outside.db.prepare("UPDATE place SET name = 'Chợ mới' WHERE fid = 1").run())
    const place = (await get(`/v1/changes/tiles?since=${edited.sequence}`)).json()
    t.ok(place.tiles.length >= 9 && place.tiles.every((key: string) => key.startsWith('place/')))
    const known = await get(`/v1/changes/tiles?since=${sequence}&token=${token}`)
    t.ok(known.json().tiles.length > 0)
    const abandoned = await get(`/v1/changes/tiles?since=${sequence}&token=0123456789abcdef`)
    t.same(abandoned.json().everywhere, everywhere, 'a change of another history: all may differ')
    t.equal((await get('/v1/changes/tiles')).statusCode, 400)
    t.equal((await get('/v1/changes/tiles?since=-1')).statusCode, 400)
  })

  t.test('the catalogue names the thematic layers, and each has tiles', async (t) => {
    const { layers } = (await get('/v1/layers', {})).json()
    t.same(
      layers.map(({ id, kind }: { id: string; kind: string }) => `${id} ${kind}`),
      [
        'agriculture features',
        'education features',
        'epidemiology counts',
        'health features',
        'tourism features',
      ],
    )
    for (const { tiles: url } of layers) t.equal((await get(new URL(url).pathname)).statusCode, 200)
  })

  t.test('communes of today, and those of another day', async (t) => {
    const codes = async (query: string) => {
      const reply = await get(`/tiles/commune_label/8/203/120.mvt${query}`)
      return reply.statusCode === 204
        ? []
        : decodeTile(gunzipSync(reply.rawPayload)).commune_label!.map(({ properties }) => properties.code)
    }
    const today = await codes('')
    t.ok(today.length > 50 && today.length <= 96, `${today.length} communes`)
    t.same(await codes('?at=2025-07-01'), today)
    const json = (await get('/tiles/commune.json?at=2025-07-01')).json()
    t.match(json.tiles[0], /&at=2025-07-01$/)
  })

  t.test('the cache stays within its bytes and is used', async (t) => {
    for (let x = 8100; x < 8160; x++) await get(`/tiles/commune,place/14/${x}/7700.mvt`)
    t.ok(tiles.cached.bytes <= 4_000_000)
    t.ok(tiles.cached.tiles > 50)
  })

  const refused: Record<string, [status: number, code: string, path?: string]> = {
    '/tiles/address/23/0/0.mvt': [400, 'bad-tile', 'z'],
    '/tiles/address/-1/0/0.mvt': [400, 'bad-tile', 'z'],
    '/tiles/address/1.5/0/0.mvt': [400, 'bad-tile', 'z'],
    '/tiles/address/3/8/0.mvt': [400, 'bad-tile', 'x'],
    '/tiles/address/3/0/8.mvt': [400, 'bad-tile', 'y'],
    '/tiles/address/3/0/1e1.mvt': [400, 'bad-tile', 'y'],
    '/tiles/address/3/00/1.mvt': [400, 'bad-tile', 'x'],
    '/tiles/address/3/0/NaN.mvt': [400, 'bad-tile', 'y'],
    '/tiles/roads/3/0/0.mvt': [404, 'unknown-layer'],
    '/tiles/constructor/3/0/0.mvt': [404, 'unknown-layer'],
    '/tiles/address,/3/0/0.mvt': [404, 'unknown-layer'],
    '/tiles/address,address/3/0/0.mvt': [400, 'bad-layers'],
    '/tiles/address.json?at=1990-01-01': [400, 'invalid-input', 'at'],
    '/tiles/commune/3/0/0.mvt?at=2025-02-31': [400, 'invalid-input', 'at'],
    '/tiles/commune/3/0/0.mvt?colour=red': [400, 'invalid-input'],
    '/tiles/nowhere.json': [404, 'unknown-layer'],
    '/tiles/address/3/0/0.png': [404, 'not-found'],
  }
  for (const [url, [status, code, path]] of Object.entries(refused))
    t.test(`${url} is refused`, async (t) => {
      const reply = await get(`${url}${url.includes('?') ? '&' : '?'}lang=en`)
      t.equal(reply.statusCode, status)
      t.match(reply.json(), { code, ...(path ? { problems: [{ path }] } : {}) })
    })
})
