import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { activationPage } from '../../../src/http/accounts/issuing/activation-page.ts'
import { manageRoutes } from '../../../src/http/accounts/manage/manage-routes.ts'
import { ActorGuard } from '../../../src/http/registry/actor-guard.ts'
import { Places } from '../../../src/registry/accounts/issuing/places.ts'
import type { Actor } from '../../../src/registry/actor.ts'
import { UnitRegister } from '../../../src/units/unit-register.ts'
import { issuingWorld } from '../../support/issuing-world.ts'
import { readPdf } from '../../support/pdf-reading.ts'
import { COMMUNES, ENGINES } from '../../support/registry-engines.ts'
import { routeApp } from '../../support/route-app.ts'

const [HERE] = COMMUNES
const [engine] = ENGINES

t.test('The pages of accounts, without scripts', async (t) => {
  const w = await issuingWorld(engine as (typeof ENGINES)[number])
  const actors: Record<string, Actor> = { operator: w.operator, administrator: w.administrator }
  const guard = new ActorGuard(async ({ headers }: FastifyRequest) => actors[String(headers['x-test-actor'])])
  const parts = {
    accounts: { ...w, places: () => new Places(w.store) },
    guard,
    units: { register: new UnitRegister({ units: [], changes: [], postcodes: [] }, () => '2026-11-30') },
    ownUrl: () => 'http://127.0.0.1:3000',
    publicUrl: undefined,
    csrfOf: async () => 'proof',
  }
  const app = await routeApp((app) => {
    manageRoutes(app, parts)
    activationPage(app, parts)
  })
  t.teardown(async () => {
    await app.close()
    await w.close()
  })
  const page = '/tai-khoan/quan-ly'
  const get = (as: string, url = page) => app.inject({ url, headers: { 'x-test-actor': as } })
  const post = (as: string, fields: Record<string, string>, url = page) =>
    app.inject({
      method: 'POST',
      url,
      payload: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-test-actor': as },
    })

  t.test('an operator issues by a table, prints, reviews, suspends', async (t) => {
    const table = `login,roles,commune_code,identity_number,identity_how\nap-1,collector,${HERE},079000000111,CCCD\nap-2,auditor,${HERE},079000000112,CCCD\n`
    const dry = await post(
      'operator',
      { act: 'issue', id: w.commune, table, dry_run: '1' },
      `${page}?office=${w.commune}`,
    )
    t.equal(dry.statusCode, 200)
    t.match(dry.body, 'ap-1')
    t.match(dry.body, 'Vai trò &quot;auditor&quot;')
    t.notMatch(
      (await get('operator', `${page}?office=${w.commune}`)).body,
      '<td>ap-1</td>',
      'nothing is kept',
    )
    await post('operator', { act: 'issue', id: w.commune, table })
    const listed = (await get('operator', `${page}?office=${w.commune}`)).body
    t.match(listed, '<td>ap-1</td>')
    t.match(listed, '<input type="hidden" name="csrf" value="proof">')
    const [, id = ''] =
      /name="act" value="slip"><input type="hidden" name="id" value="([^"]+)"/.exec(listed) ?? []
    const paper = await post('operator', { act: 'slips', id: w.commune })
    t.equal(paper.headers['content-type'], 'application/pdf')
    const [code = ''] = readPdf(paper.rawPayload).codes
    t.match(code, /^http:\/\/127\.0\.0\.1:3000\/kich-hoat\?phieu=/)
    const opened = await app.inject(code.slice('http://127.0.0.1:3000'.length))
    t.equal(opened.headers['referrer-policy'], 'no-referrer')
    t.equal(opened.headers['cache-control'], 'no-store')
    t.match(opened.body, '<strong>ap-1</strong>')
    const phieu = code.split('=')[1] as string
    const done = await post('', { phieu, password: 'mật khẩu đủ dài' }, '/kich-hoat?')
    t.match([done.statusCode, done.body], [200, 'Đã đặt mật khẩu'])
    const again = await post('', { phieu, password: 'mật khẩu đủ dài' }, '/kich-hoat?')
    t.match([again.statusCode, again.body], [410, 'không đúng, đã dùng hoặc đã hết hạn'])
    t.equal((await post('operator', { act: 'review', id })).statusCode, 303)
    t.equal((await post('operator', { act: 'suspend', id, reason: 'left' })).statusCode, 303)
    t.match((await get('operator', `${page}?office=${w.commune}`)).body, 'đã khoá')
  })

  t.test('a refusal is told above the page, and nobody else gets in', async (t) => {
    const refused = await post('operator', { act: 'suspend', id: '<script>', reason: 'left' })
    t.equal(refused.statusCode, 404)
    t.match(refused.body, 'Không có tài khoản nào mang id &quot;&lt;script&gt;&quot;')
    t.match((await get('nobody')).headers.location, /^\/dang-nhap\?toi=%2Ftai-khoan%2Fquan-ly/)
    t.equal((await post('operator', { act: 'constructor', id: 'x' })).statusCode, 404)
    t.equal((await post('operator', { act: 'suspend', id: 'x', state: 'active' })).statusCode, 400)
    t.equal((await get('administrator')).statusCode, 200)
  })
})
