import { createSecretKey, randomBytes } from 'node:crypto'
import t from 'tap'
import { Citizen } from '../../support/citizen.ts'
import { deskApp } from '../../support/desk-app.ts'

const PAGE = '/ban-lam-viec/yeu-cau'
const SECRETS = ['Kymqanaten', '0912345678', '+84912345678', 'Kymqanaloi']
const leaks = (text: string) => SECRETS.filter((secret) => text.includes(secret))

t.test('A person asks for own data without an account, an officer answers', async (t) => {
  const { app, send, close } = await deskApp({}, createSecretKey(randomBytes(32)))
  t.teardown(close)
  const anh = new Citizen(app)
  const house = { class: 1, house_number: '4711', street: 'Hùng Vương', commune_code: '27694' }
  const { body: made } = await send('officer', 'POST', '/v1/addresses', {
    ...house,
    lon: 106.4111,
    lat: 10.5361,
  })
  const code = made.properties.vn.code as string
  const typed = {
    ...{ kind: 'see', address: code, name: 'Kymqanaten', 'channel.kind': 'phone' },
    ...{ 'channel.value': '0912345678', text: 'Kymqanaloi <b>' },
  }
  const officer = (fields?: Record<string, string>, url = PAGE, as = 'officer') =>
    app.inject({
      url,
      ...(fields && { method: 'POST', payload: String(new URLSearchParams(fields)) }),
      headers: { 'x-test-actor': as, ...(fields && { 'content-type': 'application/x-www-form-urlencoded' }) },
    })
  let receipt = ''

  t.test('the form says what is wrong and keeps what was typed; sent, there is a receipt', async (t) => {
    t.match(await anh.open('/du-lieu-cua-toi'), { status: 200, headers: { 'cache-control': 'no-store' } })
    t.notMatch(anh.page, '<script')
    const cases: [name: string, fields: Record<string, string>, status: number, said: RegExp][] = [
      ['no such address', { address: 'L0000000000' }, 404, /L0000000000/],
      ['no phone', { 'channel.value': 'abc' }, 422, /abc/],
      ['no kind that there is', { kind: 'steal' }, 400, /kind/],
    ]
    for (const [name, fields, status, said] of cases) {
      const reply = await anh.declare({ ...typed, ...fields })
      t.match(reply, { status, text: said }, name)
      t.match(reply.text, 'Kymqanaloi &lt;b&gt;', name)
    }
    const sent = await anh.declare(typed)
    t.equal(sent.status, 303, sent.text)
    receipt = String(sent.headers.location)
    const { text } = await anh.open(receipt)
    t.match(text, /Biên nhận yêu cầu về dữ liệu cá nhân[\s\S]*Đã nhận, chưa trả lời/)
    t.match(text, /Hạn trả lời lần đầu[\s\S]*Hạn thực hiện/)
    t.same(leaks(text), [], 'never what was sent')
  })

  t.test('the officer sees two clocks, opens it, answers, ends it; each look is noted', async (t) => {
    t.match((await app.inject(PAGE)).headers.location, /dang-nhap/)
    t.equal((await officer(undefined, PAGE, 'collector')).statusCode, 403)
    t.match((await officer(undefined, PAGE, 'elsewhere')).body, 'Không có yêu cầu nào')
    const list = await officer()
    t.match(list.body, /0 quá hạn[\s\S]*1 đang chờ/)
    t.match(list.body, 'Trả lời lần đầu')
    t.same(leaks(list.body), [], 'the list says nothing of who asks')
    const [, id = ''] = /\?id=([0-9a-f-]{36})/.exec(list.body) ?? []
    const opened = await officer(undefined, `${PAGE}?id=${id}`)
    t.match(opened.body, /Kymqanaten[\s\S]*\+84912345678[\s\S]*Kymqanaloi &lt;b&gt;/)
    t.equal((await officer(undefined, `${PAGE}?id=${id}`, 'elsewhere')).statusCode, 404)
    const noted = await send('auditor', 'GET', `/v1/audit?action=person-request-read&subject=${id}`)
    t.equal(noted.body.entries.length, 1)
    t.match(await officer({ act: 'extend', id, days: '99', reason: 'nhiều hồ sơ' }), { statusCode: 422 })
    t.match(await officer({ act: 'extend', id, days: 'x', reason: 'nhiều hồ sơ' }), { statusCode: 400 })
    t.match(await officer({ act: 'reply', id, text: '' }), { statusCode: 422, body: /role="alert"/ })
    t.equal((await officer({ act: 'reply', id, text: 'trình tự' })).statusCode, 303)
    t.match((await anh.open(receipt)).text, 'Đã trả lời lần đầu')
    const end = await officer({ act: 'fulfil', id, outcome: 'done', text: 'đã giao', event: '' })
    t.match([end.statusCode, end.body], [200, /Giao cho người yêu cầu[\s\S]*Không giữ liên hệ nào/])
    t.match((await officer()).body, 'Không có yêu cầu nào')
    t.match((await anh.open(receipt)).text, 'Đã thực hiện')
    t.match(await officer({ act: 'reply', id, text: 'nữa' }), { statusCode: 409 })
  })

  t.test('as JSON, with a form token alone', async (t) => {
    const asked = { kind: 'delete', address: code, name: 'x', channel: { kind: 'mail', value: 'a@b.vn' } }
    const { token } = (await anh.ask('GET', '/v1/challenge')).body
    const post = (headers: Record<string, string>) =>
      anh.ask('POST', '/v1/person-requests', { payload: asked, headers })
    t.equal((await post({})).status, 403)
    const { status, body } = await post({ 'x-form-token': token })
    t.match([status, body], [201, { state: 'open', number: /^(?:[2-9A-Z]{4}-){4}/, reply_due: String }])
    t.notOk('id' in body, 'nothing but what the receipt shows')
  })
})
