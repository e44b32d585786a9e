import t from 'tap'
import { SeededRandom } from '../../../src/importing/demo/seeded-random.ts'
import { UnitBounds } from '../../../src/search/units/unit-bounds.ts'

const LEVELS = ['commune', 'district', 'province'] as const
const TOKENS = 6
const NOTHING = { level: '', mask: 0, coverage: 0 }

t.test('what units take beside something is what trying all of them together gives', async (t) => {
  const random = new SeededRandom(7)
  for (let round = 0; round < 300; round++) {
    const bounds = new UnitBounds()
    const added = Array.from({ length: random.integer(0, 12) }, () => ({
      level: random.pick(LEVELS),
      mask: random.integer(1, (1 << TOKENS) - 1),
      coverage: random.integer(1, 100) / 100,
    }))
    for (const { level, mask, coverage } of added) bounds.add(level, { mask, coverage })
    const taken = random.integer(0, (1 << TOKENS) - 1)
    const free = added.filter(({ mask }) => (mask & taken) === 0)
    const most = (level: string) =>
      Math.max(0, ...free.filter((one) => one.level === level).map(({ coverage }) => coverage))
    const [communes, districts, provinces] = LEVELS.map((level) => [
      NOTHING,
      ...free.filter((one) => one.level === level),
    ])
    let together = 0
    for (const a of communes!)
      for (const b of districts!)
        for (const c of provinces!)
          if ((a.mask & b.mask) === 0 && ((a.mask | b.mask) & c.mask) === 0)
            together = Math.max(together, a.coverage + (b.coverage + c.coverage))
    const found = bounds.of(taken)
    t.equal(found.together.toFixed(9), together.toFixed(9), `round ${round}: together`)
    t.equal(found.provinces, most('province'), `round ${round}: provinces`)
    t.equal(found.smaller, Math.max(most('commune'), most('district')), `round ${round}: smaller`)
  }
})
