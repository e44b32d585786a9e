import t from 'tap'
import { Citizen } from '../../support/citizen.ts'
import { deskApp } from '../../support/desk-app.ts'

const POINT = { lon: 106.4137, lat: 10.5402 }
const SHOP = {
  class: 3,
  name: 'Tiệm Sửa',
  house_number: '7',
  street: 'Đường Sửa',
  commune_code: '27694',
  ...POINT,
}

t.test('Anybody proposes a correction of an address that is there', async (t) => {
  const { app, send, close } = await deskApp()
  t.teardown(close)
  const anh = new Citizen(app)
  const made = async (more: object) =>
    (await send('officer', 'POST', '/v1/addresses', { ...SHOP, ...more })).body
  const newest = async () =>
    (await send('officer', 'GET', '/v1/queue?sort=newest&kind=correction')).body.items[0]

  t.test(
    'as a page, without scripts: filled with what everybody sees, only what differs is sent',
    async (t) => {
      const { id, properties } = await made({})
      t.match((await anh.open(`/p/${id}`)).text, `href="/dang-ky?sua=${id}&amp;lang=vi"`)
      const form = await anh.open(`/dang-ky?sua=${properties.vn.code}`)
      t.equal(form.status, 200)
      t.match(form.text, /<h1>Đề nghị sửa một địa chỉ<\/h1>/)
      t.match(form.text, 'id="f-street" name="street" value="Đường Sửa"')
      t.match(form.text, 'id="f-name" name="name" value="Tiệm Sửa"')
      t.notMatch(form.text, /name="photo"|contact\.|<select id="f-commune_code"/)
      const same = await anh.declare({})
      t.match(same, { status: 422, text: /Chưa có gì khác/ })
      const sent = await anh.declare({ house_number: '9', text: 'biển ghi số 9' })
      t.equal(sent.status, 303, sent.text)
      const to = String(sent.headers.location)
      const receipt = await anh.open(to)
      t.match(receipt.text, 'Biên nhận đề nghị sửa')
      t.notMatch(receipt.text, 'biển ghi số 9', 'never what was sent')
      const { id: proposal } = await newest()
      const { body } = await send('officer', 'GET', `/v1/proposals/${proposal}`)
      t.match(body.versions, {
        present: { house_number: '7' },
        proposed: { house_number: '9', street: 'Đường Sửa' },
      })
      t.equal((await send('officer', 'POST', `/v1/proposals/${proposal}/accept`, {})).status, 200)
      t.match((await anh.open(to)).text, 'Đã sửa địa chỉ')
      t.equal(
        (await send('officer', 'GET', `/v1/addresses/${id}`)).body.properties.geocoding.housenumber,
        '9',
      )
    },
  )

  t.test('an emptied field is none; the name of a home is neither shown nor touched', async (t) => {
    const { id } = await made({ class: 1, name: 'Nhà bà Kymqana', house_number: '21', hamlet: 'Khu phố 3' })
    await anh.open(`/dang-ky?sua=${id}`)
    t.notMatch(anh.page, /Kymqana|f-name/)
    t.equal((await anh.declare({ hamlet: '' })).status, 303)
    const { body } = await send('officer', 'GET', `/v1/proposals/${(await newest()).id}`)
    t.equal(body.versions.proposed.hamlet, null)
    t.equal(body.versions.proposed.house_number, '21')
  })

  t.test('changed meanwhile: it is said, what was typed is kept, and it can be sent again', async (t) => {
    const { id } = await made({ house_number: '31' })
    await anh.open(`/dang-ky?sua=${id}`)
    await send('officer', 'PATCH', `/v1/addresses/${id}`, { house_number: '33', reason: 'đo lại' }, 1)
    const late = await anh.declare({ street: 'Đường Khác' })
    t.match(late, { status: 422, text: /Địa chỉ đã thay đổi/ })
    t.match(late.text, 'value="Đường Khác"')
    t.equal((await anh.declare({ house_number: '33' })).status, 303)
  })

  t.test('what is not there, is retired, or is wrong', async (t) => {
    t.match(await anh.open('/dang-ky?sua=khong-co'), { status: 404, text: /khong-co/ })
    const { id } = await made({ house_number: '41' })
    await anh.open(`/dang-ky?sua=${id}`)
    t.match(await anh.declare({ street: '', hamlet: '' }), { status: 422, text: /role="alert"/ })
    await anh.open(`/dang-ky?sua=${id}`)
    const page = anh.page
    await send('officer', 'POST', `/v1/addresses/${id}/transitions`, { to: 'retired', reason: 'phá' }, 1)
    anh.page = page
    t.equal((await anh.declare({ house_number: '43' })).status, 404)
    t.equal((await anh.open(`/dang-ky?sua=${id}`)).status, 404)
  })

  t.test('as JSON', async (t) => {
    const { id } = await made({ house_number: '51' })
    const url = `/v1/addresses/${id}/corrections`
    const { token } = (await anh.ask('GET', '/v1/challenge')).body
    const post = (payload: object, headers: Record<string, string> = { 'if-match': '"1"' }) =>
      anh.ask('POST', url, { payload, headers: { 'x-form-token': token, ...headers } })
    t.equal(
      (await anh.ask('POST', url, { payload: { street: 'X' }, headers: { 'if-match': '"1"' } })).status,
      403,
    )
    t.equal((await post({ street: 'X' }, {})).status, 428)
    t.equal((await post({ commune_code: '28159' })).status, 400, 'to another commune an officer moves it')
    t.match(await post({ street: 'X' }, { 'if-match': '"7"' }), { status: 412, body: { code: 'changed' } })
    t.match(await post({ house_number: '51' }), { status: 422, body: { code: 'findings' } })
    t.match(await post({ lon: 104.9, lat: 11.5 }), { status: 422 })
    const sent = await post({ house_number: '53' })
    t.match(sent, { status: 201, body: { state: 'open' }, headers: { location: /declarations/ } })
  })
})

