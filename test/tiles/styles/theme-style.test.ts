import { createExpression, latest, validateStyleMin } from '@maplibre/maplibre-gl-style-spec'
import t from 'tap'
import { encodeGeometry, encodePoint } from '../../../src/geo/geopackage-geometry.ts'
import { styleRoutes } from '../../../src/http/tiles/styles.ts'
import { finished, following } from '../../../src/store/following/follower.ts'
import { HATCH, Sprites } from '../../../src/tiles/styles/sprites.ts'
import { ThemeMaps } from '../../../src/tiles/styles/theme-maps.ts'
import { TileServer } from '../../../src/tiles/tile-server.ts'
import { vietnamToday } from '../../../src/units/calendar.ts'
import { demoRecord } from '../../support/demo-record.ts'
import { routeApp } from '../../support/route-app.ts'

interface Entry {
  value: string | number | null
  label: { vi: string; en: string }
  colour: string
}

/** What a paint expression gives for a feature, as the reference implementation reads it. */
function paint(expression: unknown, properties: Record<string, unknown>): string {
  const made = createExpression(['to-color', expression], latest.paint_fill['fill-color'] as never)
  if (made.result === 'error') throw new Error(made.value.map(String).join())
  return String(made.value.evaluate({ zoom: 10 }, { type: 1, properties } as never))
}
const rgba = (hex: string) => paint(hex, {})

