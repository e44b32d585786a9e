import t from 'tap'
import { openPeople } from '../../../../src/assembly/waiting-room.ts'
import { demoRecord } from '../../../support/demo-record.ts'
import { namedActor } from '../../../support/http-actors.ts'
import { servedApp } from '../../../support/served-app.ts'

const HERE = '27694'
const STREET = 'Đường Đánh Số'

t.test('A street is numbered over HTTP', async (t) => {
  const folder = await demoRecord()
  t.teardown(folder.close)
  const people = await openPeople(folder.dataDir, undefined, (sentence) => t.fail(sentence))
  const { app, close } = await servedApp({}, { actorOf: namedActor, ...(people && { people }) })
  t.teardown(close)
  const send = async (url: string, payload: object, headers: Record<string, string> = {}, as = 'officer') => {
    const reply = await app.inject({
      method: 'POST',
      url,
      payload,
      headers: { 'x-test-actor': as, ...headers },
    })
    return { status: reply.statusCode, body: reply.json(), etag: reply.headers.etag }
  }
  const ids: string[] = []
  for (let n = 0; n < 4; n++) {
    const place = { lon: 106.4137 + n * 2e-4, lat: 10.5402 + (n % 2 === 0 ? 1e-4 : -1e-4) }
    const { body } = await send('/v1/addresses', {
      class: 1,
      ...place,
      commune_code: HERE,
      street: STREET,
      hamlet: 'Ấp Thử',
    })
    ids.push(body.id)
  }
  const BODY = { street: STREET, commune_code: HERE, from: [106.41, 10.5402] }
  const found = async (q: string) =>
    (await app.inject(`/v1/search?q=${encodeURIComponent(q)}&limit=1`)).json().features[0]

  await t.test('told with a tag, written under it, found at the next request', async (t) => {
    const preview = await send('/v1/addresses/number', { ...BODY, dry_run: true })
    t.equal(preview.status, 200, JSON.stringify(preview.body))
    t.match(preview.body, {
      dry_run: true,
      counts: { numbered: 4, left: 0, because: {} },
      items: ids.map((id, i) => ({ id, before: null, house_number: String(i + 1), revision: 1 })),
      left: [],
    })
    const tag = { 'if-match': String(preview.etag), 'idempotency-key': 'n' }
    const done = await send('/v1/addresses/number', BODY, tag)
    t.match(done, {
      status: 200,
      body: { dry_run: false, event: /^[0-9a-f-]{36}$/, items: preview.body.items },
    })
    t.equal((await found(`3 ${STREET}, Phường Long An`)).id, ids[2])
    t.match(await send('/v1/addresses/number', BODY, tag), { status: 200, body: { repeated: true } })
    t.match(await send('/v1/addresses/number', BODY, { 'if-match': String(preview.etag) }), {
      status: 412,
      body: { code: 'changed' },
    })
    const undone = await send(`/v1/events/${done.body.event}/undo`, { reason: 'nhầm' })
    t.equal(undone.status, 200)
    const left = await send('/v1/addresses/number', { ...BODY, dry_run: true })
    t.match(left.body.counts, { numbered: 4, left: 0 })
  })

  await t.test('what there is to number; a drawn line and numbers by hand go along', async (t) => {
    const places = await app.inject({
      url: `/v1/numbering?commune=${HERE}`,
      headers: { 'x-test-actor': 'officer' },
    })
    t.match(
      places.json().streets.find(({ street }: { street: string }) => street === STREET),
      {
        houses: 4,
        without: 4,
      },
    )
    const { body } = await send('/v1/addresses/number', {
      ...{ street: STREET, commune_code: HERE, dry_run: true, within: 50 },
      line: [
        [106.4145, 10.5402],
        [106.4136, 10.5402],
      ],
      numbers: [
        { id: ids[3], house_number: '9' },
        { id: ids[0], house_number: null },
      ],
    })
    t.match(body, {
      counts: { numbered: 3, left: 1, because: { 'left-out': 1 } },
      items: [
        { id: ids[3], house_number: '9' },
        { id: ids[2], house_number: '2' },
        { id: ids[1], house_number: '11' },
      ],
    })
  })

  const LINE = [
    [106.4136, 10.5402],
    [106.4145, 10.5402],
  ]
  /** body, headers, who, what is answered */
  const REFUSED: [body: object, headers: Record<string, string>, as: string, status: number, code: string][] =
    [
      [BODY, {}, 'officer', 428, 'precondition-required'],
      [BODY, { 'if-match': '"3"' }, 'officer', 400, 'invalid-input'],
      [{ ...BODY, dry_run: true }, {}, 'nobody', 401, 'unauthorized'],
      [{ ...BODY, dry_run: true }, {}, 'verifier', 403, 'forbidden'],
      [{ dry_run: true }, {}, 'officer', 400, 'invalid-input'],
      [{ street: STREET, dry_run: true }, {}, 'officer', 400, 'invalid-input'],
      [{ ...BODY, hamlet_id: 'x', dry_run: true }, {}, 'officer', 400, 'invalid-input'],
      [{ ...BODY, step: 3, dry_run: true }, {}, 'officer', 400, 'invalid-input'],
      [{ ...BODY, order: 'nearest', sides: 'odd-left', dry_run: true }, {}, 'officer', 400, 'invalid-input'],
      [{ ...BODY, prefix: 'x', dry_run: true }, {}, 'officer', 400, 'invalid-input'],
      [{ ...BODY, from: [106.4], dry_run: true }, {}, 'officer', 400, 'invalid-input'],
      [{ ...BODY, start: 0, dry_run: true }, {}, 'officer', 400, 'invalid-input'],
      [{ ...BODY, within: 9, dry_run: true }, {}, 'officer', 400, 'invalid-input'],
      [{ ...BODY, line: [[106.4, 10.5]], dry_run: true }, {}, 'officer', 400, 'invalid-input'],
      [{ ...BODY, line: LINE, order: 'nearest', dry_run: true }, {}, 'officer', 400, 'invalid-input'],
      [
        { ...BODY, numbers: [{ id: 'x', house_number: '1'.repeat(51) }], dry_run: true },
        {},
        'officer',
        400,
        'invalid-input',
      ],
      [{ ...BODY, numbers: [{ id: 'x', house_number: '9' }], dry_run: true }, {}, 'officer', 422, 'findings'],
      [{ ...BODY, addresses: ['x'], dry_run: true }, {}, 'officer', 422, 'findings'],
      [{ street_id: 'x', dry_run: true }, {}, 'officer', 404, 'unknown-street'],
    ]
  for (const [body, headers, as, status, code] of REFUSED)
    await t.test(`${as} ${JSON.stringify(body)}`, async (t) => {
      const answer = await send('/v1/addresses/number', body, headers, as)
      t.match(answer, { status, body: { code } }, JSON.stringify(answer.body))
    })
})
