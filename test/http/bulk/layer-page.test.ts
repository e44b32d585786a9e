import t from 'tap'
import { layerWorld, markets } from '../../support/layer-world.ts'

t.test('The page of an office’s layers, without scripts', async (t) => {
  const world = await layerWorld()
  t.teardown(world.close)
  const { app } = world
  const page = '/tai-khoan/lop'
  const get = (as: string, url = page) => app.inject({ url, headers: { 'x-test-actor': as } })
  const post = (fields: Record<string, string>, as = 'agency') =>
    app.inject({
      method: 'POST',
      url: `${page}?lang=vi`,
      payload: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-test-actor': as },
    })
  const upload = (file: string, fields: Record<string, string>, as = 'agency') => {
    const given = {
      kind: 'layer',
      layer: 'snn-cho',
      title_vi: 'Chợ',
      sheet: '',
      crs: '',
      encoding: '',
      ...fields,
    }
    const parts = Object.entries(given).map(
      ([field, value]) => `--x\r\ncontent-disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`,
    )
    return app.inject({
      method: 'POST',
      url: `${page}/tep?lang=vi`,
      payload: `${parts.join('')}--x\r\ncontent-disposition: form-data; name="data"; filename="<b>chợ.csv"\r\n\r\n${file}\r\n--x--\r\n`,
      headers: { 'x-test-actor': as, 'content-type': 'multipart/form-data; boundary=x' },
    })
  }

  t.test('who may see it', async (t) => {
    t.match((await app.inject(page)).headers, { location: /\/dang-nhap/ })
    t.equal((await get('officer')).statusCode, 403)
    const { body, headers } = await get('agency')
    t.match(headers, { 'cache-control': 'no-store', 'content-type': /html/ })
    t.match(body, '<code>snn-…</code>')
    t.notMatch(body, '<script')
    t.match((await get('nobodys')).body, 'chưa được quản trị viên giao')
    t.notMatch((await get('nobodys')).body, 'type="file"')
    t.match((await get('agency', `${page}?lang=en`)).body, 'Layers of the office')
  })

  t.test('a file is sent, looked at, kept, published and taken back', async (t) => {
    const file = `${markets([['c1', 'Chợ <i>Tân An</i>', '080204001234']], ['so_cccd'])}c2,Xa,1,1,\n`
    const sent = await upload(file, {})
    t.equal(sent.statusCode, 303)
    const where = String(sent.headers.location)
    const id = new URL(where, 'http://x').searchParams.get('batch') ?? ''
    await world.isRead(id)
    const report = await get('agency', where)
    t.match(report.body, /Trạng thái: <strong>chờ áp dụng/)
    t.match(report.body, '&lt;b&gt;chợ.csv')
    t.match(
      report.body,
      new RegExp(`/tai-khoan/lop\\?batch=${id}&(amp;)?lang=en`),
      'also in the other language',
    )
    t.match(report.body, /<tr><td>3<\/td>/)
    t.match(report.body, '<circle class="new"')
    t.match(report.body, 'name="yes" value="layer-identity"')
    t.match(await get('other', where), { statusCode: 404 })
    const open = await post({ act: 'apply', id })
    t.match([open.statusCode, open.body], [422, /role="alert".*so_cccd/])
    const confirmed = { id, yes: 'layer-identity', reason: 'số giả để tập huấn' }
    t.match(await post({ act: 'apply', ...confirmed }, 'other'), { statusCode: 404 })
    t.equal((await post({ act: 'apply', ...confirmed })).statusCode, 303)
    t.match((await get('agency', where)).body, /bản nháp, chỉ cơ quan thấy.*Công bố/s)
    t.equal((await post({ act: 'publish', ...confirmed })).statusCode, 303)
    t.match((await get('agency', where)).body, '/ban-do/snn-cho')
    t.match(await post({ act: 'undo', id }), { statusCode: 422 }, 'a reason is needed')
    t.equal((await post({ act: 'undo', id, reason: 'nhầm' })).statusCode, 303)
    t.match((await get('agency', where)).body, 'đã hoàn tác')
    t.match((await get('agency')).body, /<li><a href="[^"]+"><code>snn-cho<\/code>/)
  })

  t.test('what is refused is said on the page', async (t) => {
    for (const [file, fields, as, status, said] of [
      ['a,b\n1,2\n', {}, 'agency', 303, /./],
      [markets([['x', 'X']]), { crs: 'EPSG:1' }, 'agency', 400, /EPSG:1/],
      [markets([['x', 'X']]), { layer: 'sy-x' }, 'agency', 403, /&quot;sy-x&quot; không thuộc/],
      [markets([['x', 'X']]), { layer: 'water' }, 'agency', 422, /dành riêng/],
    ] as const) {
      const { statusCode, body } = await upload(file, fields, as)
      t.equal(statusCode, status, JSON.stringify(fields))
      if (status !== 303) t.match(body, said)
    }
    t.equal((await post({ act: 'burn', id: 'x' })).statusCode, 400)
    t.equal((await post({ act: 'apply', id: 'x' })).statusCode, 404)
  })
})
