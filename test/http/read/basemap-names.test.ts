import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Position } from 'geojson'
import t from 'tap'
import { distance } from '../../../src/geo/distance.ts'
import { BASEMAP_FILE } from '../../../src/store/basemap/basemap-layers.ts'
import { type FilePoint, type FileRoad, writeBasemap as writeFile } from '../../support/basemap-file.ts'
import { servedApp } from '../../support/served-app.ts'

interface Feature {
  id: string
  geometry: { coordinates: [number, number] } | null
  properties: {
    geocoding: { type: string; label: string; name?: string }
    vn: Record<string, unknown> & { kind: string; grade: string; warnings: string[]; basemap?: string }
  }
}
interface Reply {
  geocoding: { attribution: string }
  features: Feature[]
}
interface Nearby {
  kinds: string[]
  attribution?: string
  features: { id: string; properties: Record<string, unknown> & { name: string | null; distance: number } }[]
}

/** In Phường Long An, as the demonstration's addresses there. */
const HERE: Position = [106.4113, 10.536]
const beside = (east: number, north: number): Position => [HERE[0]! + east, HERE[1]! + north]
const OSM = '© OpenStreetMap contributors'

const ROADS: FileRoad[] = [
  { id: 'w1', name: 'Đường Quyển Sách Xanh', line: [beside(0, 0), beside(0.002, 0)] },
  // goes on, is one road
  { id: 'w2', name: 'Đường Quyển Sách Xanh', line: [beside(0.002, 0), beside(0.003, 0)] },
  { id: 'w3', name: null, line: [beside(0, 0.001), beside(0.001, 0.001)], ref: 'ĐX.987' },
  { id: 'w4', name: null, line: [beside(0, 0.002), beside(0.001, 0.002)] },
]
const POINTS: FilePoint[] = [
  { id: 'n1', name: 'Siêu thị Vinmart Zuric', label: 'Siêu thị', at: beside(0.001, 0.001) },
  { id: 'n2', name: null, label: 'Cây xăng', at: beside(0.004, 0) },
  { id: 'r3', name: 'Cây xăng Zuric Hai', label: 'Cây xăng', at: beside(0.001, 0) },
  { id: 'n4', name: 'Quán Zuric Xa', label: 'Nhà hàng, quán ăn', at: [108, 12] },
]

