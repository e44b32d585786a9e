import { createHmac } from 'node:crypto'
import { lookup } from 'node:dns'
import t from 'tap'
import { deliver } from '../../../src/registry/webhooks/delivery.ts'
import { Destinations } from '../../../src/registry/webhooks/destinations.ts'
import { webhookSecret } from '../../../src/registry/webhooks/signature.ts'
import type { StoredWebhook } from '../../../src/store/people/webhook-rows.ts'
import { httpsReceiver } from '../../support/https-receiver.ts'
import { ENGINES } from '../../support/registry-engines.ts'

const NOBODY = new AbortController().signal

t.test('A delivery over https', async (t) => {
  const { people, close } = await ENGINES[0]!.open()
  t.teardown(close)
  const receiver = await httpsReceiver()
  t.teardown(receiver.close)
  const { port, ca, received } = receiver
  let hooks = 0
  const secret = webhookSecret()
  const hook = async (url: string): Promise<string> => {
    const id = `hook-${++hooks}`
    const who = { account: 'a', person: 'p', office: 'o', created_at: '2026-11-29T00:00:00Z' }
    const webhook: StoredWebhook = { id, url, secret, communes: null, actions: null, state: 'active', ...who }
    await people.write(({ webhooks }) => webhooks.add(webhook))
    return id
  }
  const inside = new Destinations(['127.0.0.1'])
  const send = async (
    url: string,
    { destinations = inside, trust = true, timeout = 10_000, signal = NOBODY } = {},
  ) => {
    const parts = { people, destinations, timeout, ...(trust && { ca }) }
    const job = { kind: 'webhook', payload: '{"id":"x"}', fid: 1, attempts: 1, worker: 'w' }
    return deliver(parts)({ ...job, key: 'event_hook', owner: await hook(url) }, signal)
  }
  const base = `https://127.0.0.1:${port}/tell?x=1`
  t.beforeEach(() => {
    receiver.answer = (reply) => reply.writeHead(204).end()
    received.length = 0
  })

  t.test('is signed over id, time and body', async (t) => {
    t.same(await send(base), { done: '204' })
    const [{ headers, body }] = received as [(typeof received)[number]]
    t.equal(body, '{"id":"x"}')
    t.match(headers, { 'content-type': 'application/json', 'webhook-id': 'event_hook' })
    const seconds = Number(headers['webhook-timestamp'])
    t.ok(Math.abs(seconds - Date.now() / 1000) < 60)
    const mac = createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64'))
      .update(`event_hook.${seconds}.{"id":"x"}`)
      .digest('base64')
    t.equal(headers['webhook-signature'], `v1,${mac}`)
  })

  t.test('is tried again, or never, by what is answered', async (t) => {
    const cases: [status: number, attempt: object][] = [
      [200, { done: '200' }],
      [301, { retry: '301' }],
      [400, { retry: '400' }],
      [410, { dead: '410' }],
      [503, { retry: '503' }],
    ]
    for (const [status, attempt] of cases) {
      receiver.answer = (reply) => reply.writeHead(status, { location: `${base}&again` }).end()
      t.same(await send(base), attempt, `${status}`)
    }
    t.equal(received.length, cases.length, 'nobody follows to another address')
  })

  t.test('reads nothing of a body without end', async (t) => {
    let left = () => {}
    const gone = new Promise<void>((resolve) => {
      left = resolve
    })
    receiver.answer = (reply) => {
      reply.writeHead(200)
      const more = () => {
        while (!reply.destroyed && reply.write('x'.repeat(100_000)));
      }
      reply.on('drain', more).on('close', left).on('error', left)
      more()
    }
    t.same(await send(base), { done: '200' })
    await gone
  })

  t.test('waits no longer than it may, and ends with the server', async (t) => {
    receiver.answer = () => {}
    t.same(await send(base, { timeout: 100 }), { retry: 'no answer within 0.1 s' })
    const stop = new AbortController()
    const sent = send(base, { signal: stop.signal })
    await receiver.got(2)
    stop.abort()
    t.same(await sent, { retry: 'the server stopped' })
  })

  t.test('goes nowhere but where it may', async (t) => {
    t.match(await send(base, { destinations: new Destinations([]) }), {
      retry: /127\.0\.0\.1.*WEBHOOK_ALLOW/,
    })
    t.match(await send(`https://localhost:${port}/`, { destinations: new Destinations([]) }), {
      retry: /localhost is at .*no public address/,
    })
    t.equal(received.length, 0)
  })

  t.test(
    'goes to the address that was checked, though the name leads elsewhere a moment later',
    async (t) => {
      let looks = 0
      const rebinding = new Destinations(['127.0.0.1'], (_host, _options, callback) =>
        callback(null, [{ address: ++looks === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }]),
      )
      const url = `https://receiver.example:${port}/`
      t.same(await send(url, { destinations: rebinding }), { done: '204' })
      t.equal(looks, 1, 'the name is looked up once')
      t.match(received, [{ headers: { host: `receiver.example:${port}` } }])
      t.match(await send(url, { destinations: rebinding }), { retry: /169\.254\.169\.254/ })
    },
  )

  t.test('shows itself to nobody whose certificate does not hold', async (t) => {
    t.match(await send(base, { trust: false }), { retry: /SELF_SIGNED|UNABLE_TO_VERIFY/ })
    const other = new Destinations(['127.0.0.1'], (_host, options, callback) =>
      lookup('127.0.0.1', options, callback),
    )
    t.match(await send(`https://other.example:${port}/`, { destinations: other }), {
      retry: 'ERR_TLS_CERT_ALTNAME_INVALID',
    })
    t.equal(received.length, 0)
  })

  t.test('for a webhook that is no more is dead', async (t) => {
    const job = { kind: 'webhook', payload: '{}', fid: 1, attempts: 1, worker: 'w', key: 'k', owner: 'none' }
    t.match(await deliver({ people, destinations: inside })(job, NOBODY), { dead: /no more/ })
  })
})
