import t from 'tap'
import { deskApp } from '../../support/desk-app.ts'
import { Stranger } from '../../support/stranger.ts'

const house = (house_number: string, more: object = {}) => ({
  ...{ class: 1, lon: 106.4137, lat: 10.5402, commune_code: '27694', house_number, street: 'Đường Cổng Ngõ' },
  ...more,
})
const NUMBER = /^(?:[2-9A-HJKMNP-Z]{4}-){4}[2-9A-HJKMNP-Z]{4}$/

t.test('Declarations without an account', async (t) => {
  const { app, send, close } = await deskApp()
  t.teardown(close)
  const anh = new Stranger(app)
  const waiting = async () =>
    (await send('officer', 'GET', '/v1/queue?kind=declaration&limit=200')).body.items as { id: string }[]
  const newest = async () =>
    (await send('officer', 'GET', '/v1/queue?sort=newest&kind=declaration')).body.items[0]
  const receipt = (number: string) => anh.ask('GET', `/v1/declarations/${number}`)

  t.test(
    'declared → accepted by an officer → public; the receipt says so, and never what was sent',
    async (t) => {
      const declared = await anh.send('/v1/declarations', house('117', { text: 'nhà có cổng xanh' }))
      t.equal(declared.status, 201, declared.text)
      t.match(declared.body, { number: NUMBER, state: 'open', findings: [] })
      const { number } = declared.body
      t.equal(declared.headers.location, `/v1/declarations/${number}`)
      const open = await receipt(number)
      t.match(open, {
        status: 200,
        body: {
          kind: 'declaration',
          state: 'open',
          ended_at: null,
          commune: { code: '27694' },
          reason: null,
        },
        headers: { 'cache-control': 'no-store', 'x-robots-tag': /noindex/ },
      })
      t.notMatch(open.text, /\b117\b|Cổng Ngõ|cổng xanh|106\.4/)
      const { id } = await newest()
      t.equal((await anh.ask('GET', `/v1/addresses/${id}`)).status, 404, 'not public yet')
      t.notOk(open.text.includes(id), 'the receipt leads to nothing')
      const accepted = await send('officer', 'POST', `/v1/proposals/${id}/accept`, {})
      t.equal(accepted.status, 200, accepted.text)
      t.match(await anh.ask('GET', `/v1/addresses/${id}`), { status: 200 })
      const after = await receipt(number.toLowerCase().replaceAll('-', ' '))
      t.match(after.body, { state: 'accepted', ended_at: /^20/, waits_for: null }, 'however it is written')
      t.notMatch(after.text, /\b117\b|Cổng Ngõ/)
      t.match(await anh.ask('DELETE', `/v1/declarations/${number}`), {
        status: 409,
        body: { code: 'wrong-state' },
      })
    },
  )

  t.test(
    'rejected: the receipt shows the reason; sent back: what is missing; withdrawn by the receipt',
    async (t) => {
      const [one, two] = [
        (await anh.send('/v1/declarations', house('119'))).body.number,
        (await anh.send('/v1/declarations', house('121'))).body.number,
      ]
      const second = (await newest()).id
      const first = (await waiting()).find(({ id }) => id !== second)?.id
      await send('officer', 'POST', `/v1/proposals/${first}/reject`, {
        reason: 'duplicate',
        text: 'trùng nhà 117',
      })
      t.match((await receipt(one)).body, {
        state: 'rejected',
        reason: { code: 'duplicate', label: 'Đã có' },
        text: 'trùng nhà 117',
      })
      await send('officer', 'POST', `/v1/proposals/${second}/return`, { text: 'thiếu tên ấp' })
      t.match((await receipt(two)).body, { state: 'returned', text: 'thiếu tên ấp' })
      t.match(await anh.ask('DELETE', `/v1/declarations/${two}`), {
        status: 200,
        body: { state: 'withdrawn' },
      })
      t.match((await receipt(two)).body, { state: 'withdrawn', waits_for: null })
      t.equal(
        (await anh.ask('GET', `/v1/reports/${two}`)).status,
        404,
        'a number is good at its own door alone',
      )
    },
  )

  t.test('sent back, completed by the receipt, accepted as it is then', async (t) => {
    const { number } = (await anh.send('/v1/declarations', house('125'))).body
    const { id } = await newest()
    const url = `/v1/declarations/${number}`
    const patch = (payload: object, revision?: number, to = url) =>
      anh.ask('PATCH', to, payload, revision === undefined ? {} : { 'if-match': `"${revision}"` })
    t.match(await patch({ text: 'x' }, 1), { status: 409, body: { code: 'wrong-state' } }, 'nobody has asked')
    await send('officer', 'POST', `/v1/proposals/${id}/return`, { text: 'thiếu tên ấp' })
    const { body, headers } = await receipt(number)
    t.match([body.revision, headers.etag], [2, '"2"'])
    const cases: [payload: object, revision: number | undefined, status: number, code: string][] = [
      [{ text: 'x' }, undefined, 428, 'precondition-required'],
      [{ text: 'x' }, 1, 412, 'changed'],
      [{}, 2, 400, 'invalid-input'],
      [{ state: 'accepted' }, 2, 400, 'invalid-input'],
      [{ lon: 108, lat: 9 }, 2, 422, 'findings'],
      [{ commune_code: '99999' }, 2, 422, 'findings'],
    ]
    for (const [payload, revision, status, code] of cases)
      t.match(await patch(payload, revision), { status, body: { code } }, JSON.stringify(payload))
    t.match(await patch({ text: 'x' }, 2, '/v1/declarations/x'), {
      status: 404,
      body: { code: 'unknown-receipt' },
    })
    const done = await patch({ house_number: '127', text: 'số 127 mới đúng' }, 2)
    t.match(done, { status: 200, body: { state: 'open', revision: 3 } }, done.text)
    t.notMatch(done.text, /số 127|Cổng Ngõ/)
    t.equal((await send('officer', 'POST', `/v1/proposals/${id}/accept`, {})).status, 200)
    t.match((await anh.ask('GET', `/v1/addresses/${id}`)).body.properties.geocoding, { housenumber: '127' })
  })

  t.test('of an account: the same, and withdrawn by its person alone', async (t) => {
    const { body } = await send('collector', 'POST', '/v1/declarations', house('123'))
    t.match(body, { number: NUMBER, state: 'open' })
    t.match((await newest()).office, 'office-27694')
    t.match(await anh.ask('DELETE', `/v1/declarations/${body.number}`), {
      status: 403,
      body: { code: 'forbidden' },
    })
    const mine = { 'x-test-actor': 'collector' }
    t.match(await anh.ask('DELETE', `/v1/declarations/${body.number}`, undefined, mine), { status: 200 })
  })

  t.test('duplicates are told from what is public', async (t) => {
    const { id } = (await send('officer', 'POST', '/v1/addresses', house('131'))).body
    const again = await anh.send('/v1/declarations', house('131'))
    t.match(again, { status: 201 })
    t.ok(
      (again.body.findings as { rule: string }[]).some(({ rule }) => rule === 'same-number'),
      'a look is wanted',
    )
    const retire = { to: 'retired', reason: 'phá dỡ' }
    await send('officer', 'POST', `/v1/addresses/${id}/transitions`, retire, 1)
    const { number: waits } = again.body
    const third = await anh.send('/v1/declarations', house('131'))
    t.notMatch(third.text, /same-number|\b131\b/, 'neither what is retired nor what waits is told')
    t.ok(waits)
  })

  t.test('a form without scripts is answered with its receipt, a page', async (t) => {
    const { token } = (await anh.ask('GET', '/v1/challenge')).body
    const fields = {
      ...{ csrf: token, idempotency_key: 'một-lần', proof: '', name: '', text: 'cổng xanh' },
      ...{ class: '1', lon: '106.4137', lat: '10.5402', commune_code: '27694' },
      ...{ house_number: '133', street: 'Đường Cổng Ngõ', 'attributes.households': '2' },
    }
    t.match(
      await anh.form('/v1/declarations', fields),
      { status: 400, body: { code: 'invalid-input' } },
      'a key is ASCII',
    )
    const sent = await anh.form('/v1/declarations', { ...fields, idempotency_key: 'once' })
    t.match(sent, { status: 303, headers: { location: /^\/v1\/declarations\/[\w-]{24}$/ } }, sent.text)
    const page = await anh.ask('GET', String(sent.headers.location), undefined, { accept: 'text/html' })
    t.match(page, {
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    })
    t.match(page.text, /<meta name="robots" content="noindex/)
    t.match(page.text, /Biên nhận khai báo/)
    t.notMatch(page.text, /\b133\b|Cổng Ngõ|cổng xanh|<script/)
    const before = (await waiting()).length
    const again = await anh.form('/v1/declarations', { ...fields, idempotency_key: 'once' })
    t.match(again, { status: 303 })
    t.equal((await waiting()).length, before, 'sent again under its key it is declared once')
    t.match(await receipt(String(again.headers.location).split('/').at(-1) as string), { status: 200 })
    const parts = Object.entries({ ...fields, idempotency_key: 'other' }).map(
      ([name, value]) => `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    const type = { 'content-type': 'multipart/form-data; boundary=x' }
    t.match(await anh.ask('POST', '/v1/declarations', `${parts.join('')}--x--\r\n`, type), { status: 303 })
  })

  t.test('bad input is told, and nothing of it is kept', async (t) => {
    const token = await anh.pass()
    const before = await waiting()
    const cases: [
      name: string,
      payload: object | string,
      headers: Record<string, string>,
      status: number,
      code: string,
    ][] = [
      ['no token', house('1'), {}, 403, 'form-expired'],
      ['a token of nobody', house('1'), { 'x-form-token': 'a.b' }, 403, 'form-expired'],
      [
        'a token that was changed',
        house('1'),
        { 'x-form-token': `x${token['x-form-token']}` },
        403,
        'form-expired',
      ],
      ['a very long token', house('1'), { 'x-form-token': 'x'.repeat(5000) }, 403, 'form-expired'],
      ['from another site', house('1'), { ...token, 'sec-fetch-site': 'cross-site' }, 403, 'other-site'],
      ['from a sister site', house('1'), { ...token, 'sec-fetch-site': 'same-site' }, 403, 'other-site'],
      ['of another origin', house('1'), { ...token, origin: 'https://evil.example' }, 403, 'other-site'],
      ['of no origin', house('1'), { ...token, origin: 'null' }, 403, 'other-site'],
      ['a real house’s code', house('1', { code: 'L0000000000' }), token, 400, 'invalid-input'],
      ['a national code', house('1', { ndas: '8012345678' }), token, 400, 'invalid-input'],
      ['a state', house('1', { status: 'official' }), token, 400, 'invalid-input'],
      ['an id', house('1', { uid: 'mine' }), token, 400, 'invalid-input'],
      ['an account', house('1', { account: 'account-oanh' }), token, 400, 'invalid-input'],
      ['__proto__', JSON.parse('{"__proto__": {"class": 1}}'), token, 400, 'malformed-body'],
      ['no class', { ...house('1'), class: undefined }, token, 400, 'invalid-input'],
      ['a commune of nobody', house('1', { commune_code: '99999' }), token, 422, 'findings'],
      ['in the sea', house('1', { lon: 108, lat: 9 }), token, 422, 'findings'],
      [
        'no house number or name',
        { ...house('1'), house_number: undefined, street: undefined },
        token,
        422,
        'findings',
      ],
      ['a day that is none', house('1', { valid_from: '2026-02-30' }), token, 400, 'invalid-input'],
      ['an endless text', house('1', { text: 'x'.repeat(2001) }), token, 400, 'invalid-input'],
      ['100 kB', house('1', { text: 'x'.repeat(100_000) }), token, 413, 'body-too-large'],
      ['XML', '<a/>', { ...token, 'content-type': 'application/xml' }, 415, 'unsupported-media-type'],
      ['a key with spaces', house('1'), { ...token, 'idempotency-key': 'a b' }, 400, 'invalid-input'],
    ]
    for (const [name, payload, headers, status, code] of cases) {
      const reply = await anh.ask('POST', '/v1/declarations', payload, headers)
      t.match(reply, { status, body: { code } }, `${name}: ${reply.text.slice(0, 300)}`)
    }
    t.same(await waiting(), before)
    const own = { ...token, origin: 'http://localhost:80', host: 'localhost:80' }
    t.equal((await anh.ask('POST', '/v1/declarations', house('141'), own)).status, 201, 'from its own page')
  })

  t.test('a key means one request', async (t) => {
    const key = { 'idempotency-key': 'k-1' }
    const before = (await waiting()).length
    const first = await anh.send('/v1/declarations', house('143'), key)
    const again = await anh.send('/v1/declarations', house('143'), key)
    t.match([first.status, again.status], [201, 201])
    t.not(first.body.number, again.body.number, 'the first number stands nowhere')
    t.equal((await waiting()).length, before + 1)
    for (const { body } of [first, again]) t.equal((await receipt(body.number)).status, 200)
    t.match(await anh.send('/v1/declarations', house('145'), key), {
      status: 422,
      body: { code: 'key-reused' },
    })
  })
})
