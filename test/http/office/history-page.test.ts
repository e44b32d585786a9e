import t from 'tap'
import { deskApp } from '../../support/desk-app.ts'

const PAGE = '/ban-lam-viec/lich-su'
const HOUSE = {
  class: 2,
  name: 'Trụ sở <b>thử</b>',
  house_number: '7',
  street: 'Đường Lịch Sử',
  commune_code: '27694',
  lon: 106.4137,
  lat: 10.5402,
}

t.test('Who changed an address, when, why and on what basis', async (t) => {
  const { app, send, close } = await deskApp()
  t.teardown(close)
  const get = (as: string, about: string) =>
    app.inject({ url: `${PAGE}?about=${encodeURIComponent(about)}`, headers: { 'x-test-actor': as } })
  const { body: made } = await send('officer', 'POST', '/v1/addresses', HOUSE)
  const { id } = made
  const code = made.properties.vn.code as string
  await send('officer', 'PATCH', `/v1/addresses/${id}`, { house_number: '9', reason: 'đo lại' }, 1)
  const verified = { to: 'verified', method: 'thực địa', date: '2026-10-02' }
  await send('verifier', 'POST', `/v1/addresses/${id}/transitions`, verified, 2)
  const decision = { number: '12/QĐ-UBND', date: '2026-10-05' }
  await send('verifier', 'POST', `/v1/addresses/${id}/transitions`, { to: 'official', decision }, 3)

  t.test('as JSON: each event with who, why, on what basis and what it changed', async (t) => {
    const { status, body, headers } = await send('officer', 'GET', `/v1/addresses/${id}/audit`)
    t.equal(status, 200)
    t.equal(headers['cache-control'], 'no-store')
    t.match(
      body.events.map(({ action }: { action: string }) => action),
      ['made-official', 'verified', 'changed', 'created'],
    )
    const [official, checked, changed, created] = body.events
    t.match(official, {
      office: 'office-27694',
      from_status: 'verified',
      to_status: 'official',
      details: { decision },
      changes: [{ field: 'status', before: 'verified', after: 'official' }],
    })
    t.match(checked, { details: { method: 'thực địa', date: '2026-10-02' } })
    t.match(changed, { reason: 'đo lại', changes: [{ field: 'house_number', before: '7', after: '9' }] })
    t.ok(created.changes.some((each: { field: string }) => each.field === 'place'))
    t.notMatch(JSON.stringify(body), /person|salt/, 'nothing of persons, nothing that opens a hash')
    t.match((await send('officer', 'GET', `/v1/addresses/${code}/audit`)).body, { id })
  })

  t.test('who may look, and that it is noted', async (t) => {
    const cases: [as: string, about: string, status: number, code: string][] = [
      ['nobody', id, 401, 'unauthorized'],
      ['agency', id, 403, 'forbidden'],
      ['elsewhere', id, 403, 'outside-area'],
      ['coordinator', id, 403, 'forbidden'],
      ['officer', 'khong-co', 404, 'unknown-address'],
      ['officer', 'L0000000000', 404, 'unknown-address'],
    ]
    for (const [as, about, status, code] of cases)
      t.match(
        await send(as, 'GET', `/v1/addresses/${about}/audit`),
        { status, body: { code } },
        `${as} ${about}`,
      )
    const { body } = await send('auditor', 'GET', `/v1/addresses/${id}/audit`)
    t.match(body.beside[0], { action: 'address-audited', subject: id })
    const noted = await send('auditor', 'GET', `/v1/audit?action=address-audited&subject=${id}`)
    t.equal(noted.body.entries.length, 3, 'each look, none that was refused')
  })

  t.test('as a page, in plain Vietnamese, without scripts', async (t) => {
    t.match((await app.inject(`${PAGE}?about=${id}`)).headers.location, /\/dang-nhap\?toi=/)
    const asked = await get('officer', '')
    t.match(asked.body, /name="about" value="" required/)
    const { statusCode, body, headers } = await get('officer', code)
    t.equal(statusCode, 200)
    t.match(headers, { 'cache-control': 'no-store' })
    t.match(body, /Công nhận theo quyết định/)
    t.match(body, 'Quyết định số 12/QĐ-UBND ngày 05/10/2026')
    t.match(body, 'xác minh bằng thực địa ngày 02/10/2026')
    t.match(body, /<th scope="row">Số nhà<\/th><td>7<\/td><td>9<\/td>/)
    t.match(body, 'mới lập → đã xác minh')
    t.match(body, 'Trụ sở &lt;b&gt;thử&lt;/b&gt;')
    t.notMatch(body, /<script|Trụ sở <b>/)
    t.match(await get('officer', 'không có'), { statusCode: 404, body: /role="alert"/ })
    t.match(await get('elsewhere', id), { statusCode: 403, body: /role="alert"/ })
    t.match((await get('auditor', id)).body, 'Việc khác của tài khoản')
  })

  t.test('a redacted text stays taken out, and is said to be so', async (t) => {
    const reply = await send(
      'verifier',
      'POST',
      `/v1/addresses/${id}/redactions`,
      { fields: ['name'], reason: 'yêu cầu' },
      4,
    )
    t.equal(reply.status, 200, reply.text)
    const { body } = await get('officer', id)
    t.notMatch(body, 'Trụ sở')
    t.match(body, 'đã xoá theo yêu cầu')
  })

  t.test('the public page of the address leads to it', async (t) => {
    const { body } = await app.inject({ url: `/p/${id}`, headers: { accept: 'text/html' } })
    t.match(body, `href="${PAGE}?about=${id}&amp;lang=vi"`)
  })
})
