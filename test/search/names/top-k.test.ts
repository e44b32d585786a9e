import t from 'tap'
import { SeededRandom } from '../../../src/importing/demo/seeded-random.ts'
import { TopK } from '../../../src/search/names/top-k.ts'

t.test('the k best of many, the first among equals, are what sorting all of them gives', async (t) => {
  const random = new SeededRandom(3)
  for (let round = 0; round < 200; round++) {
    const k = random.integer(1, 12)
    const scores = Array.from({ length: random.integer(0, 40) }, () => random.integer(0, 9))
    const top = new TopK<number>(k)
    for (const [i, score] of scores.entries()) top.add(score, i)
    // A stable sort keeps equals as they came.
    const sorted = scores.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]!)
    const floor = scores.length < k ? Number.NEGATIVE_INFINITY : scores[sorted[k - 1]!]
    t.equal(top.floor, floor, `round ${round}: the floor is the k-th score`)
    t.same(top.sorted(), sorted.slice(0, k), `round ${round}`)
  }
})
