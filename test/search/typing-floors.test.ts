import t from 'tap'
import { measureTyping } from '../../scripts/eval/record/measure-typing.ts'
import { SearchEngine } from '../../src/search/search-engine.ts'
import { readElsewhere } from '../../src/units/elsewhere.ts'
import { UnitRegister } from '../../src/units/unit-register.ts'
import { evalRecord } from '../support/demo-record.ts'
import { caseTable } from '../support/search-record.ts'

/** The limits are of these very texts: another seed or number needs other limits. */
const SAMPLE = { seed: 1, texts: 20 }

interface Limit {
  way: string
  until_five: string
  confident: string
  left: string
}

t.test('Rows that are typed key by key come early, and stay', async (t) => {
  const { record, close } = await evalRecord()
  t.teardown(close)
  const register = UnitRegister.of(record.units, () => '2026-01-01')
  const engine = SearchEngine.build(record, { units: () => register, elsewhere: readElsewhere() })
  const limits = caseTable<Limit>('typing-floors.csv')
  const results = measureTyping(engine, record, register, SAMPLE)
  t.same(
    limits.map(({ way }) => way),
    results.map(({ name }) => name),
    'every way of typing has its limits',
  )
  for (const [i, { name, texts, untilFive, confident, left, worst }] of results.entries()) {
    const limit = limits[i]!
    t.equal(texts, 5 * SAMPLE.texts, `${name}: rows of every kind`)
    const check = (what: string, share: number, most: string) =>
      t.ok(share * 100 <= Number(most), `${name}: ${(share * 100).toFixed(2)} % ${what}, at most ${most}`, {
        worst,
      })
    check('of the keys until the target is among five', untilFive, limit.until_five)
    check('of the keys are answered confidently with another', confident, limit.confident)
    check('of the targets leave the first three', left, limit.left)
  }
})
