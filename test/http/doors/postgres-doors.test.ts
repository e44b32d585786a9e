import { join } from 'node:path'
import t from 'tap'
import { openPostgresRecord } from '../../../src/assembly/registry-only/postgres-record.ts'
import { buildRegistryApp } from '../../../src/assembly/registry-only/registry-app.ts'
import { packageRoot, readConfig } from '../../../src/config.ts'
import { migratePostgresPeople } from '../../../src/store/people/postgres-people.ts'
import { migratePostgres } from '../../../src/store/registry/engines/migrate-postgres.ts'
import { loadPostgresFacts } from '../../../src/store/registry/engines/postgres-facts.ts'
import { readShippedFacts } from '../../../src/units/shipped-facts.ts'
import { namedActor } from '../../support/http-actors.ts'
import { photoOf } from '../../support/photos.ts'
import { emptyDatabase, noPostgres } from '../../support/postgres-server.ts'
import { Stranger } from '../../support/stranger.ts'

t.test('Without an account over PostgreSQL', { skip: noPostgres }, async (t) => {
  const url = await emptyDatabase()
  await migratePostgres(url)
  await migratePostgresPeople(url)
  await loadPostgresFacts(url, readShippedFacts(join(packageRoot(), 'data')))
  const record = await openPostgresRecord({ recordUrl: url, peopleUrl: url }, () => {})
  const config = readConfig({ RECORD_URL: url, LOG_LEVEL: 'silent', PORT: '0' })
  const parts = { config, record, version: '0.0.0', webDir: join(packageRoot(), 'dist', 'web') }
  const app = await buildRegistryApp({ ...parts, logger: false, actorOf: namedActor })
  t.teardown(() => app.close())
  await app.ready()
  const anh = new Stranger(app)
  const as = { 'x-test-actor': 'officer' }
  const house = {
    ...{ class: 1, lon: 106.4137, lat: 10.5402, commune_code: '27694' },
    ...{ house_number: '51', street: 'Đường Ngõ Đông' },
  }

  const declared = await anh.send('/v1/declarations', house)
  t.match(declared, { status: 201, body: { state: 'open' } }, declared.text)
  const { number } = declared.body
  const { token } = (await anh.ask('GET', '/v1/challenge')).body
  const body = Buffer.concat([
    ...Object.entries({ csrf: token, number }).map(([name, value]) =>
      Buffer.from(`--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
    ),
    Buffer.from('--x\r\ncontent-disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n'),
    await photoOf('jpeg'),
    Buffer.from('\r\n--x--\r\n'),
  ])
  const type = { 'content-type': 'multipart/form-data; boundary=x' }
  const sent = await anh.ask('POST', '/v1/evidence', body, type)
  t.equal(sent.status, 201, sent.text)
  const { items } = (await anh.ask('GET', '/v1/queue?kind=declaration', undefined, as)).body
  const viewed = await anh.ask('GET', `/v1/proposals/${items[0].id}`, undefined, as)
  t.equal(viewed.body.evidence, sent.body.id)
  const photo = await anh.ask('GET', `/v1/evidence/${sent.body.id}`, undefined, as)
  t.match(photo, { status: 200, headers: { 'content-type': 'image/jpeg' } })
  const accepted = await anh.ask('POST', `/v1/proposals/${items[0].id}/accept`, {}, as)
  t.equal(accepted.status, 200, accepted.text)
  t.match(await anh.ask('GET', `/v1/addresses/${items[0].id}`), { status: 200 })
  t.match((await anh.ask('GET', `/v1/declarations/${number}`)).body, { state: 'accepted' })

  const report = await anh.send('/v1/reports', { about: items[0].id, kind: 'other', text: 'x' })
  t.equal(report.status, 201, report.text)
  const place = await anh.send('/v1/reports', {
    ...{ about: [106.4137, 10.5402], kind: 'missing', text: 'x', commune_code: '27694' },
  })
  t.equal(place.status, 201, place.text)
  const queue = (await anh.ask('GET', '/v1/queue?kind=report', undefined, as)).body
  t.equal(queue.counts.report, 2)
  const settle = `/v1/reports/${queue.items[0].id}/settle`
  t.match(await anh.ask('POST', settle, { reason: 'done', text: 'đã sửa' }, as), { status: 200 })
  t.match((await anh.ask('GET', `/v1/reports/${report.body.number}`)).body, {
    state: 'accepted',
    text: 'đã sửa',
  })
  const nul = await anh.send('/v1/reports', { about: items[0].id, kind: 'other', text: 'a\u0000b' })
  t.match(nul, { status: 400, body: { code: 'invalid-input' } }, 'a character that PostgreSQL does not hold')
})
