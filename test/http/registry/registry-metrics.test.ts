import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { openPeople } from '../../../src/assembly/waiting-room.ts'
import { actor } from '../../support/registry-actors.ts'
import { servedApp } from '../../support/served-app.ts'
import { emptyRecord } from '../../support/tile-record.ts'

const ACTORS = { officer: actor('oanh', ['officer']), verifier: actor('vinh', ['verifier']) }
const actorOf = async ({ headers }: FastifyRequest) =>
  ACTORS[String(headers['x-test-actor']) as keyof typeof ACTORS]
const HOUSE = {
  class: 1,
  lon: 106.4137,
  lat: 10.5402,
  commune_code: '27694',
  house_number: '4713',
  street: 'Đường Thử Số Đo',
}
const STEP = { to: 'verified', method: 'thực địa', date: '2026-10-02' }

t.test('/metrics tells of the registry', async (t) => {
  const beside = emptyRecord()
  t.teardown(beside.close)
  const people = await openPeople(beside.dataDir, undefined, (sentence) => t.fail(sentence))
  const { app, close } = await servedApp({}, { actorOf, ...(people && { people }) })
  t.teardown(close)
  const send = (as: string, url: string, payload: object, revision?: number) =>
    app.inject({
      method: 'POST',
      url,
      payload,
      headers: { 'x-test-actor': as, ...(revision !== undefined && { 'if-match': `${revision}` }) },
    })
  const scrape = async () => (await app.inject('/metrics')).body.split('\n')
  const of = (lines: readonly string[], name: string) => lines.filter((line) => line.startsWith(name)).sort()

  t.same(of(await scrape(), 'diachiso_registry_changes_total'), [])
  const { id } = (await send('officer', '/v1/addresses', HOUSE)).json()
  const transitions = `/v1/addresses/${id}/transitions`
  t.equal((await send('verifier', transitions, STEP, 1)).statusCode, 200)
  t.equal((await send('verifier', transitions, STEP, 2)).statusCode, 409)
  t.equal((await send('officer', transitions, { to: 'retired', reason: 'đã phá' }, 2)).statusCode, 202)
  const lines = await scrape()
  t.same(of(lines, 'diachiso_registry_changes_total'), [
    'diachiso_registry_changes_total{action="",from="",to="",outcome="wrong-state"} 1',
    'diachiso_registry_changes_total{action="created",from="none",to="created",outcome="made"} 1',
    'diachiso_registry_changes_total{action="retire",from="verified",to="retired",outcome="waits"} 1',
    'diachiso_registry_changes_total{action="verified",from="created",to="verified",outcome="made"} 1',
  ])
  t.same(of(lines, 'diachiso_proposals'), ['diachiso_proposals{state="open"} 1'])
  t.same(of(lines, 'diachiso_jobs'), [], 'nobody wants to be told')
  const [waiting] = of(lines, 'diachiso_outbox_events')
  t.ok(Number(waiting?.split(' ')[1]) >= 2, String(waiting))
  t.match(of(lines, 'diachiso_outbox_age_seconds'), [/^diachiso_outbox_age_seconds \d+(\.\d+)?$/])
  t.notMatch(lines.join('\n'), new RegExp(`${id}|oanh|vinh|đã phá|thực địa|27694`), 'nothing of whom or what')
})