t.test('Who was refused is told why, what to do, and objects by the receipt', async (t) => {
  const { app, send, close } = await deskApp()
  t.teardown(close)
  const anh = new Citizen(app)
  await anh.open('/dang-ky?lat=10.5402&lon=106.4137')
  const to = String((await anh.declare({ house_number: '61', street: 'Hẻm Cổng' })).headers.location)
  const number = to.split('?')[0]?.split('/').at(-1) ?? ''
  const path = `/theo-doi/${number}`
  const { id } = (await send('officer', 'GET', '/v1/queue?sort=newest&kind=declaration')).body.items[0]
  const refuse = (as: string) =>
    send(as, 'POST', `/v1/proposals/${id}/reject`, { reason: 'wrong-place', text: 'điểm nằm <b>giữa sông' })
  const object = (text = 'nhà tôi ở bờ sông') =>
    anh.form(path, { act: 'object', text }, { accept: 'text/html' })

  t.match(await object(), { status: 409 }, 'nothing is refused yet')
  t.equal((await refuse('officer')).status, 200)
  const page = (await anh.open(path)).text
  t.ok(page.indexOf('Sai vị trí') < page.indexOf('Số biên nhận, hãy giữ lại'), 'the reason stands first')
  t.match(page, 'điểm nằm &lt;b&gt;giữa sông')
  t.match(page, 'chạm bản đồ vào đúng lối vào nhà', 'what to do')
  t.match(page, 'Khiếu nại gửi Phường Long An', 'and where to object')

  t.match(await object(' '), { status: 400, text: /class="trouble"/ })
  const sent = await object()
  t.equal(sent.status, 303, sent.text)
  const own = await anh.open(String(sent.headers.location))
  t.match(own.text, /Biên nhận khiếu nại[\s\S]*Một cán bộ khác/)
  t.notMatch(own.text, 'bờ sông', 'never what was sent')
  t.match((await anh.open(path)).text, 'đang chờ người khác xem lại')
  t.match(await object(), { status: 409 }, 'once')

  const reports = (await send('second', 'GET', '/v1/queue?kind=report')).body.items
  const report = reports.find((each: { report?: { kind: string } }) =>
    JSON.stringify(each).includes('objection'),
  )
  const settle = (as: string, reason: string) =>
    send(as, 'POST', `/v1/reports/${report.id}/settle`, { reason, text: 'xem lại tại chỗ' })
  t.match(await settle('officer', 'done'), { body: { code: 'another-person' } }, 'not who has refused')
  t.equal((await settle('second', 'done')).status, 200)
  t.match((await anh.open(String(sent.headers.location))).text, 'khai báo được xem xét lại')
  t.match((await anh.open(path)).text, 'Đã nhận, chưa xem xét', 'it is open again')

  t.equal((await refuse('second')).status, 200)
  const again = await anh.ask('POST', `/v1/declarations/${number}/objection`, {
    payload: { text: 'vẫn sai' },
  })
  t.match(again, { status: 201, body: { state: 'open' } }, 'a new refusal is objected to anew')
  t.match(
    await anh.ask('POST', '/v1/declarations/2345-2345-2345-2345-2345/objection', { payload: { text: 'x' } }),
    {
      status: 404,
    },
  )
})
