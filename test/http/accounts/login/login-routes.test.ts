import t from 'tap'
import { nextPage } from '../../../../src/http/accounts/login/next-page.ts'
import { codeAt, PASSWORD } from '../../../support/login-world.ts'
import { servedLogins } from '../../../support/served-logins.ts'
import { solved } from '../../../support/stranger.ts'
import type { Visitor } from '../../../support/visitor.ts'

t.test('Logging in over HTTP', async (t) => {
  const w = await servedLogins()
  t.teardown(w.close)
  const { app } = w

  const logIn = async (visitor: Visitor, login: string, password = PASSWORD) =>
    visitor.json('POST', '/v1/session', { login, password })

  t.test('by JSON: a cookie out of reach for scripts, and what proves a write', async (t) => {
    await w.add('oanh', ['officer'])
    const visitor = w.visitor()
    const reply = await logIn(visitor, 'oanh')
    t.match([reply.status, reply.body], [201, { state: 'open', csrf: /^[\w-]{43}$/ }])
    for (const cookie of reply.cookies) t.match(cookie, /; Path=\/; HttpOnly; SameSite=Lax$/)
    t.equal(reply.headers['cache-control'], 'no-store')
    t.equal(reply.headers['access-control-allow-origin'], undefined, 'no other origin reads it')
    t.equal(reply.headers['cross-origin-resource-policy'], 'same-origin')
    const session = await visitor.get('/v1/session')
    t.match(session.body, { state: 'open', account: 'oanh', roles: ['officer'], csrf: reply.body.csrf })
    t.equal(session.headers['access-control-allow-origin'], undefined)
    t.equal(session.headers.etag, undefined)
    const me = await visitor.get('/v1/me')
    t.match(me.body, {
      login: 'oanh',
      factor: { set: false, needed: false },
      sessions: [{ current: true }],
      devices: [{ current: true }],
    })
    t.notMatch(me.text, visitor.jar.get('ds_session'))
    const queue = await visitor.get('/v1/queue?commune=27694')
    t.match(
      [queue.status, queue.headers['cache-control'], queue.headers['access-control-allow-origin']],
      [200, 'no-store', undefined],
      'the registry’s routes too',
    )
    t.equal(
      (await app.inject('/v1/search?q=long an')).headers['access-control-allow-origin'],
      '*',
      'others as ever',
    )
    const out = await visitor.json('DELETE', '/v1/session', undefined, { 'x-csrf-token': reply.body.csrf })
    t.equal(out.status, 204)
    t.equal(visitor.jar.has('ds_session'), false)
    t.equal((await visitor.get('/v1/session')).status, 401)
  })

  t.test('a write proves that a page of ours has sent it', async (t) => {
    await w.add('bích', ['officer'])
    await w.add('chi', ['officer'])
    const [visitor, other] = [w.visitor(), w.visitor()]
    const { csrf } = (await logIn(visitor, 'bích')).body
    const others = (await logIn(other, 'chi')).body.csrf
    const write = (headers: Record<string, string>) =>
      visitor.json('DELETE', '/v1/me/sessions', undefined, headers)
    t.equal((await write({})).body.code, 'form-expired')
    t.equal((await write({ 'x-csrf-token': others })).body.code, 'form-expired', 'that of another session')
    t.equal((await write({ 'x-csrf-token': csrf, origin: 'https://evil.example' })).body.code, 'other-site')
    t.equal((await write({ 'x-csrf-token': csrf, 'sec-fetch-site': 'cross-site' })).body.code, 'other-site')
    t.equal((await write({ 'x-csrf-token': csrf, 'sec-fetch-site': 'same-origin' })).status, 204)
    const body = await visitor.json('POST', '/v1/me/password', {
      password: PASSWORD,
      new_password: 'x',
      csrf,
    })
    t.equal(body.status, 403, 'a member of JSON is no proof, and no field either')
    const HOUSE = {
      class: 1,
      house_number: '5',
      street: 'Đường Bích',
      commune_code: '27694',
      lon: 106.4137,
      lat: 10.5402,
    }
    t.equal(
      (await visitor.json('POST', '/v1/addresses', HOUSE)).body.code,
      'form-expired',
      'the registry’s writes too',
    )
    t.equal((await visitor.json('POST', '/v1/addresses', HOUSE, { 'x-csrf-token': csrf })).status, 201)
  })

  t.test(
    'a session that somebody else has chosen is not taken on, and each step makes a new one',
    async (t) => {
      await w.add('dung')
      const visitor = w.visitor()
      visitor.jar.set('ds_session', 'A'.repeat(43))
      await logIn(visitor, 'dung')
      const first = visitor.jar.get('ds_session')
      t.not(first, 'A'.repeat(43))
      await logIn(visitor, 'dung')
      const second = visitor.jar.get('ds_session')
      t.not(second, first)
      visitor.jar.set('ds_session', first ?? '')
      t.equal((await visitor.get('/v1/session')).status, 401, 'the one before is over')
    },
  )

  t.test('who is there and who is not answer alike', async (t) => {
    await w.add('đào')
    const told = []
    for (const [login, password] of [
      ['đào', 'sai'],
      ['không có', 'sai'],
      ['đào', 'x'.repeat(10_000)],
      ['x'.repeat(80), PASSWORD],
    ] as const) {
      const { status, body, headers } = await logIn(w.visitor({ address: '198.51.100.9' }), login, password)
      told.push({ status, body, cookie: headers['set-cookie'] })
    }
    for (const each of told) t.same(each, told[0])
    t.match(told[0], { status: 401, body: { code: 'wrong-login' } })
    const many = await w.visitor().json('POST', '/v1/session', { login: 'đào', password: 'x'.repeat(20_000) })
    t.equal(many.status, 413)
    const mass = await w.visitor().json('POST', '/v1/session', {
      login: 'đào',
      password: PASSWORD,
      roles: ['administrator'],
      account: 'oanh',
    })
    t.equal(mass.status, 400)
  })

  t.test(
    'who guesses must work, and locks out neither the holder’s device nor another network',
    async (t) => {
      await w.add('em')
      const [holder, thief] = [w.visitor(), w.visitor({ address: '192.0.2.66' })]
      await logIn(holder, 'em')
      const codes = []
      for (let i = 0; i < 40; i++) codes.push((await logIn(thief, 'em', `thử ${i}`)).body.code)
      t.equal(codes.indexOf('work-needed'), 5)
      t.equal((await logIn(thief, 'em')).body.code, 'work-needed', 'the right password is not even looked at')
      t.equal((await logIn(holder, 'em')).body.state, 'open')
      t.equal((await logIn(w.visitor({ address: '192.0.3.1' }), 'em')).body.state, 'open')
      const work = async () => {
        const { token, bits } = (await logIn(thief, 'em')).body.challenge
        return { 'x-form-token': token, 'x-form-proof': solved(token, bits) }
      }
      const withWork = async (password: string, proof: Record<string, string>) =>
        (await thief.json('POST', '/v1/session', { login: 'em', password }, proof)).body
      const proof = await work()
      t.equal((await withWork('sai', proof)).code, 'wrong-login')
      t.equal((await withWork(PASSWORD, proof)).code, 'work-needed', 'work is good for one try')
      t.equal((await withWork(PASSWORD, await work())).state, 'open', 'nobody is refused for good')
    },
  )

  t.test('the second factor: by page, with limits that spare recovery codes', async (t) => {
    await w.add('giang')
    const visitor = w.visitor({
      headers: { 'user-agent': 'Mozilla/5.0 (Linux; Android 13) Chrome/120 Mobile Safari/537' },
    })
    t.match((await visitor.get('/tai-khoan')).headers.location, /^\/dang-nhap\?toi=%2Ftai-khoan/)
    await visitor.get('/dang-nhap?toi=%2Ftai-khoan%3Flang%3Den')
    const wrong = await visitor.send('/dang-nhap', { login: 'giang', password: 'sai' })
    t.match([wrong.status, wrong.text], [401, 'Tên đăng nhập hoặc mật khẩu không đúng.'])
    t.match(wrong.text, 'value="giang"', 'the name stays, the password does not')
    const entered = await visitor.send('/dang-nhap', { login: 'giang', password: PASSWORD })
    const back = '/dang-nhap?vao=1&toi=%2Ftai-khoan%3Flang%3Den'
    t.match([entered.status, entered.headers.location], [303, back])
    t.match((await visitor.get(back)).headers.location, '/tai-khoan?lang=en', 'the cookie was kept')
    t.match((await visitor.get('/tai-khoan')).text, 'Chrome · Android')
    await visitor.send('/tai-khoan', {}, 'begin-factor')
    const [, secret = ''] = /<code>([A-Z2-7]{32})<\/code>/.exec(visitor.page) ?? []
    const refused = await visitor.send(
      '/tai-khoan',
      { password: 'sai', new_code: await codeAt(secret, new Date()) },
      'set-factor',
    )
    t.match([refused.status, refused.text], [401, 'Mật khẩu không đúng.'])
    await visitor.send('/tai-khoan', {}, 'begin-factor')
    const [, set = ''] = /<code>([A-Z2-7]{32})<\/code>/.exec(visitor.page) ?? []
    const done = await visitor.send(
      '/tai-khoan',
      { password: PASSWORD, new_code: await codeAt(set, new Date()) },
      'set-factor',
    )
    const codes = [...done.text.matchAll(/<li><code>([^<]+)/g)].map(([, code = '']) => code)
    t.equal(codes.length, 10)
    t.equal(done.headers['cache-control'], 'no-store')

    await w.add('kẻ trộm')
    const thief = w.visitor({ address: '192.0.2.70' })
    await thief.get('/dang-nhap')
    const half = await thief.send('/dang-nhap', { login: 'giang', password: PASSWORD })
    t.match(half.text, 'name="code"')
    t.equal((await thief.get('/v1/me')).status, 401, 'a password alone opens nothing')
    t.equal((await thief.get('/tai-khoan')).status, 303)
    const tries = []
    for (let i = 0; i < 12; i++) {
      await thief.get('/dang-nhap')
      tries.push((await thief.send('/dang-nhap/ma', { code: '000000' })).status)
    }
    t.same(tries, [...Array(10).fill(422), 429, 429])
    t.match(visitor.jar.has('ds_device'), true)
    visitor.jar.delete('ds_session')
    await visitor.get('/dang-nhap')
    await visitor.send('/dang-nhap', { login: 'giang', password: PASSWORD })
    t.equal(
      (await visitor.send('/dang-nhap/ma', { code: '000000' })).status,
      422,
      'the known device has tries of its own',
    )
    const stranger = w.visitor({ address: '192.0.2.71' })
    await stranger.get('/dang-nhap')
    await stranger.send('/dang-nhap', { login: 'giang', password: PASSWORD })
    t.equal(
      (await stranger.send('/dang-nhap/ma', { code: codes[0] ?? '' })).status,
      303,
      'a recovery code comes in',
    )
    t.match((await stranger.get('/tai-khoan')).text, 'Có người nhập đúng mật khẩu nhưng sai mã xác thực')
    const out = await stranger.send('/dang-xuat', {})
    t.match([out.status, stranger.jar.has('ds_session')], [303, false])
  })

  t.test(
    'the form of a login: its token, its own site, no open redirect; above the limits a wait',
    async (t) => {
      await w.add('hà')
      const visitor = w.visitor({ address: '198.51.100.77' })
      const fields = { login: 'hà', password: PASSWORD }
      t.equal((await visitor.form('/dang-nhap', fields)).status, 403, 'no token')
      await visitor.get('/dang-nhap')
      const [, csrf = ''] = /name="csrf" value="([^"]+)"/.exec(visitor.page) ?? []
      t.equal(
        (await visitor.form('/dang-nhap', { ...fields, csrf }, { origin: 'https://evil.example' })).status,
        403,
      )
      const led = await visitor.form('/dang-nhap', { ...fields, csrf, toi: '//evil.example/x' })
      const back = '/dang-nhap?vao=1&toi=%2Ftai-khoan%3Flang%3Dvi'
      t.match([led.status, led.headers.location], [303, back])
      visitor.jar.clear()
      t.match(
        (await visitor.get(back)).text,
        /role="alert">[^<]*không giữ cookie/,
        'cookies that are refused',
      )
      const guesser = w.visitor({ address: '198.51.100.78' })
      let last = await guesser.get('/dang-nhap')
      for (let i = 0; i < 6; i++)
        last = await guesser.send('/dang-nhap', { login: 'hà', password: `sai ${i}` })
      t.match([last.status, last.headers['retry-after'], last.text], [429, 30, 'Hãy đợi 30 giây'])
      const early = await guesser.send('/dang-nhap', fields)
      t.equal(early.status, 429, 'it is not over yet')
    },
  )

  t.test('what the holder does is his alone, and needs the password again', async (t) => {
    await w.add('kim')
    await w.add('lan')
    const [kim, lan] = [w.visitor(), w.visitor()]
    const { csrf } = (await logIn(kim, 'kim')).body
    await logIn(lan, 'lan')
    const proof = { 'x-csrf-token': csrf }
    const {
      sessions: [theirs],
      devices: [device],
    } = (await lan.get('/v1/me')).body
    t.equal((await kim.json('DELETE', `/v1/me/sessions/${theirs.id}`, undefined, proof)).status, 404)
    t.equal((await kim.json('DELETE', `/v1/me/devices/${device.id}`, undefined, proof)).status, 404)
    t.equal((await lan.get('/v1/session')).status, 200)
    const tries = []
    for (let i = 0; i < 12; i++)
      tries.push(
        (
          await kim.json(
            'POST',
            '/v1/me/password',
            { password: `sai ${i}`, new_password: 'một mật khẩu khác' },
            proof,
          )
        ).status,
      )
    t.same(tries, [...Array(10).fill(401), 429, 429], 'a stolen session guesses no faster')
    t.equal((await lan.get('/tai-khoan')).status, 200)
    t.equal(
      (await lan.send('/tai-khoan', { password: PASSWORD, next: 'một mật khẩu khác' }, 'password')).status,
      303,
    )
    t.equal((await logIn(w.visitor(), 'lan', 'một mật khẩu khác')).status, 201)
    t.equal((await lan.form('/tai-khoan', { act: 'password' })).status, 403, 'without proof')
    t.equal((await lan.get('/tai-khoan')).status, 200)
    t.equal((await lan.send('/tai-khoan', { act: 'constructor' }, 'begin-factor')).status, 404)
  })

  t.test('accounts of the demonstration come in from this machine alone', async (t) => {
    await w.add('minh-hoa', ['collector'], { demo: 1 })
    const CASES: readonly (readonly [
      name: string,
      address: string,
      headers: Record<string, string>,
      in_: boolean,
    ])[] = [
      ['loopback', '127.0.0.1', { host: 'localhost:3000' }, true],
      ['loopback of IPv6', '::1', { host: '[::1]:3000' }, true],
      ['elsewhere', '192.0.2.80', { host: 'localhost:3000' }, false],
      ['through a proxy', '127.0.0.1', { host: 'localhost', 'x-forwarded-for': '127.0.0.1' }, false],
      ['through a tunnel', '127.0.0.1', { host: 'localhost', via: '1.1 tunnel' }, false],
      ['by a name that leads here', '127.0.0.1', { host: 'evil.example' }, false],
    ]
    for (const [name, address, headers, isIn] of CASES) {
      const visitor = w.visitor({ address, headers })
      const { status, body } = await logIn(visitor, 'minh-hoa')
      t.match([status, body.code], isIn ? [201, undefined] : [403, 'account-not-usable'], name)
    }
    const here = w.visitor({ address: '127.0.0.1', headers: { host: 'localhost' } })
    await logIn(here, 'minh-hoa')
    t.equal((await here.get('/v1/session')).status, 200)
    t.equal(
      (await here.ask('GET', '/v1/session', { headers: { 'x-real-ip': '192.0.2.1' } })).status,
      401,
      'nor does its session',
    )
  })
})

