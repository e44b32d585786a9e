import t from 'tap'
import { codeAt, PASSWORD } from '../../../support/login-world.ts'
import { CLIENT, testProvider } from '../../../support/oidc-provider.ts'
import { servedLogins } from '../../../support/served-logins.ts'

const OWN = 'https://diachi.example'
const CALLBACK = `${OWN}/v1/oidc/callback`

t.test('Logging in at a provider of OpenID Connect', async (t) => {
  const provider = await testProvider(CALLBACK)
  const weak = { PUBLIC_URL: OWN, OIDC_ISSUER: provider.issuer, ...CLIENT }
  const w = await servedLogins(weak)
  const strong = await servedLogins({ ...weak, OIDC_ACR: 'urn:loa:2' })
  t.teardown(async () => {
    await w.close()
    await strong.close()
    await provider.close()
  })
  type World = typeof w
  type Visitor = ReturnType<World['visitor']>
  /** Where the callback leads, once somebody has been at the provider. */
  const come = async (visitor: Visitor, url: string, name: string) => {
    const back = await provider.logIn(url, name)
    return visitor.get(back.slice(OWN.length))
  }
  const start = async (visitor: Visitor, toi = '') =>
    String((await visitor.get(`/v1/oidc/start${toi && `?toi=${encodeURIComponent(toi)}`}`)).headers.location)
  /** Links an account, as its holder does. */
  const link = async (world: World, visitor: Visitor, login: string, name: string) => {
    const { csrf } = (await visitor.json('POST', '/v1/session', { login, password: PASSWORD })).body
    const proof = { 'x-csrf-token': csrf }
    const asked = await visitor.json('POST', '/v1/me/oidc', { password: PASSWORD }, proof)
    return { proof, reply: await come(visitor, asked.body.url, name), csrf, world }
  }

  t.test('is asked for with PKCE, state and nonce, and leads to nobody who is not linked', async (t) => {
    const visitor = w.visitor()
    const url = await start(visitor)
    const query = new URL(url).searchParams
    t.equal(query.get('code_challenge_method'), 'S256')
    for (const name of ['state', 'nonce', 'code_challenge']) t.match(query.get(name), /^[\w-]{43}$/, name)
    t.equal(query.get('redirect_uri'), CALLBACK)
    const { status, body } = await come(visitor, url, 'ai đó')
    t.match([status, body.code], [403, 'not-linked'])
    t.equal(visitor.jar.has('__Host-ds_session'), false, 'it makes no account')
  })

  t.test('an account is linked by its holder, with the password, and then opens by it', async (t) => {
    await w.add('oanh', ['officer'])
    await w.add('phúc', ['officer'])
    const holder = w.visitor()
    const { reply, proof } = await link(w, holder, 'oanh', 'công dân 1')
    t.match([reply.status, reply.headers.location], [303, '/tai-khoan?xong=1'])
    t.match((await holder.get('/tai-khoan')).text, 'Đã liên kết')
    t.equal((await holder.json('POST', '/v1/me/oidc', { password: 'sai' }, proof)).status, 401)
    const visitor = w.visitor()
    const led = await come(visitor, await start(visitor, '/tai-khoan?lang=en'), 'công dân 1')
    t.match([led.status, led.headers.location], [303, '/tai-khoan?lang=en'])
    t.match((await visitor.get('/v1/session')).body, { account: 'oanh', factor: 'none' })
    const other = await link(w, w.visitor(), 'phúc', 'công dân 1')
    t.match([other.reply.status, other.reply.body.code], [409, 'linked-already'])
    const rows = await w.people.read(({ oidcLinks }) => oidcLinks.of('oanh'))
    t.notMatch(JSON.stringify(rows), 'công dân', 'whoever reads the file learns no subject')
    t.equal((await holder.json('DELETE', '/v1/me/oidc', { password: PASSWORD }, proof)).status, 204)
    t.equal((await come(w.visitor(), await start(w.visitor()), 'công dân 1')).status, 403, 'another browser')
    const again = w.visitor()
    t.equal((await come(again, await start(again), 'công dân 1')).body.code, 'not-linked')
  })

  t.test('what comes back to another browser, twice, changed or late opens nothing', async (t) => {
    await w.add('quý', ['officer'])
    await link(w, w.visitor(), 'quý', 'công dân 2')
    const [mine, theirs] = [w.visitor(), w.visitor()]
    const back = (await provider.logIn(await start(mine), 'công dân 2')).slice(OWN.length)
    await start(theirs)
    t.match([(await theirs.get(back)).body.code, theirs.jar.has('__Host-ds_session')], ['wrong-login', false])
    t.equal((await w.visitor().get(back)).body.code, 'form-expired', 'without the cookie')
    const changed = w.visitor()
    const url = (await provider.logIn(await start(changed), 'công dân 2')).slice(OWN.length)
    t.equal((await changed.get(url.replace(/state=[^&]+/, 'state=x'))).body.code, 'wrong-login')
    t.equal((await changed.get(url)).body.code, 'form-expired', 'it is good for one try')
    t.equal((await mine.get(back)).status, 303)
    t.equal((await mine.get(back)).body.code, 'form-expired')
    const refused = w.visitor()
    await start(refused)
    t.equal((await refused.get('/v1/oidc/callback?error=access_denied&state=x')).body.code, 'wrong-login')
    const led = w.visitor()
    t.equal(
      (await come(led, await start(led, '//evil.example'), 'công dân 2')).headers.location,
      '/tai-khoan',
    )
  })

  t.test('the second factor is asked for unless the provider says so in a configured way', async (t) => {
    for (const [world, state] of [
      [w, 'factor'],
      [strong, 'open'],
    ] as const) {
      await world.add('vinh', ['collector'])
      const holder = world.visitor()
      const { proof } = await link(world, holder, 'vinh', 'công dân 3')
      const { secret, setup } = (await holder.json('POST', '/v1/me/factor', {}, proof)).body
      const set = { password: PASSWORD, setup, new_code: await codeAt(secret, new Date()) }
      t.equal((await holder.json('POST', '/v1/me/factor', set, proof)).status, 201)
      const visitor = world.visitor()
      await come(visitor, await start(visitor), 'công dân 3')
      const session = await visitor.get('/v1/session')
      t.match(session.body, { state }, state)
      t.equal((await visitor.get('/v1/me')).status, state === 'open' ? 200 : 401)
      if (state === 'open') t.equal(session.body.factor, 'oidc')
    }
  })

  t.test('a suspended account does not come in, and a slip ends the link', async (t) => {
    await w.add('rạng', ['officer'])
    await link(w, w.visitor(), 'rạng', 'công dân 4')
    await w.people.write(({ accounts }) =>
      accounts.change('rạng', ['active'], { state: 'suspended' }, new Date()),
    )
    const visitor = w.visitor()
    t.equal((await come(visitor, await start(visitor), 'công dân 4')).body.code, 'account-not-usable')
    await w.people.write(({ roster }) => roster.endLogins('rạng'))
    t.equal((await come(visitor, await start(visitor), 'công dân 4')).body.code, 'not-linked')
  })
})

t.test('A provider that is away, and a server without one', async (t) => {
  const away = await servedLogins({ OIDC_ISSUER: 'http://127.0.0.1:9', ...CLIENT })
  const none = await servedLogins()
  t.teardown(async () => {
    await away.close()
    await none.close()
  })
  const reply = await away.visitor().get('/v1/oidc/start')
  t.match([reply.status, reply.body.code, reply.headers['retry-after']], [503, 'oidc-away', '30'])
  t.match((await away.visitor().get('/dang-nhap')).text, '/v1/oidc/start')
  t.equal((await none.visitor().get('/v1/oidc/start')).status, 404)
  t.notMatch((await none.visitor().get('/dang-nhap')).text, '/v1/oidc/start')
})
