import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { packageRoot } from '../../../src/config.ts'
import {
  drawn,
  readSamplingPlan,
  SamplingPlanError,
} from '../../../src/registry/batches/sampling/sampling-plan.ts'

t.test('The plan that ships', async (t) => {
  const plan = readSamplingPlan(readFileSync(join(packageRoot(), 'data', 'batch-sampling.csv'), 'utf8'))
  for (const [size, sample, allowed] of [
    [1, 1, 0],
    [5, 5, 0],
    [50, 5, 0],
    [51, 20, 1],
    [280, 32, 2],
    [281, 50, 3],
    [10_000, 200, 10],
    [50_000, 315, 14],
  ] as const)
    t.same(plan.of(size), { sample, allowed }, `a lot of ${size}`)
})

t.test('A table that cannot be used names line, column and rule', async (t) => {
  for (const [rows, sentence] of [
    ['50,5,0', /up_to.*a last line with an empty up_to/],
    ['50,5,0\n40,6,0\n,7,0', /line 3, column up_to: "40".*51…/],
    [',5,5', /line 2, column allowed: "5".*0…4/],
    [',0,0', /column sample: "0".*1…/],
    ['x,5,0\n,5,0', /column up_to: "x"/],
    [',5,0\n,6,0', /line 3, column up_to/],
    ['', /a last line/],
  ] as const)
    try {
      readSamplingPlan(`up_to,sample,allowed\n${rows}\n`)
      t.fail(`${rows} was read`)
    } catch (error) {
      t.ok(error instanceof SamplingPlanError)
      t.match((error as Error).message, sentence)
    }
})

t.test('Each of a lot is drawn as often as the others, none twice', async (t) => {
  const lot = Array.from({ length: 10 }, (_, i) => i)
  const times = lot.map(() => 0)
  for (let i = 0; i < 3000; i++) {
    const some = drawn(lot, 3)
    if (new Set(some).size !== 3) t.fail('one was drawn twice')
    for (const one of some) times[one] = (times[one] as number) + 1
  }
  // Binomial with n = 3000, p = 0.3: seven standard deviations are 176.
  for (const [one, count] of times.entries()) t.ok(Math.abs(count - 900) < 176, `${one}: ${count}`)
})
