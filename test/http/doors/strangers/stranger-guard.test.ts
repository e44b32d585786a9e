import { createSecretKey, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import type { FastifyRequest } from 'fastify'
import t from 'tap'
import type { Problem } from '../../../../src/errors.ts'
import { addressBlock } from '../../../../src/http/doors/strangers/address-block.ts'
import { Buckets } from '../../../../src/http/doors/strangers/buckets.ts'
import { DoorLimits } from '../../../../src/http/doors/strangers/door-limits.ts'
import { FORM_LIFETIME, FormTokens } from '../../../../src/http/doors/strangers/form-tokens.ts'
import { proofHolds } from '../../../../src/http/doors/strangers/proof-of-work.ts'
import { StrangerGuard } from '../../../../src/http/doors/strangers/stranger-guard.ts'
import { UsedTokens } from '../../../../src/http/doors/strangers/used-tokens.ts'
import { solved } from '../../../support/stranger.ts'

const key = createSecretKey(randomBytes(32))
const from = (ip: string) => ({ ip, headers: {}, protocol: 'http', host: 'x' }) as unknown as FastifyRequest

t.test('The block of an address', (t) => {
  const cases: [string, string][] = [
    ['203.0.113.7', '203.0.113.0/24'],
    ['::ffff:203.0.113.7', '203.0.113.0/24'],
    ['::FFFF:203.0.113.200', '203.0.113.0/24'],
    ['2001:db8:1:2345::1', '20010db8000123/56'],
    ['2001:0db8:0001:23ff:ffff:ffff:ffff:ffff', '20010db8000123/56'],
    ['2001:db8:1:2445::1', '20010db8000124/56'],
    ['fe80::1%eth0', 'fe800000000000/56'],
    ['::1', '00000000000000/56'],
    ['::', '00000000000000/56'],
    ['64:ff9b::203.0.113.7', '0064ff9b000000/56'],
    ['/run/socket', '/run/socket'],
  ]
  for (const [address, block] of cases) t.equal(addressBlock(address), block, address)
  t.end()
})

t.test('Buckets leak, and their memory is bounded', (t) => {
  const buckets = new Buckets(100)
  for (let i = 0; i < 5; i++) buckets.add('a', 0)
  t.equal(buckets.level('a', 0), 5)
  t.equal(buckets.level('a', 250), 2.5)
  t.equal(buckets.level('a', 10_000), 0)
  t.equal(buckets.level('b', 0), 0)
  for (let i = 0; i < 100_000; i++) buckets.add(`n${i}`, 1)
  t.equal(buckets.size, 20_000)
  t.equal(buckets.level('n99999', 1), 1)
  t.end()
})

t.test('A used token is known for its lifetime', (t) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(40)), { maxLength: 200 }), (steps) => {
      const used = new UsedTokens(100)
      const last = new Map<number, number>()
      let now = 0
      for (const [token, later] of steps) {
        now += later
        const before = last.get(token)
        const isNew = used.use(String(token), now)
        if (before !== undefined && now - before < 100 && isNew) return false
        if (isNew) last.set(token, now)
      }
      return true
    }),
  )
  t.end()
})

t.test('A token says what it was given with, until it is over or changed', (t) => {
  const tokens = new FormTokens(key)
  const token = tokens.issue({ at: 1000, bits: 18, notBefore: 2000, block: 'b' })
  t.match(tokens.read(token, 1000), { at: 1000, bits: 18, notBefore: 2000, block: 'b', id: /./ })
  t.equal(tokens.read(token, 1000 + FORM_LIFETIME + 1), undefined)
  t.equal(tokens.read(token, -100_000), undefined, 'of the future')
  t.equal(new FormTokens(createSecretKey(randomBytes(32))).read(token, 1000), undefined)
  const [content = '', signature = ''] = token.split('.')
  t.equal(
    tokens.read(`${token}=`, 1000)?.id,
    tokens.read(token, 1000)?.id,
    'the same token, however it is written',
  )
  for (const wrong of [
    '',
    '.',
    content,
    `${content}.`,
    `${content}.${signature}.x`,
    `${content}x.${signature}`,
  ])
    t.equal(tokens.read(wrong, 1000), undefined, wrong)
  t.end()
})

/** A guard with clocks that a test moves on. */
function guarded() {
  const clock = { now: 1_700_000_000_000 }
  const guard = new StrangerGuard({
    key,
    publicUrl: undefined,
    now: () => clock.now,
    passed: () => clock.now,
  })
  /** `in`, or the code of the problem. */
  const letIn = (ip: string, shown: { token?: string; proof?: string } = {}) => {
    try {
      guard.letIn(from(ip), { token: shown.token, proof: shown.proof })
      return 'in'
    } catch (problem) {
      return (problem as Problem).code
    }
  }
  const plain = (ip: string) => letIn(ip, { token: guard.challenge(from(ip)).token })
  return { clock, guard, letIn, plain }
}

