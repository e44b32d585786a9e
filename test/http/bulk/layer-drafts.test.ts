import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { everyRoute } from '../../support/every-route.ts'
import { layerWorld, markets } from '../../support/layer-world.ts'
import { zipFile } from '../../support/zip-file.ts'

const SECRETS = [
  'snn-bimat',
  'Lớp bí mật',
  'cot_bi_mat',
  'Giá trị bí mật',
  'Cột mới bí mật',
  'cot_moi_bi_mat',
]

t.test('A draft is seen by its office alone', async (t) => {
  const world = await layerWorld()
  t.teardown(world.close)
  const { app, call, send, demo, state } = world
  const apply = (id: string) => call('agency', 'POST', `/v1/batches/${id}/apply`, {})
  const first = await send(markets([['c1', 'Chợ Tân An']]))
  await apply(first.body.id)
  t.equal((await call('agency', 'POST', '/v1/layers/snn-cho/publish', {})).status, 200)
  const secret = await send(markets([['b1', 'Giá trị bí mật', 'x']], ['cot_bi_mat']), {
    fields: { layer: 'snn-bimat', title_vi: 'Lớp bí mật' },
  })
  t.match((await apply(secret.body.id)).body, { state: 'draft' })
  const field = await send(markets([['c1', 'Chợ Tân An', 'Cột mới bí mật']], ['cot_moi_bi_mat']))
  t.match((await apply(field.body.id)).body, { state: 'draft' })

  t.test('in no answer of any route', async (t) => {
    const answers = await everyRoute(app, [])
    const urls = [
      ...[
        '/v1/layers',
        '/ban-do',
        '/ban-do/snn-bimat',
        '/ban-do/snn-cho',
        '/styles',
        '/ogc/collections',
        '/',
      ],
      ...[
        '/styles/snn-bimat-light.json',
        '/ogc/collections/snn-bimat',
        '/ogc/collections/snn-cho/items?f=json',
      ],
      ...[
        '/ogc/collections/snn-bimat/items',
        '/tiles/snn-bimat.json',
        '/tiles/snn-cho.json',
        '/v1/changes?since=0',
      ],
      ...['/tiles/snn-cho/14/13034/7712.mvt', '/v1/nearby?layer=snn-cho&lat=10.54&lon=106.41'],
      ...['/v1/nearby?layer=snn-bimat&lat=10.54&lon=106.41', '/ogc/collections/snn-cho/queryables'],
      ...['/ogc/collections/snn-cho/items?f=csv', '/ogc/collections/snn-cho/items/c1', '/metrics'],
    ]
    for (const url of urls)
      for (const as of ['nobody', 'other', 'officer']) {
        const headers = { 'x-test-actor': as, 'accept-encoding': 'identity' }
        const { rawPayload } = await app.inject({ url, headers })
        answers.push({ request: `${as} ${url}`, body: rawPayload })
      }
    t.ok(answers.length > 100, String(answers.length))
    for (const { request, body } of answers) {
      // What was asked for may be named again.
      const text = body
        .toString('utf8')
        .replaceAll('snn-bimat', request.includes('snn-bimat') ? '' : 'snn-bimat')
      const seen = SECRETS.filter((each) => text.includes(each))
      if (seen.length > 0) t.same(seen, [], request)
    }
    for (const url of urls.filter((each) => each.includes('snn-bimat'))) {
      const { statusCode } = await app.inject(url)
      t.ok(statusCode === 404 || statusCode === 400, `${url}: ${statusCode}`)
    }
  })

  t.test('and in no file from which exports, snapshots and tiles are made', async (t) => {
    await state.follow()
    const files = readdirSync(demo.dataDir).filter((name) => /^(?:registry|serving)\./.test(name))
    t.ok(files.includes('registry.gpkg'))
    for (const name of files) {
      const bytes = readFileSync(join(demo.dataDir, name))
      for (const each of SECRETS) t.notOk(bytes.includes(each), `${name}: ${each}`)
    }
    t.same(readdirSync(join(demo.dataDir, 'batches')), [], 'nor does the upload lie about')
  })

  t.test('until it is published', async (t) => {
    t.equal((await call('colleague', 'POST', '/v1/layers/snn-bimat/publish', {})).status, 200)
    t.match((await app.inject('/v1/layers')).body, 'Lớp bí mật')
    t.match((await app.inject('/ogc/collections/snn-bimat/items')).body, 'Giá trị bí mật')
    t.equal((await app.inject('/tiles/snn-bimat.json')).statusCode, 200)
    t.notMatch((await app.inject('/ogc/collections/snn-cho/items')).body, 'Cột mới bí mật')
  })
})

t.test('Files that are not what they say', async (t) => {
  const world = await layerWorld({ MAX_TABLE_MB: '20' })
  t.teardown(world.close)
  const { app, send } = world
  const sheet = (dimension: string, rows: string) =>
    zipFile([
      {
        name: '[Content_Types].xml',
        content:
          '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
      },
      {
        name: 'xl/workbook.xml',
        content:
          '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Chợ" sheetId="1" r:id="rId1"/></sheets></workbook>',
      },
      {
        name: 'xl/_rels/workbook.xml.rels',
        content:
          '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
      },
      {
        name: 'xl/worksheets/sheet1.xml',
        content: `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="${dimension}"/><sheetData>${rows}</sheetData></worksheet>`,
      },
    ])
  const cells = (n: number, values: readonly string[]) =>
    `<row r="${n}">${values.map((value, i) => `<c r="${'ABCD'[i]}${n}" t="inlineStr"><is><t>${value}</t></is></c>`).join('')}</row>`
  const two = cells(1, ['id', 'ten', 'lon', 'lat']) + cells(2, ['c1', 'Chợ', '106.41', '10.54'])
  const cases: [name: string, file: Buffer, status: number, said: object][] = [
    ['a.xlsx', sheet('A1:XFD1048576', two), 201, { read: 1, added: 1 }],
    ['bomb.kmz', zipFile([{ name: 'doc.kml', content: `<kml>${' '.repeat(100_000_000)}</kml>` }]), 400, {}],
    ['lie.kmz', zipFile([{ name: 'doc.kml', content: '<kml/>', size: 2_000_000_000 }]), 400, {}],
    [
      'linked.kml',
      Buffer.from('<kml><NetworkLink><Link><href>http://127.0.0.1:1/</href></Link></NetworkLink></kml>'),
      400,
      {},
    ],
    ['b.geojson', Buffer.from('['.repeat(100_000)), 400, {}],
  ]
  for (const [name, file, status, said] of cases) {
    const reply = await send(file, { name })
    t.equal(reply.status, status, `${name}: ${JSON.stringify(reply.body).slice(0, 300)}`)
    t.match(reply.body, said, name)
    t.equal((await app.inject('/health')).statusCode, 200)
  }
})
