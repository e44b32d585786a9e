import t from 'tap'
import { distance } from '../../../src/geo/distance.ts'
import { decodePoint, encodeGeometry, encodePoint } from '../../../src/geo/geopackage-geometry.ts'
import { fold } from '../../../src/text/syllable.ts'
import { servedApp } from '../../support/served-app.ts'

interface Reply {
  kinds: string[]
  features: {
    id: string
    geometry: { coordinates: [number, number] }
    properties: { layer: string; kind: string; name: string; distance: number; commune: { code: string } }
  }[]
}
interface Thing {
  id: string
  kind: string | null
  lon: number
  lat: number
}

const POSITIONS = [
  [106.4113, 10.536],
  [105.95, 10.85],
  [106.2, 11.3],
  [106.7, 10.5],
] as const

t.test('The nearest of a kind', async (t) => {
  const { app, demo, close } = await servedApp()
  t.teardown(close)
  const { record } = demo
  const ask = async (query: string) => (await app.inject(`/v1/nearby?${query}`)).json<Reply>()

  const things = (layer: string): Thing[] =>
    layer === 'place'
      ? [...record.gazetteer.places()].flatMap(({ uid, category, geom }) => {
          const point = geom && decodePoint(geom)
          return point ? [{ id: uid, kind: category, lon: point[0], lat: point[1] }] : []
        })
      : [...record.themes.features(layer)].flatMap(({ uid, properties, geom }) => {
          const point = geom && decodePoint(geom)
          const { type } = JSON.parse(properties) as { type?: string }
          return point ? [{ id: uid, kind: type ?? null, lon: point[0], lat: point[1] }] : []
        })

  /** Metres to the nearest by a scan of the whole layer. */
  const scanned = (layer: string, kind: string | undefined, lon: number, lat: number, limit: number) =>
    things(layer)
      .filter((thing) => kind === undefined || fold(thing.kind ?? '') === fold(kind))
      .map((thing) => Math.round(distance(lon, lat, thing.lon, thing.lat) * 10) / 10)
      .filter((metres) => metres <= 100_000)
      .sort((a, b) => a - b)
      .slice(0, limit)

  t.test('is what a scan of the layer finds, for every kind', async (t) => {
    let asked = 0
    for (const layer of ['place', 'health', 'education', 'tourism']) {
      const { kinds } = await ask(`layer=${layer}&lat=10.5&lon=106.4`)
      const those = new Set(things(layer).map(({ kind }) => kind ?? ''))
      t.same([...kinds].sort(), [...those].sort(), `the kinds of ${layer}`)
      for (const kind of [undefined, ...kinds])
        for (const [lon, lat] of POSITIONS) {
          const spelt = kind === undefined ? '' : `&kind=${encodeURIComponent(fold(kind))}`
          const { features } = await ask(`layer=${layer}&lat=${lat}&lon=${lon}&limit=7${spelt}`)
          t.same(
            features.map(({ properties }) => properties.distance),
            scanned(layer, kind, lon, lat, 7),
            `${kind} of ${layer} at ${lon}, ${lat}`,
          )
          t.ok(features.every(({ properties }) => properties.layer === layer && properties.name))
          if (kind !== undefined) t.ok(features.every(({ properties }) => properties.kind === kind))
          asked++
        }
    }
    t.ok(asked > 60, `${asked} asked`)
  })

  t.test('is measured to lines and areas themselves', async (t) => {
    const [lon, lat] = [106.31, 10.61]
    const theme = record.themes.all().find(({ id }) => id === 'agriculture')!
    const shape = (uid: string, geom: Buffer) =>
      record.themes.insert({ theme: theme.id, uid, address_uid: null, properties: '{"type":"Thử"}', geom })
    const square = (west: number, south: number, side: number) => [
      [west, south],
      [west + side, south],
      [west + side, south + side],
      [west, south + side],
      [west, south],
    ]
    record.write(() => {
      shape(
        'line',
        encodeGeometry({
          type: 'LineString',
          coordinates: [
            [lon + 0.01, lat - 1],
            [lon + 0.01, lat + 1],
          ],
        }),
      )
      shape(
        'around',
        encodeGeometry({ type: 'Polygon', coordinates: [square(lon - 0.001, lat - 0.001, 0.002)] }),
      )
      // its box is around the place, the area itself a kilometre away
      shape(
        'ring',
        encodeGeometry({
          type: 'Polygon',
          coordinates: [square(lon - 0.02, lat - 0.02, 0.04), square(lon - 0.005, lat - 0.005, 0.01)],
        }),
      )
      shape('point', encodePoint(lon, lat + 0.002))
    })
    const { features, kinds } = await ask(`layer=agriculture&kind=thu&lat=${lat}&lon=${lon}`)
    t.ok(kinds.includes('Thử'), 'a kind that came with an edit')
    t.same(
      features.map(({ id }) => id),
      ['around', 'point', 'ring', 'line'],
    )
    t.equal(features[0]!.properties.distance, 0)
    t.same(features[0]!.geometry.coordinates, [lon, lat])
    const near = (id: string, x: number, y: number) => {
      const { distance: metres } = features.find((one) => one.id === id)!.properties
      t.ok(Math.abs(metres - distance(lon, lat, x, y)) < 1, `${id} ${metres} m`)
    }
    near('point', lon, lat + 0.002)
    near('ring', lon + 0.005, lat)
    near('line', lon + 0.01, lat)
  })

  t.test('sees an edit at the next request', async (t) => {
    const [lon, lat] = [106.4113, 10.536]
    const nearest = async (query: string) =>
      (await ask(`${query}&lat=${lat}&lon=${lon}&limit=1`)).features[0]!
    const row = [...record.gazetteer.places()].find(({ category }) => category === 'market')!
    record.write(() => record.gazetteer.update('place', { ...row, geom: encodePoint(lon, lat) }))
    const moved = await nearest('layer=place&kind=market')
    t.match(moved, { id: row.uid, properties: { distance: 0, name: row.name } })
    t.match(moved.properties.commune, { code: /^\d{5}$/ })
    record.write(() =>
      record.gazetteer.update('place', { ...row, category: 'fuel', geom: encodePoint(lon, lat) }),
    )
    t.not((await nearest('layer=place&kind=market')).id, row.uid)
    t.equal((await nearest('layer=place&kind=fuel')).id, row.uid)

    const [first] = [...record.themes.features('health')]
    const feature = { ...first!, geom: encodePoint(lon, lat) }
    record.write(() => record.themes.update(feature))
    t.equal((await nearest('layer=health')).id, feature.uid)
    record.write(() => record.themes.update({ ...feature, theme: 'tourism' }))
    t.not((await nearest('layer=health')).id, feature.uid)
    t.equal((await nearest('layer=tourism')).id, feature.uid)
    record.write(() => record.themes.remove(feature.fid))
    t.not((await nearest('layer=tourism')).id, feature.uid)

    const theme = record.themes.all().find(({ id }) => id === 'health')!
    record.write(() =>
      record.themes.put({
        ...theme,
        id: 'moi-mo',
        title_vi: 'Mới',
        fields: '{"loai":"String","ten":"String"}',
      }),
    )
    t.same((await ask(`layer=moi-mo&lat=${lat}&lon=${lon}`)).features, [])
    record.write(() =>
      record.themes.insert({
        theme: 'moi-mo',
        uid: 'x',
        address_uid: null,
        properties: '{"loai":"Bến đò","ten":"Bến đò Bà Nhờ"}',
        geom: encodePoint(lon, lat),
      }),
    )
    t.match(await nearest('layer=moi-mo&kind=ben+do'), { id: 'x', properties: { name: 'Bến đò Bà Nhờ' } })
  })

  t.test('is refused in words that say what there is', async (t) => {
    for (const [query, status, code, detail] of [
      ['layer=khong-co&lat=10.5&lon=106.4', 404, 'unknown-layer', /khong-co/],
      ['layer=epidemiology&lat=10.5&lon=106.4', 404, 'unknown-layer', /epidemiology/],
      ['layer=health&kind=tiem+banh&lat=10.5&lon=106.4', 400, 'invalid-input', /Bệnh viện, Trạm y tế/],
      ['layer=health&lat=91&lon=106.4', 400, 'invalid-input', /lat/],
      ['layer=health&lat=10.5', 400, 'invalid-input', /lon/],
      ['lat=10.5&lon=106.4', 400, 'invalid-input', /layer/],
      ['layer=health&lat=10.5&lon=106.4&limit=101', 400, 'invalid-input', /limit/],
      ['layer=health&lat=10.5&lon=106.4&radius=5', 400, 'invalid-input', /radius/],
    ] as const) {
      const reply = await app.inject(`/v1/nearby?${query}`)
      const problem = reply.json<{ code: string; detail: string }>()
      t.equal(reply.statusCode, status, query)
      t.equal(problem.code, code)
      t.match(problem.detail, detail)
    }
    const far = await ask('layer=health&lat=21.03&lon=105.85')
    t.same(far.features, [], 'nothing is near Hà Nội')
  })
})