t.test('10,000 from one address hurt nobody else', (t) => {
  const { clock, plain, guard } = guarded()
  const outcomes = Array.from({ length: 10_000 }, (_, i) => plain(`203.0.113.${i % 256}`))
  t.equal(outcomes.filter((each) => each === 'in').length, 30)
  t.ok(outcomes.slice(30).every((each) => each === 'work-needed'))
  for (let i = 0; i < 500; i++) t.equal(plain(`198.51.${i % 256}.${i >> 8}`), 'in')
  clock.now += 3_600_000
  t.equal(plain('203.0.113.9'), 'in', 'an hour later it may send again')
  t.equal(guard.challenge(from('203.0.113.9')).bits, 0)
  t.end()
})

t.test('What is paid for by work takes no place from the others, and costs more and more', (t) => {
  const limits = new DoorLimits()
  const asked: number[] = []
  for (let i = 0; i < 10_000; i++) {
    asked.push(limits.bits('one', 0))
    limits.count('one', 0)
  }
  t.same(asked.slice(0, 30), Array(30).fill(0))
  t.same([asked[30], asked[60], asked[90], asked[9_999]], [18, 19, 20, 26])
  t.equal(limits.bits('other', 0), 0)
  for (let block = 0; block < 700; block++) limits.count(`b${block}`, 0)
  t.equal(limits.bits('other', 0), 18, 'from very many blocks at once: everybody works a little')
  for (let block = 0; block < 100_000; block++) limits.count(`c${block}`, 0)
  t.equal(limits.bits('other', 0), 21, 'and nobody is refused')
  t.end()
})

t.test('A proof of work lets one request in', (t) => {
  const { clock, guard, letIn, plain } = guarded()
  const ip = '203.0.113.7'
  const early = guard.challenge(from(ip))
  t.equal(early.bits, 0)
  for (let i = 0; i < 30; i++) plain(ip)
  const { token, bits } = guard.challenge(from(ip))
  t.equal(bits, 18)
  const proof = solved(token, bits)
  t.ok(proofHolds(token, proof, bits))
  t.equal(letIn(ip, { token }), 'work-needed')
  t.equal(letIn(ip, { token, proof: `${proof}0` }), 'work-needed')
  t.equal(
    letIn(ip, { token: early.token, proof: solved(early.token, 18) }),
    'work-needed',
    'it asked for no work',
  )
  t.equal(letIn(ip, { token, proof }), 'in')
  t.equal(letIn(ip, { token, proof }), 'work-needed', 'once')
  t.equal(
    letIn(ip, { token: `${token}=`, proof: solved(`${token}=`, bits) }),
    'work-needed',
    'once, however it is written',
  )
  const late = guard.challenge(from(ip))
  const done = solved(late.token, late.bits)
  clock.now += 1_200_000
  for (let i = 0; i < 10; i++) plain(ip)
  t.equal(letIn(ip, { token: late.token, proof: done }), 'work-needed', 'twenty minutes later')
  t.end()
})

t.test('A wait lets one request in, of the same network', (t) => {
  const { clock, guard, letIn, plain } = guarded()
  const ip = '203.0.113.7'
  for (let i = 0; i < 30; i++) plain(ip)
  const first = guard.wait(from(ip))
  const second = guard.wait(from(ip))
  t.match([first.wait, second.wait], [30_000, 150_000], 'one after another')
  t.equal(letIn(ip, { token: first.token }), 'work-needed', 'too early')
  clock.now += 30_000
  t.equal(letIn(ip, { token: second.token }), 'work-needed', 'too early')
  t.equal(letIn(ip, { token: first.token }), 'in')
  t.equal(letIn(ip, { token: first.token }), 'work-needed', 'once')
  const places = Array.from({ length: 100 }, () => guard.wait(from(ip)))
  t.equal(places.at(-1)?.wait, 1_200_000)
  t.ok(places.filter(({ wait }) => wait <= 900_000).length < 20, 'places are few')
  t.equal(guard.wait(from('198.51.100.1')).wait, 30_000, 'others wait elsewhere')
  t.equal(letIn(ip, { token: places.at(-1)?.token ?? '' }), 'work-needed', 'asked again, not expired')
  const other = guard.wait(from('192.0.2.1'))
  clock.now += 60_000
  for (let i = 0; i < 30; i++) plain(ip)
  t.equal(letIn(ip, { token: other.token }), 'work-needed', 'the wait of another network')
  t.end()
})

t.test('Whoever always waits raises nobody’s work', (t) => {
  const { clock, guard, letIn, plain } = guarded()
  const ip = '203.0.113.7'
  for (let i = 0; i < 30; i++) plain(ip)
  const waiting: { token: string; at: number }[] = []
  let through = 0
  for (let second = 0; second < 24 * 3600; second += 15) {
    clock.now += 15_000
    const { token, wait } = guard.wait(from(ip))
    if (wait <= 900_000) waiting.push({ token, at: clock.now + wait })
    while (waiting[0] !== undefined && waiting[0].at <= clock.now)
      if (letIn(ip, { token: waiting.shift()?.token ?? '' }) === 'in') through++
  }
  t.ok(through > 600 && through <= 730, `${through} a day`)
  t.ok(guard.challenge(from('203.0.113.8')).bits <= 18)
  t.end()
})
