import t from 'tap'
import { AnswerCache } from '../../../src/http/read/answer-cache.ts'
import { SeededRandom } from '../../../src/importing/demo/seeded-random.ts'
import { servedApp } from '../../support/served-app.ts'

t.test('an answer is made once, for one state of what is served', async (t) => {
  let state: string | undefined = 'one'
  const cache = new AnswerCache(10_000, () => state)
  let made = 0
  const ask = (key: string) =>
    cache.get(
      () => key,
      () => `${key} ${++made}`,
    )
  t.equal(ask('a'), 'a 1')
  t.equal(ask('a'), 'a 1')
  t.equal(ask('b'), 'b 2')
  t.same([cache.lookups, cache.hits], [3, 1])
  state = 'two'
  t.equal(ask('a'), 'a 3')
  state = 'one'
  t.equal(ask('a'), 'a 4', 'a state that comes back may be another one')
  state = undefined
  t.equal(ask('a'), 'a 5', 'what has no name is not kept')
  t.equal(ask('a'), 'a 6')
})

t.test('what fails is not kept', async (t) => {
  const cache = new AnswerCache(10_000, () => 'one')
  const fail = () => {
    throw new Error('refused')
  }
  const key = () => 'a'
  t.throws(() => cache.get(key, fail), { message: 'refused' })
  t.equal(
    cache.get(key, () => 'made'),
    'made',
  )
})

t.test('it never holds more than its bytes, and lets go of what was asked longest ago', async (t) => {
  const random = new SeededRandom(20261129)
  for (const limit of [0, 1, 1000, 20_000]) {
    const cache = new AnswerCache(limit, () => 'one')
    for (let i = 0; i < 2000; i++) {
      const key = `key ${Math.floor(random.next() * 300)}`
      const size = Math.floor(random.next() * 3000)
      cache.get(
        () => key,
        () => 'x'.repeat(size),
      )
      t.ok(cache.bytes <= limit || t.fail(`${cache.bytes} of ${limit} bytes`))
    }
  }
  const cache = new AnswerCache(2000, () => 'one')
  const ask = (key: string) =>
    cache.get(
      () => key,
      () => 'x'.repeat(250),
    )
  for (const key of ['a', 'b', 'a', 'c', 'a', 'd']) ask(key)
  const { hits } = cache
  ask('a')
  t.equal(cache.hits, hits + 1, 'asked again and again')
  ask('b')
  t.equal(cache.hits, hits + 1, 'asked longest ago')
})

t.test('a kept answer is the one that would be made, and only what was typed differs', async (t) => {
  const kept = await servedApp()
  const anew = await servedApp({ ANSWER_CACHE_MB: '0' })
  const texts = [
    't',
    'truong',
    'Trường ',
    ' trường',
    'ấp 1,  xã',
    '27694',
    '10.53, 106.41',
    'mỹ tho',
    '"a\\"',
    '🏠 12',
  ]
  const parameters = [
    '',
    '&limit=3',
    '&view=list',
    '&types=street',
    '&lat=10.5&lon=106.4',
    '&explain=1',
    '&lang=en',
  ]
  for (const text of texts)
    for (const more of parameters) {
      const url = `/v1/autocomplete?q=${encodeURIComponent(text)}${more}`
      const expected = await anew.app.inject(url)
      for (const time of ['first', 'second']) {
        const reply = await kept.app.inject(url)
        t.equal(reply.statusCode, expected.statusCode)
        t.equal(reply.body, expected.body, `${text} ${more} the ${time} time`)
        t.equal(reply.headers['content-type'], expected.headers['content-type'])
        t.equal(reply.headers['content-length'], expected.headers['content-length'])
      }
    }
  const written = async (text: string) =>
    (await kept.app.inject(`/v1/autocomplete?q=${encodeURIComponent(text)}`)).json()
  const [one, two] = [await written('ấp 1, xã'), await written('  ấp   1, xã')]
  t.equal(two.geocoding.query, '  ấp   1, xã')
  t.same({ ...two, geocoding: one.geocoding }, one)
  await kept.close()
  await anew.close()
})

t.test('an edit is in the answer to the next request, however often it was asked before', async (t) => {
  const { app, demo, close } = await servedApp()
  const place = demo.record.db.prepare('SELECT fid FROM place ORDER BY fid LIMIT 1').pluck().get()
  const rename = demo.record.db.prepare('UPDATE place SET name = ? WHERE fid = ?')
  const labels = async (q: string) => {
    const { features } = (await app.inject(`/v1/autocomplete?q=${encodeURIComponent(q)}`)).json()
    return features.map(
      (one: { properties: { geocoding: { name: string } } }) => one.properties.geocoding.name,
    )
  }
  for (let i = 0; i < 40; i++) {
    const name = `Vườn Zơzô ${i % 2 === 0 ? 'Mới' : 'Cũ'}`
    rename.run(name, place)
    for (let again = 0; again < 3; again++) t.same(await labels('vườn zơzô'), [name])
  }
  await close()
})
