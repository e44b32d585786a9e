import t from 'tap'
import { layerWorld, markets } from '../../support/layer-world.ts'

const TWO = markets([
  ['c1', 'Chợ Tân An'],
  ['c2', 'Chợ Thủ Thừa'],
])

t.test('Layers by upload', async (t) => {
  const world = await layerWorld()
  t.teardown(world.close)
  const { app, call, send } = world
  const layers = async () => (await app.inject('/v1/layers')).json().layers
  const items = async () =>
    (await app.inject('/ogc/collections/snn-cho/items'))
      .json()
      .features?.map(({ id, properties }: { id: string; properties: { ten: string } }) => [
        id,
        properties.ten,
      ])
  const apply = (id: string, payload: object = {}, as = 'agency') =>
    call(as, 'POST', `/v1/batches/${id}/apply`, payload)
  const undo = (id: string, as = 'agency') =>
    call(as, 'POST', `/v1/batches/${id}/undo`, { reason: 'gửi nhầm tệp' })
  const publish = (layer: string, payload: object = {}, as = 'agency') =>
    call(as, 'POST', `/v1/layers/${layer}/publish`, payload)

  let first = ''
  t.test('a new layer is read, a draft, published', async (t) => {
    const { status, body, headers } = await send(TWO)
    t.match([status, headers.location], [201, `/v1/batches/${body.id}`])
    t.match(body, {
      ...{ kind: 'layer', layer: 'snn-cho', state: 'ready', dry_run: false },
      ...{ read: 2, added: 2, changed: 0, unchanged: 0, gone: 0, refused: 0 },
      ...{ new_layer: true, new_fields: ['ten'], draft: true, findings: [] },
    })
    first = body.id
    t.match((await apply(first)).body, { state: 'draft' })
    t.notOk(
      (await layers()).some(({ id }: { id: string }) => id === 'snn-cho'),
      'nobody else sees it',
    )
    t.equal((await app.inject('/tiles/snn-cho.json')).statusCode, 404)
    t.match((await call('colleague', 'GET', '/v1/layers/snn-cho/draft')).body, {
      batch: first,
      features: [
        { id: 'c1', plan: 'new', geometry: { type: 'Point' }, properties: { ten: 'Chợ Tân An' } },
        { id: 'c2' },
      ],
      next: null,
    })
    t.match(await call('other', 'GET', '/v1/layers/snn-cho/draft'), { status: 404 })
    t.match((await publish('snn-cho', {}, 'other')).status, 403)
    t.match((await publish('snn-cho')).body, { state: 'applied', outcomes: { added: 2 } })
    t.match(
      (await layers()).find(({ id }: { id: string }) => id === 'snn-cho'),
      { title: { vi: 'Chợ' }, owner: 'Sở Nông nghiệp và Môi trường' },
    )
    t.same(await items(), [
      ['c1', 'Chợ Tân An'],
      ['c2', 'Chợ Thủ Thừa'],
    ])
    t.match(await publish('snn-cho'), { status: 404, body: { code: 'unknown-batch' } })
  })

  t.test('a corrected file changes it, is told row by row, and is taken back', async (t) => {
    const { body } = await send(
      `${markets([
        ['c1', 'Chợ Tân An mới'],
        ['c3', 'Chợ Gò Đen'],
      ])}c4,Chợ xa,1,1\n`,
    )
    t.match(body, { draft: false, read: 3, added: 1, changed: 1, unchanged: 0, gone: 1, refused: 1 })
    const rows = (await call('agency', 'GET', `/v1/batches/${body.id}?rows=refused`)).body.rows
    t.match(rows, [{ line: 4, findings: [{ rule: 'out-of-province', message: /106|1 1/ }] }])
    t.match((await apply(body.id)).body, { state: 'applied', outcomes: { added: 1, changed: 1 } })
    t.same(await items(), [
      ['c1', 'Chợ Tân An mới'],
      ['c2', 'Chợ Thủ Thừa'],
      ['c3', 'Chợ Gò Đen'],
    ])
    t.match(await apply(body.id), { status: 409, body: { code: 'wrong-state' } })
    t.match((await undo(body.id)).body, { state: 'undone', undone: 2, left: [] })
    t.same(await items(), [
      ['c1', 'Chợ Tân An'],
      ['c2', 'Chợ Thủ Thừa'],
    ])
    const again = await send(TWO)
    t.match(again.body, { added: 0, changed: 0, unchanged: 2 })
  })

  t.test('replace removes what the file does not bring', async (t) => {
    const { body } = await send(markets([['c1', 'Chợ Tân An']]), { fields: { replace: '1' } })
    t.match(body, { unchanged: 1, gone: 1, removed: 1 })
    t.match((await apply(body.id)).body, { outcomes: { removed: 1 } })
    t.same(await items(), [['c1', 'Chợ Tân An']])
    t.match((await undo(body.id)).body, { undone: 1 })
    t.equal((await items()).length, 2)
  })

  t.test('two batches of one layer: what was read before is not written over what came since', async (t) => {
    const one = await send(markets([['c1', 'Tên một']]))
    const two = await send(markets([['c1', 'Tên hai']]))
    const three = await send(
      markets([
        ['c2', 'Tên khác'],
        ['c9', 'Chợ chín'],
      ]),
    )
    t.equal((await apply(one.body.id)).status, 200)
    t.match(await apply(two.body.id), { status: 409, body: { code: 'layer-changed', left: ['c1'] } })
    t.match((await call('agency', 'GET', `/v1/batches/${two.body.id}`)).body, { state: 'ready' })
    t.equal((await apply(three.body.id)).status, 200, 'what it changes is as it was')
    const four = await send(markets([['c1', 'Tên bốn']]))
    t.equal((await apply(four.body.id)).status, 200)
    t.match(await undo(one.body.id), { status: 409, body: { code: 'not-undoable', left: ['c1'] } })
    t.match((await undo(four.body.id)).body, { undone: 1 })
    t.match((await undo(one.body.id)).body, { undone: 1 })
    t.match((await undo(three.body.id)).body, { undone: 2 })
    const tried = await Promise.all([send(TWO), send(markets([['c5', 'Năm']]))])
    t.same(
      tried.map(({ status }) => status),
      [201, 201],
    )
    const both = await Promise.all(tried.map(({ body }) => apply(body.id)))
    t.same(
      both.map(({ status }) => status),
      [200, 200],
    )
    t.match((await undo(tried[1]?.body.id)).body, { undone: 1 })
  })

  t.test('a new field is a draft as a whole; a second one takes its place', async (t) => {
    const one = await send(markets([['c1', 'Chợ Tân An', '120']], ['so_quay']))
    t.match(one.body, { draft: true, new_layer: false, new_fields: ['so_quay'] })
    t.match((await apply(one.body.id)).body, { state: 'draft' })
    const two = await send(markets([['c1', 'Chợ Tân An', '125']], ['so_quay']))
    t.match((await apply(two.body.id)).body, { state: 'draft' })
    t.match((await call('agency', 'GET', `/v1/batches/${one.body.id}`)).body, { state: 'undone' })
    t.notMatch((await app.inject('/ogc/collections/snn-cho/items')).body, 'so_quay')
    t.match((await undo(two.body.id)).body, { state: 'undone', undone: 0 })
    t.match(await publish('snn-cho'), { status: 404 })
  })

  t.test('what looks like people stops it until somebody says why it is right', async (t) => {
    const file = markets([['c1', 'Chợ Tân An', '080204001234', '05/09/1998']], ['so_cccd', 'ngay_sinh'])
    const { body } = await send(file)
    t.match(body.findings, [
      { rule: 'layer-identity', severity: 'warning', path: 'so_cccd' },
      { rule: 'layer-birth-date', severity: 'warning' },
    ])
    t.match(await apply(body.id), { status: 422, body: { code: 'findings', findings: [{}, {}] } })
    const yes = ['layer-identity', 'layer-birth-date']
    t.match(await apply(body.id, { yes: [yes[0]], reason: 'x' }), { status: 422, body: { findings: [{}] } })
    t.match(await apply(body.id, { yes }), { body: { code: 'missing-particulars' } })
    t.match((await apply(body.id, { yes, reason: 'dữ liệu giả để tập huấn' })).body, { state: 'draft' })
    t.match(await publish('snn-cho'), { status: 422 }, 'asked again before everybody sees it')
    t.match((await publish('snn-cho', { yes, reason: 'dữ liệu giả để tập huấn' })).body, { state: 'applied' })
    const event = world.demo.record.db
      .prepare(
        "SELECT action, actor, why, evidence FROM event WHERE subject = 'snn-cho' ORDER BY fid DESC LIMIT 1",
      )
      .get() as Record<string, string>
    t.match(event, {
      action: 'layer-published',
      why: 'dữ liệu giả để tập huấn',
      evidence: /"confirmed":\["layer-id/,
    })
    t.notMatch(JSON.stringify(event), '080204001234')
    t.match((await undo(body.id)).body, { undone: 1 })
  })

  t.test('whose a layer is', async (t) => {
    const cases: [as: string, layer: string, status: number, code: string][] = [
      ['other', 'snn-cho', 403, 'other-office'],
      ['agency', 'sy-tram', 403, 'other-office'],
      ['agency', 'health', 403, 'other-office'],
      ['nobodys', 'snn-cho', 403, 'other-office'],
      ['agency', 'address', 422, 'findings'],
      ['agency', 'water', 422, 'findings'],
      ['agency', 'snn cho', 422, 'findings'],
      ['agency', '../x', 422, 'findings'],
      ['officer', 'snn-cho', 403, 'forbidden'],
      ['administrator', 'snn-cho', 403, 'forbidden'],
      ['reader', 'snn-cho', 403, 'forbidden'],
      ['key', 'snn-khac', 403, 'other-office'],
    ]
    for (const [as, layer, status, code] of cases)
      t.match(await send(TWO, { as, fields: { layer } }), { status, body: { code } }, `${as} ${layer}`)
    t.match((await send(TWO, { as: 'other' })).body.detail, /"snn-cho" không thuộc cơ quan này.*sy-/)
    const { body } = await send(TWO)
    for (const as of ['other', 'officer'])
      t.match(await call(as, 'GET', `/v1/batches/${body.id}`), { status: 404 }, as)
    t.match(await apply(body.id, {}, 'other'), { status: 404 })
    t.match(await undo(body.id, 'other'), { status: 404 })
    t.match((await call('colleague', 'GET', `/v1/batches/${body.id}`)).status, 200)
    t.match((await call('other', 'GET', '/v1/batches')).body, { batches: [] })
    t.match((await call('agency', 'GET', '/v1/batches')).body.batches[0], { id: body.id, layer: 'snn-cho' })
  })

  t.test('an administrator gives layers; none twice', async (t) => {
    const grant = (office: string, payload: object, as = 'administrator') =>
      call(as, 'PUT', `/v1/offices/${office}/layers`, payload)
    t.match(await grant('so-y', { prefix: 'sy-', layers: ['health'] }), {
      status: 200,
      body: { layers: [{ name: 'health', kind: 'layer' }, { name: 'sy-' }] },
    })
    t.match((await send(TWO, { as: 'other', fields: { layer: 'health' } })).body, {
      new_layer: false,
      draft: true,
    })
    const cases: [office: string, payload: object, status: number][] = [
      ['so-moi', { prefix: 'snn-' }, 422],
      ['so-moi', { layers: ['snn-cho'] }, 422],
      ['so-moi', { layers: ['health'] }, 422],
      ['so-moi', { prefix: 'snn' }, 422],
      ['so-moi', { prefix: 'a-b-' }, 422],
      ['so-moi', { layers: ['water'] }, 422],
      ['không có', { prefix: 'kc-' }, 404],
      ['so-moi', { prefix: 1 }, 422],
    ]
    for (const [office, payload, status] of cases)
      t.equal((await grant(office, payload)).status, status, JSON.stringify(payload))
    t.equal((await grant('so-moi', { prefix: 'sm-' }, 'agency')).status, 403)
  })

  t.test('a key', async (t) => {
    const { status, body } = await send(markets([['c1', 'Chợ Tân An 2']]), { as: 'key' })
    t.equal(status, 201)
    t.equal((await call('key', 'GET', `/v1/batches/${body.id}`)).status, 200)
    t.match((await apply(body.id, {}, 'key')).body, { state: 'applied' })
    t.match(await undo(body.id, 'key'), { status: 403 }, 'a program takes nothing back')
    t.match(await send(TWO, { as: 'key', fields: { kind: 'addresses' } }), { status: 400 })
    t.match((await undo(body.id)).body, { undone: 1 })
  })

  t.test('a dry run keeps the report alone', async (t) => {
    const { body } = await send(markets([['c1', 'Khác']]), { fields: { dry_run: '1' } })
    t.match(body, { dry_run: true, changed: 1 })
    t.match(await apply(body.id), { status: 409 })
  })

  t.test('what is not a layer’s file', async (t) => {
    const cases: [file: string | Buffer, upload: object, status: number, said: RegExp][] = [
      [TWO, { fields: { kind: 'maps' } }, 400, /maps/],
      [TWO, { fields: { options: '{"id":' } }, 400, /"options"/],
      [TWO, { fields: { crs: 'EPSG:1' } }, 400, /EPSG:1/],
      [TWO, { fields: { datum: '7' } }, 400, /7/],
      [TWO, { fields: { encoding: 'klingon' } }, 400, /klingon/],
      [TWO, { fields: { replace: 'có' } }, 400, /replace/],
      [TWO, { fields: { id_column: 'khong_co' } }, 400, /khong_co/],
      [TWO, { fields: { sheet: '\u0007' } }, 400, /sheet/],
      [TWO, { name: '<script>alert(1)</script>.js' }, 400, /csv/],
      [TWO, { name: 'a.xlsx' }, 400, /./],
      ['', {}, 400, /./],
      ['\0\0\0\0', { name: 'a.gpkg' }, 400, /./],
      ['{"type":"FeatureCollection","features":[', { name: 'a.geojson' }, 400, /./],
      ['a,b\n1,2\n', {}, 400, /a, b/],
      [markets([['x', 'Xa']]).replace('10.54', '50'), {}, 400, /không nhận được dòng nào/],
      ['x'.repeat(1_100_000), {}, 413, /./],
    ]
    for (const [file, upload, status, said] of cases) {
      const { status: got, body } = await send(file, upload)
      t.equal(got, status, JSON.stringify(upload))
      t.match(JSON.stringify(body), said, JSON.stringify(upload))
    }
    t.match((await send(TWO, { fields: { layer: '' } })).status, 400)
    t.match(
      (await send(TWO, { fields: { layer: 'snn-khac', title_vi: '' } })).body.problems,
      [{ message: /snn-khac/ }],
      'a new layer needs a title',
    )
    t.equal((await items()).length, 2, 'and nothing of them is in the layer')
  })
})
