import t from 'tap'
import { Zipf } from '../../../scripts/bench/typing/zipf.ts'
import { SeededRandom } from '../../../src/importing/demo/seeded-random.ts'

t.test("Zipf's law", async (t) => {
  t.test('draws the n-th with a chance of 1 / n', async (t) => {
    const draws = 200_000
    const zipf = new Zipf(5)
    const random = new SeededRandom(1)
    const drawn = [0, 0, 0, 0, 0]
    for (let n = 0; n < draws; n++) drawn[zipf.draw(random)]!++
    const all = 1 + 1 / 2 + 1 / 3 + 1 / 4 + 1 / 5
    for (const [rank, count] of drawn.entries())
      t.ok(Math.abs(count / draws - 1 / (rank + 1) / all) < 0.005, `${rank}: ${count}`)
  })

  t.test('meets the bounds of the law and no rank outside', async (t) => {
    // the smallest and the largest number that a generator gives
    const at = (value: number) => new Zipf(3).draw({ next: () => value } as SeededRandom)
    t.equal(at(0), 0)
    t.equal(at(1 - 2 ** -32), 2)
    t.equal(at(6 / 11 - 0.001), 0)
    t.equal(at(6 / 11 + 0.001), 1)
    t.equal(new Zipf(1).draw(new SeededRandom(3)), 0)
    t.throws(() => new Zipf(0), RangeError)
  })
})
