import type { LookupAddress } from 'node:dns'
import t from 'tap'
import { Destinations, type Resolve } from '../../../src/registry/webhooks/destinations.ts'

/** Addresses of every special network, its edges, and all notations that lead to this machine. */
const REFUSED = [
  ...['0.0.0.0', '0.1.2.3', '10.0.0.0', '10.255.255.255', '100.64.0.1', '100.127.255.255', '127.0.0.1'],
  ...['127.255.255.254', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.8', '192.0.2.1'],
  ...['192.88.99.1', '192.168.1.1', '198.18.0.1', '198.19.255.255', '198.51.100.7', '203.0.113.7'],
  ...['224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
  ...['::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12:3456:789a::1', 'ff02::1', 'fec0::1'],
  ...['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '::127.0.0.1', '::a00:1'],
  ...['64:ff9b::10.0.0.1', '64:ff9b::808:808', '64:ff9b:1::1', '100::1', '2001::1', '2001:0:7f00:1::'],
  ...['2001:db8::1', '2001:10::1', '2002:7f00:1::1', '2002:a00:1::', '3fff::1', '4000::1', '5f00::1'],
  ...['', 'receiver.example', '127.1', '0x7f.0.0.1'],
]
const REFUSAL = { message: /no public address, nor one of WEBHOOK_ALLOW/ }
const PUBLIC = [
  ...['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255'],
  ...['128.0.0.0', '169.253.255.255', '172.15.255.255', '172.32.0.0', '192.167.255.255', '223.255.255.255'],
  ...['203.162.4.191', '2001:200::1', '2400:cb00::1', '2606:4700:4700::1111', '2a00:1450:4001::1'],
]

t.test('Where a webhook may go', (t) => {
  const nowhere = new Destinations([])
  for (const address of REFUSED) t.equal(nowhere.allows(address), false, address)
  for (const address of PUBLIC) t.equal(nowhere.allows(address), true, address)
  t.end()
})

t.test('Networks within, as the operator names them', (t) => {
  const within = new Destinations(['10.20.0.0/16', '192.168.7.9', 'fd00:7::/32', '::1'])
  const cases: [address: string, allowed: boolean][] = [
    ['10.20.0.1', true],
    ['10.20.255.255', true],
    ['::ffff:10.20.0.1', true],
    ['10.21.0.0', false],
    ['192.168.7.9', true],
    ['192.168.7.10', false],
    ['fd00:7:1::1', true],
    ['fd00:8::1', false],
    ['::1', true],
    ['127.0.0.1', false],
    ['8.8.8.8', true],
  ]
  for (const [address, allowed] of cases) t.equal(within.allows(address), allowed, address)
  t.end()
})

t.test('Hosts of an address that are an IP address, in the notations that a browser reads', (t) => {
  const destinations = new Destinations([])
  for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '0177.0.0.1', '127.1', '[::1]', '[::ffff:7f00:1]'])
    t.throws(() => destinations.check(new URL(`https://${host}/`).hostname), REFUSAL, host)
  for (const host of ['8.8.8.8', '[2606:4700::1]', 'receiver.example', 'localhost'])
    t.doesNotThrow(() => destinations.check(new URL(`https://${host}/`).hostname), host)
  t.end()
})

t.test('A name is resolved to addresses that were checked', async (t) => {
  const resolving = (addresses: string[]): Resolve => {
    return (_host, options, callback) => {
      t.equal(options.all, true)
      callback(
        null,
        addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
      )
    }
  }
  const look = (addresses: string[], all: boolean) =>
    new Promise<unknown>((resolve) => {
      new Destinations([], resolving(addresses)).lookup('receiver.example', { all }, (error, found) =>
        resolve(error ?? found),
      )
    })
  t.match(await look(['127.0.0.1', '::1'], true), REFUSAL)
  t.match(await look([], true), REFUSAL)
  t.same(await look(['10.0.0.1', '8.8.8.8', '2606:4700::1'], true), [
    { address: '8.8.8.8', family: 4 },
    { address: '2606:4700::1', family: 6 },
  ])
  t.equal(await look(['10.0.0.1', '8.8.8.8'], false), '8.8.8.8')
  const failing = new Destinations([], (_host, _options, callback) =>
    callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []),
  )
  const failed = await new Promise((resolve) => failing.lookup('x.example', {}, resolve))
  t.match(failed, { code: 'ENOTFOUND' })
})
