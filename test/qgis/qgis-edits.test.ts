import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { packageRoot } from '../../src/config.ts'
import { RECORD_FILE } from '../../src/store/record-store.ts'
import { deskApp } from '../support/desk-app.ts'
import { inQgis, noQgis } from '../support/qgis.ts'

/** A step of an edit session, by an expression of QGIS, values by field and WKT in degrees. */
interface Step {
  layer: string
  act: 'insert' | 'change' | 'move' | 'delete'
  where?: string
  values?: Record<string, string | number>
  wkt?: string
}
interface Done {
  touched: number
  committed: boolean
  errors: string[]
}

interface Version {
  address: { properties: { geocoding: { housenumber: string } } }
}

const HERE = 'Point (106.4137 10.5402)'
const THERE = 'Point (106.4145 10.5409)'
const HOUSE = { class: 1, street: 'Đường Trong QGIS', commune_code: '27694' }

/** Each layer that people draw in: what is added, changed, moved, and by what it is found again. */
const LAYERS: readonly [
  layer: string,
  added: Step['values'],
  wkt: string,
  changed: Step['values'],
  moved: string,
][] = [
  ['address', { ...HOUSE, house_number: '7001' }, HERE, { house_number: '7002' }, THERE],
  [
    'place',
    { name: 'Chợ Trong QGIS', category: 'market', commune_code: '27694' },
    HERE,
    { category: 'shop' },
    THERE,
  ],
  [
    'street',
    { name: 'Đường Trong QGIS', commune_code: '27694' },
    'MultiLineString ((106.4137 10.5402, 106.4145 10.5409))',
    { class: 'hẻm' },
    'MultiLineString ((106.4137 10.5402, 106.4155 10.5419))',
  ],
  ['hamlet', { name: 'Ấp Trong QGIS', commune_code: '27694' }, HERE, { kind: 'ấp' }, THERE],
  [
    'theme_feature',
    { theme: 'health', properties: '{"name": "Trạm Trong QGIS"}' },
    HERE,
    { properties: '{"name": "Trạm Trong QGIS", "type": "Trạm y tế"}' },
    THERE,
  ],
]
const FOUND: Readonly<Record<string, string>> = {
  address: `"street" = 'Đường Trong QGIS'`,
  theme_feature: `"properties" LIKE '%Trạm Trong QGIS%'`,
}
const found = (layer: string) => FOUND[layer] ?? `"name" LIKE '%Trong QGIS'`

