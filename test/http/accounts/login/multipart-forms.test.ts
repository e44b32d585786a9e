import t from 'tap'
import { csrfOfToken } from '../../../../src/http/accounts/login/session-door.ts'
import { Sessions } from '../../../../src/registry/accounts/login/sessions.ts'
import type { Role } from '../../../../src/registry/actor.ts'
import { photoOf } from '../../../support/photos.ts'
import { servedLogins } from '../../../support/served-logins.ts'

const POINT = { class: '1', lon: '106.4137', lat: '10.5402', commune_code: '27694' }
const HOUSE = { ...POINT, house_number: '77', street: 'Đường Biểu Mẫu' }
/** Columns of addresses, and of accounts. */
const TABLE = 'class,house_number,street,commune_code,lon,lat\n1,79,Đường Biểu Mẫu,27694,106.4138,10.5402\n'
const ACCOUNTS = 'office,roles\nx,citizen\n'

/** Routes that read multipart forms of who may be logged in: fields, file, and what a form that is let in is answered. */
const FORMS: Readonly<
  Record<string, { as: 'officer' | 'operator'; fields: Record<string, string>; file: string; done: number }>
> = {
  '/v1/declarations': { as: 'officer', fields: HOUSE, file: 'photo', done: 303 },
  '/v1/reports': {
    as: 'officer',
    fields: { about: '106.4137,10.5402', kind: 'other', text: 'x' },
    file: 'photo',
    done: 303,
  },
  '/v1/evidence': { as: 'officer', fields: { number: 'x' }, file: 'photo', done: 404 },
  '/v1/accounts/requests': { as: 'officer', fields: { office: 'x' }, file: 'photo', done: 400 },
  '/v1/batches': { as: 'officer', fields: { kind: 'addresses', dry_run: '1' }, file: 'data', done: 201 },
  '/v1/accounts': { as: 'operator', fields: { dry_run: '1' }, file: 'data', done: 200 },
}
/** Open to everybody: they ask for no session. */
const OPEN = ['/v1/search/csv', '/v1/reverse/csv']

t.test('Multipart forms of who is logged in, without scripts', async (t) => {
  const w = await servedLogins()
  t.teardown(w.close)
  const opened = async (role: Role) => {
    await w.add(role, [role])
    const given = { account: role, device: null, factor: 'totp' }
    const token = await w.people.write((tx) => new Sessions(w.people).open(tx, given, new Date()))
    return { cookie: `ds_session=${token}`, csrf: csrfOfToken(token) }
  }
  const sessions = { officer: await opened('officer'), operator: await opened('operator') }
  const photo = await photoOf('jpeg')

  const part = (name: string, value: string) =>
    Buffer.from(`--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
  const fileOf = (name: string, content: Buffer) =>
    Buffer.concat([
      Buffer.from(`--x\r\ncontent-disposition: form-data; name="${name}"; filename="a.csv"\r\n\r\n`),
      content,
      Buffer.from('\r\n'),
    ])
  const send = async (url: string, parts: Buffer[], headers: Record<string, string> = {}) => {
    const { as } = FORMS[url] as (typeof FORMS)[string]
    const reply = await w.app.inject({
      ...{ method: 'POST', url, payload: Buffer.concat([...parts, Buffer.from('--x--\r\n')]) },
      headers: {
        ...{ 'content-type': 'multipart/form-data; boundary=x', cookie: sessions[as].cookie, ...headers },
      },
    })
    return {
      status: reply.statusCode,
      code: String(reply.headers['content-type']).includes('json') && reply.json().code,
    }
  }

  t.test('every route that takes such forms is here', async (t) => {
    const { paths } = (await w.app.inject('/openapi.json')).json()
    const taking = Object.entries<Record<string, object>>(paths).flatMap(([path, { post }]) =>
      JSON.stringify(post ?? {}).includes('multipart/form-data') ? [path] : [],
    )
    t.same(taking.filter((path) => !OPEN.includes(path)).sort(), Object.keys(FORMS).sort())
  })

  for (const [url, { as, fields, file, done }] of Object.entries(FORMS))
    t.test(url, async (t) => {
      const { csrf } = sessions[as]
      const said = Object.entries(fields).map(([name, value]) => part(name, value))
      const isPhoto = file === 'photo'
      const content = fileOf(file, isPhoto ? photo : Buffer.from(url === '/v1/accounts' ? ACCOUNTS : TABLE))
      const large = fileOf(file, Buffer.alloc(12_000_000, 'a'))
      const refused = { status: 403, code: 'form-expired' }
      const other = sessions[as === 'officer' ? 'operator' : 'officer'].csrf
      t.same(await send(url, [...said, content]), refused, 'no proof')
      t.same(await send(url, [...said]), refused, 'no proof and no file')
      t.same(await send(url, [part('csrf', other), ...said, content]), refused, 'that of another session')
      t.same(await send(url, [...said, content, part('csrf', csrf)]), refused, 'behind the file')
      t.same(await send(url, [...said, large]), refused, 'before the file is read')
      const own = [part('csrf', csrf), ...said, content]
      const cross = { 'sec-fetch-site': 'cross-site' }
      t.same(await send(url, own, cross), { status: 403, code: 'other-site' })
      t.equal((await send(url, own)).status, done)
      t.equal((await send(url, [...said, content], { 'x-csrf-token': csrf })).status, done, 'by the header')
    })
})
