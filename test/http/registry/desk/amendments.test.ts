import t from 'tap'
import { deskApp } from '../../../support/desk-app.ts'

const HOUSE = {
  class: 1,
  lon: 106.4137,
  lat: 10.5402,
  commune_code: '27694',
  house_number: '7',
  street: 'Đường Bổ Sung',
}

t.test('Proposals over HTTP: both versions, and completed when they were returned', async (t) => {
  const { send, close } = await deskApp()
  t.teardown(close)
  const { id } = (await send('officer', 'POST', '/v1/addresses', HOUSE)).body
  const step = { to: 'verified', method: 'thực địa', date: '2026-10-02' }
  await send('verifier', 'POST', `/v1/addresses/${id}/transitions`, step, 1)
  const change = { house_number: '9', reason: 'đo lại' }
  const { proposal } = (await send('officer', 'PATCH', `/v1/addresses/${id}`, change, 2)).body
  const url = `/v1/proposals/${proposal}`
  t.match(await send('other', 'GET', url), {
    status: 200,
    headers: { etag: '"1"', 'cache-control': 'no-store' },
    body: {
      kind: 'correction',
      state: 'open',
      address: id,
      versions: {
        base: { house_number: '7' },
        present: { house_number: '7' },
        proposed: { house_number: '9' },
      },
    },
  })
  await send('other', 'POST', `${url}/return`, { text: 'thiếu ảnh' })
  const cases: [as: string, payload: object, revision: number | undefined, status: number, code: string][] = [
    ['nobody', { text: 'x' }, 2, 401, 'unauthorized'],
    ['officer', { text: 'x' }, undefined, 428, 'precondition-required'],
    ['officer', {}, 2, 400, 'invalid-input'],
    ['officer', { code: 'L1' }, 2, 400, 'invalid-input'],
    ['officer', { valid_from: '2026-02-30' }, 2, 400, 'invalid-input'],
    ['officer', { text: 'x' }, 1, 412, 'changed'],
    ['second', { text: 'x' }, 2, 403, 'forbidden'],
  ]
  for (const [as, payload, revision, status, code] of cases)
    t.match(
      await send(as, 'PATCH', url, payload, revision),
      { status, body: { code } },
      `${as} ${JSON.stringify(payload)}`,
    )
  const amended = await send('officer', 'PATCH', url, { house_number: '9A', text: 'đã bổ sung' }, 2)
  t.match(
    amended,
    { status: 200, headers: { etag: '"3"' }, body: { state: 'open', text: 'đã bổ sung' } },
    amended.text,
  )
  t.match(await send('elsewhere', 'GET', url), { status: 404, body: { code: 'unknown-proposal' } })
  t.match(await send('other', 'POST', `${url}/accept`, {}), { status: 200, headers: { etag: '"3"' } })
})
