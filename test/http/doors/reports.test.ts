import t from 'tap'
import { deskApp } from '../../support/desk-app.ts'
import { Stranger } from '../../support/stranger.ts'

t.test('Reports without an account', async (t) => {
  const { app, send, close } = await deskApp()
  t.teardown(close)
  const anh = new Stranger(app)
  const shop = {
    ...{ class: 3, lon: 106.4137, lat: 10.5402, commune_code: '27694', name: 'Quán Ngõ Đông' },
    ...{ street: 'Đường Ngõ Đông', house_number: '5' },
  }
  const made = (await send('officer', 'POST', '/v1/addresses', shop)).body
  const code = made.properties.vn.code as string
  const queue = async (as: string, query = '') =>
    (await send(as, 'GET', `/v1/queue?kind=report&limit=200${query}`)).body
  const receipt = async (number: string) => (await anh.ask('GET', `/v1/reports/${number}`)).body

  t.test('sent, in the queue of the area, settled: the receipt says why', async (t) => {
    const said = { about: made.id, kind: 'wrong-place', text: 'điểm nằm giữa ruộng' }
    const sent = await anh.send('/v1/reports', said)
    t.match(sent, { status: 201, body: { number: /^\S{24}$/, state: 'open' } }, sent.text)
    const byCode = await anh.send('/v1/reports', { ...said, about: code })
    const place = await anh.send('/v1/reports', {
      about: [106.4137, 10.5402],
      kind: 'missing',
      text: 'thiếu nhà',
    })
    t.match([byCode.status, place.status], [201, 201], byCode.text + place.text)
    const { items, counts } = await queue('officer')
    t.equal(counts.report, 3)
    t.match(items[0], {
      ...{ kind: 'report', report: 'wrong-place', state: 'open', addresses: [made.id] },
      ...{ text: 'điểm nằm giữa ruộng', commune_code: '27694', office: null },
    })
    t.match(items[2], { report: 'missing', addresses: [], lon: 106.4137 })
    t.match(await queue('elsewhere'), { items: [], counts: { report: 0 } })
    const { number } = sent.body
    const open = await receipt(number)
    t.match(open, { kind: 'report', state: 'open', waits_for: 'Cán bộ của xã, phường xem xét' })
    t.notMatch(JSON.stringify(open), /ruộng|Ngõ/)
    const url = `/v1/reports/${items[0].id}/settle`
    const cases: [as: string, url: string, payload: object, status: number, code: string][] = [
      ['nobody', url, { reason: 'done', text: 'x' }, 401, 'unauthorized'],
      ['collector', url, { reason: 'done', text: 'x' }, 403, 'forbidden'],
      ['elsewhere', url, { reason: 'done', text: 'x' }, 404, 'unknown-report'],
      ['officer', `/v1/reports/${number}/settle`, { reason: 'done', text: 'x' }, 404, 'unknown-report'],
      ['officer', url, { reason: 'maybe', text: 'x' }, 400, 'invalid-input'],
      ['officer', url, { reason: 'done' }, 400, 'invalid-input'],
      ['officer', url, { reason: 'done', text: ' ' }, 422, 'missing-particulars'],
    ]
    for (const [as, to, payload, status, code] of cases)
      t.match(
        await send(as, 'POST', to, payload),
        { status, body: { code } },
        `${as} ${JSON.stringify(payload)}`,
      )
    const settled = await send('officer', 'POST', url, { reason: 'nothing-wrong', text: 'đã xem tại chỗ' })
    t.match(settled, { status: 200, body: { state: 'rejected', settled_office: 'office-27694' } })
    t.match(await receipt(number), {
      ...{
        state: 'rejected',
        reason: { code: 'nothing-wrong' },
        text: 'đã xem tại chỗ',
        office: 'office-27694',
      },
    })
    t.match(await send('officer', 'POST', url, { reason: 'done', text: 'x' }), { status: 409 })
    t.equal((await queue('officer', '&state=rejected')).items.length, 1)
    t.equal((await queue('officer')).items.length, 2)
  })

  t.test('bad input', async (t) => {
    const pass = await anh.pass()
    const report = (more: object) => ({ about: made.id, kind: 'other', text: 'x', ...more })
    const cases: [name: string, payload: object, status: number, code: string][] = [
      ['an id of nobody', report({ about: 'nobody' }), 404, 'unknown-address'],
      ['a code of nobody', report({ about: 'L0000000000' }), 404, 'unknown-address'],
      ['no subject', report({ about: undefined }), 400, 'invalid-input'],
      ['an empty one', report({ about: '' }), 400, 'invalid-input'],
      ['one number', report({ about: [106] }), 400, 'invalid-input'],
      ['words for numbers', report({ about: ['x', 'y'] }), 400, 'invalid-input'],
      ['off the earth', report({ about: [106, 91] }), 400, 'invalid-input'],
      ['in no commune', report({ about: [0, 0] }), 400, 'invalid-input'],
      ['in no commune that is', report({ about: [0, 0], commune_code: '99999' }), 422, 'findings'],
      ['an unknown kind', report({ kind: 'rude' }), 400, 'invalid-input'],
      ['no text', report({ text: '' }), 400, 'invalid-input'],
      ['an endless text', report({ text: 'x'.repeat(2001) }), 400, 'invalid-input'],
      ['a state', report({ state: 'accepted' }), 400, 'invalid-input'],
    ]
    const before = (await queue('officer')).counts.report
    for (const [name, payload, status, code] of cases) {
      const reply = await anh.ask('POST', '/v1/reports', payload, pass)
      t.match(reply, { status, body: { code } }, `${name}: ${reply.text.slice(0, 200)}`)
    }
    t.equal((await queue('officer')).counts.report, before)
    t.match(await anh.ask('POST', '/v1/reports', report({})), { status: 403, body: { code: 'form-expired' } })
  })

  t.test('a form, and a key that means one request', async (t) => {
    const { token } = (await anh.ask('GET', '/v1/challenge')).body
    const fields = {
      csrf: token,
      about: '106.4137, 10.5402',
      kind: 'missing',
      text: 'y',
      idempotency_key: 'r-1',
    }
    const before = (await queue('officer')).counts.report
    const sent = await anh.form('/v1/reports', fields)
    t.match(sent, { status: 303, headers: { location: /^\/v1\/reports\// } }, sent.text)
    t.match(await anh.form('/v1/reports', fields), { status: 303 })
    t.equal((await queue('officer')).counts.report, before + 1)
    const page = await anh.ask('GET', String(sent.headers.location), undefined, { accept: 'text/html' })
    t.match(page.text, /Biên nhận phản ánh/)
    t.match(await anh.form('/v1/reports', { ...fields, text: 'z' }), {
      status: 422,
      body: { code: 'key-reused' },
    })
  })

  t.test('a redaction takes out what a report says', async (t) => {
    const name = 'Quán bà Ngõ Đông'
    const { id } = (await send('officer', 'POST', '/v1/addresses', { ...shop, house_number: '7', name })).body
    await anh.send('/v1/reports', { about: id, kind: 'personal-data', text: `tên ${name} là tên riêng` })
    const redacted = await send(
      'officer',
      'POST',
      `/v1/addresses/${id}/redactions`,
      { fields: ['name'], reason: 'yêu cầu' },
      1,
    )
    t.equal(redacted.status, 200, redacted.text)
    const { items } = await queue('officer', '&sort=newest')
    t.match(items[0], { addresses: [id], text: '' })
  })
})
