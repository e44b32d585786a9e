import fc from 'fast-check'
import t from 'tap'
import { type Box, boxesIntersect } from '../../../src/geo/box.ts'
import { TileCache } from '../../../src/tiles/making/tile-cache.ts'

/** Bytes that a tile costs beside its body. */
const OVERHEAD = 300
const HERE: Box = [106, 10, 107, 11]
const ELSEWHERE: Box = [108, 12, 109, 13]

/** A cache of 3 tiles of 700 bytes; `a` is the oldest. */
function threeTiles(): TileCache<string> {
  const cache = new TileCache<string>(3000)
  cache.set('a', 'A', 700, ['address'], HERE)
  cache.set('b', 'B', 700, ['unit', 'address'], HERE)
  cache.set('c', 'C', 700, ['street'], ELSEWHERE)
  return cache
}

t.test('Which tiles stay', async (t) => {
  for (const [name, change, stay, bytes] of [
    ['all while there is room', () => {}, 'abc', 3000],
    ['not the oldest when one more comes', (c) => c.set('d', 'D', 1, [], HERE), 'bcd', 2301],
    ['the oldest, once it was read', (c) => [c.get('a'), c.set('d', 'D', 1, [], HERE)], 'acd', 2301],
    ['of one key the newest', (c) => c.set('a', 'D', 100, [], HERE), 'abc', 2400],
    ['the others beside one that is too large', (c) => c.set('d', 'D', 2701, [], HERE), 'abc', 3000],
    ['none of a key whose newest is too large', (c) => c.set('a', 'D', 2701, [], HERE), 'bc', 2000],
    ['only one that fills the cache', (c) => c.set('d', 'D', 2700, [], HERE), 'd', 3000],
    ['those of other tables', (c) => c.touch('address', 'everywhere'), 'c', 1000],
    ['those of other places', (c) => c.touch('address', [ELSEWHERE, [107.5, 0, 107.6, 1]]), 'abc', 3000],
    ['none that touches an edge', (c) => c.touch('unit', [[107, 11, 107, 11]]), 'ac', 2000],
  ] satisfies [string, (cache: TileCache<string>) => unknown, string, number][]) {
    const cache = threeTiles()
    change(cache)
    t.equal([...'abcd'].filter((key) => cache.get(key) !== undefined).join(''), stay, name)
    t.same([cache.bytes, cache.size], [bytes, stay.length], name)
  }
  const none = new TileCache<string>(0)
  none.set('a', 'A', 0, [], HERE)
  t.equal(none.size, 0, 'a limit of 0 keeps nothing')
})

type Step = ['set', number, number, number] | ['get', number] | ['touch', number]

t.test('Any row of steps does what a list of tiles, oldest first, does', async (t) => {
  const LIMIT = 5000
  const boxOf = (place: number): Box => [place, 0, place + 1, 1]
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.tuple(fc.constant('set' as const), fc.nat(9), fc.nat(6000), fc.nat(5)),
    fc.tuple(fc.constant('get' as const), fc.nat(9)),
    fc.tuple(fc.constant('touch' as const), fc.nat(5)),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const cache = new TileCache<number>(LIMIT)
      let list: { key: number; value: number; bytes: number; box: Box }[] = []
      for (const [value, [kind, first, bytes, place]] of steps.entries()) {
        if (kind === 'set') {
          cache.set(String(first), value, bytes!, ['t'], boxOf(place!))
          list = list.filter(({ key }) => key !== first)
          if (bytes! + OVERHEAD <= LIMIT)
            list.push({ key: first, value, bytes: bytes! + OVERHEAD, box: boxOf(place!) })
          while (list.reduce((sum, one) => sum + one.bytes, 0) > LIMIT) list.shift()
        } else if (kind === 'get') {
          const found = list.find(({ key }) => key === first)
          if (cache.get(String(first)) !== found?.value) return false
          if (found) list = [...list.filter((one) => one !== found), found]
        } else {
          cache.touch('t', [boxOf(first)])
          list = list.filter(({ box }) => !boxesIntersect(box, boxOf(first)))
        }
        if (cache.size !== list.length) return false
        if (cache.bytes !== list.reduce((sum, one) => sum + one.bytes, 0)) return false
      }
      return true
    }),
    { numRuns: 400, seed: 11 },
  )
  t.pass()
})