t.test('Styles of thematic layers', async (t) => {
  const { dataDir, record, close } = await demoRecord()
  const hostile = ['a"b', 'constructor', '</script>', 'emoji 🏥']
  record.write(() => {
    record.themes.put({
      id: 'rung',
      kind: 'features',
      title_vi: 'Rừng',
      title_en: 'Forests',
      owner: null,
      licence: null,
      fields: JSON.stringify({ loai: 'String', ha: 'Number', __proto__x: 'String' }),
      threshold: null,
      updated_at: null,
    })
    for (const [i, loai] of hostile.entries())
      record.themes.insert({
        theme: 'rung',
        uid: String(i),
        address_uid: null,
        properties: JSON.stringify({ loai, ha: i }),
        geom:
          i % 2
            ? encodePoint(106 + i / 10, 10.5)
            : encodeGeometry({
                type: 'Polygon',
                coordinates: [
                  [
                    [106, 10.5],
                    [106.1, 10.5],
                    [106.1, 10.6],
                    [106, 10.5],
                  ],
                ],
              }),
      })
  })
  const tiles = await TileServer.open(dataDir, {
    tileCacheBytes: 1_000_000,
    workers: 1,
    today: vietnamToday,
  })
  let seen = record.changes.last()
  const app = await routeApp(
    (app) => styleRoutes(app, { publicUrl: undefined, themes: new ThemeMaps(record, tiles) }),
    () => {
      const changes = record.changes.since(seen)
      finished(following([tiles], changes, record))
      seen = changes.at(-1)?.fid ?? seen
    },
  )
  t.teardown(async () => {
    await app.close()
    await tiles.close()
    close()
  })
  const style = async (id: string) => (await app.inject(`/styles/${id}.json`)).json()
  const { styles } = (await app.inject('/styles')).json()
  const ids = styles.map(({ id }: { id: string }) => id)

  t.test('one light and one dark a layer, whoever added it', async (t) => {
    t.same(
      ids,
      ['base-dark', 'base-light', 'quiet-dark', 'quiet-light'].concat(
        ['agriculture', 'education', 'epidemiology', 'health', 'rung', 'tourism'].flatMap((id) => [
          `${id}-light`,
          `${id}-dark`,
        ]),
      ),
    )
  })

  for (const id of ids.filter((one: string) => !/^(base|quiet)-/.test(one)))
    t.test(`${id} is valid, Vietnamese, and its legend is what it draws`, async (t) => {
      const made = await style(id)
      t.same(
        validateStyleMin(made).map(({ message }) => message),
        [],
      )
      const { map } = made.metadata
      t.ok(map.title.vi && map.title.en)
      const drawn = made.layers.filter((layer: Record<string, unknown>) => layer['source-layer'] === map.id)
      t.ok(drawn.length > 0)
      t.equal(new Set(made.layers.map((layer: { id: string }) => layer.id)).size, made.layers.length)
      t.ok(
        made.sources.diachiso.url.includes(`,${map.id}.json`) && !made.sources.basemap.url.includes(map.id),
      )
      for (const { value, label, colour } of map.legend.entries as Entry[]) {
        t.ok(label.vi && label.en)
        const expression = drawn[0].paint['fill-color']
        const field = map.legend.field ?? 'none'
        t.equal(paint(expression, { [field]: value }), rgba(colour), `${value}`)
      }
      const colours = map.legend.entries.map(({ colour }: Entry) => colour)
      t.equal(new Set(colours).size, colours.length, 'each colour once')
    })

  t.test('types of places give the colours and the filters', async (t) => {
    const { map } = (await style('health-light')).metadata
    t.equal(map.legend.field, 'type')
    t.same(map.filters, [{ field: 'type', values: ['Trạm y tế', 'Bệnh viện'] }])
    t.ok(map.size > 50)
    const [west, south, east, north] = map.bounds
    t.ok(west > 105 && west < east && south > 10 && south < north)
    const { map: own } = (await style('rung-light')).metadata
    t.same(own.filters, [{ field: 'loai', values: [...hostile].sort() }])
  })

  t.test('counts: classes that climb, a colour for what is not shown, none for none', async (t) => {
    const made = await style('epidemiology-light')
    const { map } = made.metadata
    t.equal(map.periods.length, 12)
    const values = map.legend.entries.map(({ value }: Entry) => value)
    t.same(values.slice(-2), [-1, null])
    t.same(
      values.slice(0, -2),
      values.slice(0, -2).toSorted((a: number, b: number) => a - b),
    )
    const fill = made.layers.find((layer: { id: string }) => layer.id === 'theme-area').paint['fill-color']
    const looks = [0, -1, map.legend.entries[1].value].map((count) => paint(fill, { count }))
    t.equal(new Set([...looks, paint(fill, {})]).size, 4, 'zero, hidden, some and no data are told apart')
    t.match(paint(fill, {}), /rgba\(0,0,0,0\)/)
    const hatched = made.layers.find(({ id }: { id: string }) => id === 'theme-no-data')
    t.same(
      [hatched.filter, hatched.paint],
      [['!', ['!=', ['get', 'count'], null]], { 'fill-pattern': HATCH }],
    )
    t.ok((await new Sprites().sheet('light', 1)).json[HATCH], 'the sprite has the hatching')
    t.equal(paint(fill, { count: 1_000_000 }), rgba(map.legend.entries.at(-3).colour))
    t.same([map.subjects, map.shades.ramp.length], [['Sốt xuất huyết'], 5])
  })

  t.test('a new value is in the next legend, and the tag of the style changes with it', async (t) => {
    const before = await app.inject('/styles/health-light.json')
    const again = await app.inject({
      url: '/styles/health-light.json',
      headers: { 'if-none-match': String(before.headers.etag) },
    })
    t.equal(again.statusCode, 304)
    record.write(() =>
      record.themes.insert({
        theme: 'health',
        uid: 'new',
        address_uid: null,
        properties: '{"name":"Nhà thuốc A","type":"Nhà thuốc"}',
        geom: encodePoint(106.4, 10.5),
      }),
    )
    const after = await app.inject('/styles/health-light.json')
    t.not(after.headers.etag, before.headers.etag)
    t.ok(after.json().metadata.map.filters[0].values.includes('Nhà thuốc'))
  })

  t.test('styles that are not there', async (t) => {
    for (const id of ['none-light', 'health', 'health-grey', '-light', 'constructor-dark'])
      t.equal((await app.inject(`/styles/${id}.json`)).statusCode, 404, id)
  })
})
