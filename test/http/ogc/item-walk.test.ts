import t from 'tap'
import type { Item, Look } from '../../../src/http/ogc/collection.ts'
import { countedOf, itemPageOf, MOST_LOOKED } from '../../../src/http/ogc/collections/item-walk.ts'
import { stepped } from '../../support/stepped.ts'

const item = (n: number): Item => ({ id: String(n), geometry: null, properties: { n } })
/** A collection of so many features, and how many were looked at. */
function* looks(after: number, size: number, seen = { count: 0 }): Generator<Look> {
  for (let n = after + 1; n <= size; n++) {
    seen.count++
    yield { looked: 1, cursor: String(n), item: item(n) }
  }
}
const every =
  (nth: number) =>
  ({ properties }: Item) =>
    Number(properties.n) % nth === 0

t.test('a page for which too many are looked at is short and goes on', async (t) => {
  const size = 3 * MOST_LOOKED + 10
  const found: string[] = []
  const pages: number[] = []
  for (let after = 0, skip = 3, more = true; more; ) {
    const seen = { count: 0 }
    const test = every(150_000)
    const { items, next } = stepped(itemPageOf(looks(after, size, seen), { limit: 2, skip, test })).result
    t.ok(seen.count <= MOST_LOOKED)
    pages.push(items.length)
    found.push(...items.map(({ id }) => id))
    more = next !== undefined
    after = Number(next?.after)
    skip = next?.skip ?? 0
  }
  t.same(found, ['600000'], 'three are skipped, on pages of their own')
  t.same(pages, [0, 0, 1, 0])
})

t.test('a walk ends only where it can go on', async (t) => {
  function* hidden(): Generator<Look> {
    yield { looked: MOST_LOOKED }
    yield { looked: 1 }
    yield { looked: 1, cursor: 'a', item: item(1) }
    yield { looked: 1, cursor: 'b', item: item(2) }
  }
  const { items, next } = stepped(itemPageOf(hidden(), { limit: 5, skip: 0 })).result
  t.same([items.map(({ id }) => id), next], [['1'], { after: 'a', skip: 0 }])
})

t.test('others have their turn after each feature', async (t) => {
  const { steps } = stepped(itemPageOf(looks(0, 1000), { limit: 10, skip: 0, test: every(100) }))
  t.equal(steps, 1000)
})

t.test('counting ends at its bound', async (t) => {
  t.equal(stepped(countedOf(looks(0, 100), { most: 100, test: every(3) })).result, 33)
  const seen = { count: 0 }
  t.equal(stepped(countedOf(looks(0, 1000, seen), { most: 100 })).result, undefined)
  t.equal(seen.count, 101)
})