t.test('Names of the base map', async (t) => {
  const { app, state, demo, close } = await servedApp()
  t.teardown(close)
  const ask = async (q: string, more = '') =>
    (await app.inject(`/v1/search?q=${encodeURIComponent(q)}${more}`)).json<Reply>()
  const idsOf = ({ features }: Reply) => features.map(({ id }) => id)
  const { dataDir } = demo
  const writeBasemap: typeof writeFile = (...file) => {
    writeFile(...file)
    state.basemap.look()
  }
  const dropBasemap = () => {
    rmSync(join(dataDir, BASEMAP_FILE))
    state.basemap.look()
  }
  const streets = [...demo.record.gazetteer.streets()].slice(0, 40)

  const before = await ask('quyển sách xanh')
  t.notOk(idsOf(before).some((id) => id.startsWith('osm:')))
  const etagOf = async () => (await app.inject('/v1/search?q=ben+luc')).headers.etag
  const etag = await etagOf()

  writeBasemap(dataDir, { roads: ROADS, points: POINTS })

  t.test('are found as soon as the file is there, and marked', async (t) => {
    t.not(await etagOf(), etag, 'what was kept by clients is asked anew')
    const reply = await ask('đường quyển sách xanh, phường long an')
    const feature = reply.features.find(({ id }) => id.startsWith('osm:'))
    t.match(feature, {
      id: 'osm:w1',
      properties: {
        geocoding: { type: 'street', label: 'Đường Quyển Sách Xanh, Phường Long An, Tỉnh Tây Ninh' },
        vn: { kind: 'street', basemap: 'osm', attribution: OSM, commune: { code: '27694' } },
      },
    })
    const { vn } = feature!.properties
    for (const own of ['status', 'code', 'ndas', 'class']) t.notOk(own in vn, `no ${own} of the register`)
    t.match(reply.geocoding.attribution, OSM)
    t.equal((await ask('ben luc')).geocoding.attribution, 'diachiso', 'who is not shown is not named')
  })

  for (const [q, id] of [
    ['quyen sach xanh', 'osm:w1'],
    ['Quyển Sách Xanh long an', 'osm:w1'],
    ['ĐX.987', 'osm:w3'],
    ['vinmart zuric', 'osm:n1'],
    ['siêu thị vinmart zuric, tây ninh', 'osm:n1'],
    ['cây xăng zuric hai', 'osm:r3'],
  ] as const)
    t.test(`“${q}” finds ${id}`, async (t) => t.ok(idsOf(await ask(q)).includes(id)))

  for (const q of [
    'quyền sách xanh',
    'zuric xa',
    'quyển sách xanh, xã bến lức',
    'sách xanh đỏ tím',
    'vinmart zuric, hà nội',
  ])
    t.test(`“${q}” finds none: it says something else`, async (t) =>
      t.notOk(idsOf(await ask(q)).some((id) => id.startsWith('osm:'))),
    )

  t.test('a number on such a road is not invented', async (t) => {
    const reply = await ask('12 quyển sách xanh')
    const feature = reply.features.find(({ id }) => id === 'osm:w1')
    t.match(feature?.properties.vn, { grade: 'C', warnings: ['house-number-not-found'] })
  })

  t.test('are suggested while they are typed, restricted as others are', async (t) => {
    const suggest = async (query: string) => (await app.inject(`/v1/autocomplete?${query}`)).json<Reply>()
    const list = await suggest('q=vinmart+zu&view=list')
    t.match(list.features.at(-1), { id: 'osm:n1', properties: { vn: { kind: 'place', basemap: 'osm' } } })
    t.notOk(idsOf(await suggest('q=vinmart+zu&types=street')).includes('osm:n1'))
    t.notOk(idsOf(await suggest('q=vinmart+zu&bbox=106.5,10.5,106.6,10.6')).includes('osm:n1'))
    t.notOk(idsOf(await suggest('q=vinmart+zu&commune=27727')).includes('osm:n1'))
    t.ok(idsOf(await suggest('q=vinmart+zu&commune=27694')).includes('osm:n1'))
  })

  t.test('are shown whole by their ids', async (t) => {
    const whole = await app.inject('/v1/features/osm:n1')
    t.match(whole.json<Feature>(), {
      id: 'osm:n1',
      properties: { vn: { kind: 'place', basemap: 'osm', attribution: OSM, category: 'Siêu thị' } },
    })
    t.equal((await app.inject('/p/osm:n1')).statusCode, 404, 'no page of the register')
    for (const id of ['osm:n2', 'osm:n4', 'osm:w9', 'osm:'])
      t.equal((await app.inject(`/v1/features/${id}`)).statusCode, 404, id)
  })

  t.test('what the record has stays where it is, and is not told twice', async (t) => {
    const texts = [
      ...streets.map((one) => one.name),
      ...[...demo.record.gazetteer.places()].slice(0, 40).map((one) => one.name),
    ]
    dropBasemap()
    const bare = await Promise.all(texts.map((q) => ask(q)))
    writeBasemap(dataDir, {
      roads: streets.map(({ name }, i) => ({ id: `w${i}`, name, line: [HERE, beside(0.001, 0)] })),
      points: texts.map((name, i) => ({ id: `n${i}`, name, label: 'Chợ', at: beside(0.001, 0) })),
    })
    const full = await Promise.all(texts.map((q) => ask(q)))
    for (const [i, { features }] of bare.entries())
      t.same(full[i]!.features.slice(0, features.length), features, texts[i]!)
    for (const { features } of full) {
      const own = features.filter(({ id }) => !id.startsWith('osm:'))
      t.same(features.slice(0, own.length), own, 'others stand below')
    }
    const here = streets.filter(({ commune_code }) => commune_code === '27694')
    t.ok(here.length > 0)
    for (const { name } of here) {
      const { features } = await ask(name, '&commune=27694')
      t.notOk(
        features.some(({ id, properties: { vn } }) => vn.kind === 'street' && id.startsWith('osm:')),
        name,
      )
    }
  })

  t.test('tables of answers hold none of it', async (t) => {
    writeBasemap(dataDir, { roads: ROADS, points: POINTS })
    const { body } = await app.inject({
      method: 'POST',
      url: '/v1/search/csv?columns=address',
      headers: { 'content-type': 'text/csv' },
      payload: 'address\nvinmart zuric\n',
    })
    t.notMatch(body, /Vinmart|osm/)
  })

  t.test('one made up with the demonstration says nothing', async (t) => {
    writeBasemap(dataDir, { source: 'demo', roads: ROADS, points: POINTS })
    t.notOk(idsOf(await ask('vinmart zuric')).includes('osm:n1'))
    const near = (await app.inject('/v1/nearby?layer=poi&lat=10.536&lon=106.4113')).json<Nearby>()
    t.same([near.kinds, near.features], [[], []])
  })

  t.test('are near', async (t) => {
    writeBasemap(dataDir, { roads: ROADS, points: POINTS })
    const near = async (query: string) =>
      (await app.inject(`/v1/nearby?lat=${HERE[1]}&lon=${HERE[0]}&${query}`)).json<Nearby>()
    const all = await near('layer=poi')
    t.same(all.kinds, ['Cây xăng', 'Nhà hàng, quán ăn', 'Siêu thị'])
    t.equal(all.attribution, OSM)
    const expected = POINTS.map(
      ({ id, at }) => [`osm:${id}`, distance(HERE[0]!, HERE[1]!, at[0]!, at[1]!)] as const,
    )
      .filter(([, metres]) => metres <= 100_000)
      .sort(([, a], [, b]) => a - b)
    t.same(
      all.features.map(({ id, properties }) => [id, properties.distance]),
      expected.map(([id, metres]) => [id, Math.round(metres * 10) / 10]),
    )
    const fuel = await near('layer=poi&kind=cay%20xang')
    t.same(
      fuel.features.map(({ id, properties: { name, basemap } }) => [id, name, basemap]),
      [
        ['osm:r3', 'Cây xăng Zuric Hai', 'osm'],
        ['osm:n2', null, 'osm'],
      ],
    )
    const roads = await near('layer=road')
    t.same(
      roads.features.map(({ properties: { name, distance } }) => [name, Math.round(distance)]),
      [
        ['Đường Quyển Sách Xanh', 0],
        ['ĐX.987', 111],
      ],
    )
    t.equal((await app.inject('/v1/nearby?layer=poi&kind=x&lat=10&lon=106')).statusCode, 400)
  })

  t.test('a file that is none, or of an earlier layout, only says nothing', async (t) => {
    dropBasemap()
    t.equal(state.basemap.current, undefined)
    t.notOk(idsOf(await ask('vinmart zuric')).includes('osm:n1'))
  })
})