t.test('Behind https the names of cookies bind them to the host', async (t) => {
  const w = await servedLogins({ PUBLIC_URL: 'https://diachi.example/ban-do' })
  t.teardown(w.close)
  await w.add('oanh', ['officer'])
  const visitor = w.visitor()
  const { cookies } = await visitor.json('POST', '/v1/session', { login: 'oanh', password: PASSWORD })
  t.equal(cookies.length, 2)
  for (const cookie of cookies) t.match(cookie, /^__Host-ds_\w+=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  t.match((await w.visitor().get('/tai-khoan')).headers.location, /^\/ban-do\/dang-nhap\?toi=%2Ftai-khoan/)
})

t.test('A login leads to pages of this server alone', async (t) => {
  const CASES: readonly (readonly [asked: string | undefined, led: string | undefined])[] = [
    ['/tai-khoan', '/tai-khoan'],
    ['/tai-khoan/quan-ly?office=a&lang=en', '/tai-khoan/quan-ly?office=a&lang=en'],
    [undefined, undefined],
    ['', undefined],
    ['tai-khoan', undefined],
    ['//evil.example', undefined],
    ['/\\evil.example', undefined],
    ['/\t/evil.example', undefined],
    ['https://evil.example', undefined],
    ['javascript:alert(1)', undefined],
    ['/x/..//evil.example', undefined],
    ['/a\r\nSet-Cookie: x=y', '/aSet-Cookie:%20x=y'],
  ]
  for (const [asked, led] of CASES) t.equal(nextPage(asked), led, String(asked))
})