t.test('The record is edited in QGIS while it is served', { skip: noQgis }, async (t) => {
  const { app, demo, send, close } = await deskApp()
  t.teardown(close)
  const edit = (steps: readonly Step[]) =>
    inQgis<Done[]>('qgis-edits.py', [join(demo.dataDir, RECORD_FILE), JSON.stringify(steps)])
  const row = (layer: string, columns = '*') =>
    demo.record.db
      .prepare<[], Record<string, unknown>>(`SELECT ${columns} FROM ${layer} WHERE ${found(layer)}`)
      .get()
  const search = async (q: string) => {
    const { features } = (await app.inject({ url: '/v1/search', query: { q } })).json()
    return features[0]
  }
  const feature = async (uid: unknown) => app.inject(`/ogc/collections/health/items/${uid}`)
  const uids = new Map<string, unknown>()

  t.test('what is added has an id, and is in the next answer', async (t) => {
    const done = await edit(
      LAYERS.map(([layer, values, wkt]) => ({ layer, act: 'insert', values, wkt }) as Step),
    )
    for (const [i, [layer]] of LAYERS.entries()) {
      t.match(done[i], { committed: true }, `${layer}: ${done[i]?.errors}`)
      uids.set(layer, row(layer)?.uid)
      t.match(uids.get(layer), /^[0-9a-f]{8}-/, layer)
    }
    for (const [text, layer] of [
      ['7001 Đường Trong QGIS, Phường Long An', 'address'],
      ['Chợ Trong QGIS', 'place'],
      ['Ấp Trong QGIS', 'hamlet'],
    ] as const)
      t.match(await search(text), { id: uids.get(layer) }, text)
    t.match((await feature(uids.get('theme_feature'))).json(), { properties: { name: 'Trạm Trong QGIS' } })
  })

  t.test('what is changed and moved keeps its id, and an address its history', async (t) => {
    const done = await edit(
      LAYERS.flatMap(([layer, , , values, wkt]): Step[] => [
        { layer, act: 'change', where: found(layer), values: values ?? {} },
        { layer, act: 'move', where: found(layer), wkt },
      ]),
    )
    for (const [i, each] of done.entries())
      t.match(each, { committed: true, touched: 1 }, `step ${i}: ${each.errors}`)
    for (const [layer, , , values] of LAYERS) t.match(row(layer), { uid: uids.get(layer), ...values }, layer)
    const moved = await search('7002 Đường Trong QGIS, Phường Long An')
    t.match(moved, { id: uids.get('address'), geometry: { coordinates: [106.4145, 10.5409] } })
    const { body } = await send('officer', 'GET', `/v1/addresses/${uids.get('address')}/history`)
    const numbers = body.versions.map(({ address }: Version) => address.properties.geocoding.housenumber)
    t.same([...new Set(numbers)].sort(), ['7001', '7002'])
  })

  t.test('what is deleted is gone, an address only by its id', async (t) => {
    const done = await edit(LAYERS.map(([layer]) => ({ layer, act: 'delete', where: found(layer) }) as Step))
    for (const each of done) t.match(each, { committed: true, touched: 1 }, String(each.errors))
    t.not((await search('7002 Đường Trong QGIS, Phường Long An'))?.id, uids.get('address'))
    t.equal((await feature(uids.get('theme_feature'))).statusCode, 404)
    const { status, body } = await send('officer', 'GET', `/v1/addresses/${uids.get('address')}`)
    t.match({ status, body }, { status: 200, body: { properties: { vn: { status: 'retired' } } } })
  })

  t.test('nonsense is held apart, and npm run check says what to do', async (t) => {
    const cases: [layer: string, values: Step['values'], wkt: string | undefined, said: RegExp][] = [
      [
        'theme_feature',
        { theme: 'khong-co', properties: '{}' },
        HERE,
        /theme\tunknown-theme\t"khong-co": .*bảng theme/,
      ],
      [
        'theme_feature',
        { theme: 'epidemiology', properties: '{}' },
        HERE,
        /theme\tkind-of-theme\t.*lớp khác/,
      ],
      ['theme_feature', { theme: 'health', properties: '{"name":' }, HERE, /properties\tjson\t.*hãy sửa/],
      ['theme_feature', { theme: 'health', properties: '{}' }, undefined, /geom\tno-place\t.*hãy vẽ/],
      [
        'theme_feature',
        { theme: 'health', address_uid: 'không' },
        HERE,
        /address_uid\tunknown-address\t"không"/,
      ],
      ['address', { ...HOUSE, house_number: '7101' }, undefined, /geom\trequired\t.*hãy điền/],
      ['address', { ...HOUSE, house_number: '7102', class: 9 }, HERE, /class\tvalue\t.*hãy chọn/],
      [
        'address',
        { ...HOUSE, house_number: '7103', commune_code: '99999' },
        HERE,
        /unknown-commune\tcommune_code/,
      ],
      [
        'place',
        { name: 'Nơi lạc', category: 'market', commune_code: '99999' },
        HERE,
        /unknown-commune\t"99999": /,
      ],
      ['hamlet', { name: 'Ấp lạc', commune_code: '99999' }, HERE, /unknown-commune\t"99999": .*để trống/],
      ['street', { name: 'Đường lạc', commune_code: '99999' }, undefined, /unknown-commune\t"99999": /],
    ]
    const done = await edit(
      cases.map(([layer, values, wkt]) => ({ layer, act: 'insert', values, wkt }) as Step),
    )
    for (const [i, [layer]] of cases.entries())
      t.match(done[i], { committed: true }, `${layer}: ${done[i]?.errors}`)
    const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/commands/check.ts'], {
      cwd: packageRoot(),
      env: { ...process.env, DATA_DIR: demo.dataDir },
      encoding: 'utf8',
      maxBuffer: 64 * 1_048_576,
    })
    t.equal(status, 1)
    for (const [layer, , , said] of cases) {
      const lines = stdout
        .split('\n')
        .filter((line) => line.startsWith(layer) || line.startsWith(RECORD_FILE))
      t.ok(
        lines.some((line) => said.test(line)),
        `${layer} ${said}`,
      )
    }
    for (const house of ['7101', '7102']) {
      const hit = await search(`${house} Đường Trong QGIS, Phường Long An`)
      t.not(hit?.properties.geocoding.housenumber, house)
    }
    t.equal((await app.inject('/ogc/collections/khong-co')).statusCode, 404)
    t.equal((await app.inject('/ready')).statusCode, 200)
  })

  t.test('what QGIS cannot write it says, and nothing is half there', async (t) => {
    const before = demo.record.addresses.count()
    const [refused] = await edit([
      { layer: 'address', act: 'insert', values: { house_number: '7201' }, wkt: HERE },
    ])
    t.match(refused, { committed: false })
    t.match(refused?.errors.join(' '), /commune_code/)
    t.equal(demo.record.addresses.count(), before)
  })
})
