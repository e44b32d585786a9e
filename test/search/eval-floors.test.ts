import t from 'tap'
import { macro, measure } from '../../scripts/eval/measure.ts'
import { QUERY_CLASSES } from '../../scripts/eval/query-classes.ts'
import { Targets } from '../../scripts/eval/targets.ts'
import { SearchEngine } from '../../src/search/search-engine.ts'
import { readElsewhere } from '../../src/units/elsewhere.ts'
import { UnitRegister } from '../../src/units/unit-register.ts'
import { evalRecord } from '../support/demo-record.ts'
import { caseTable } from '../support/search-record.ts'

/** The floors are percentages of these very queries: another seed or number needs other floors. */
const SAMPLE = { seed: 1, queries: 80, typed: 0 }

interface Floor {
  class: string
  first: string
  ten: string
}

t.test('no class of derived queries is answered less often than its floor', async (t) => {
  const { record, close } = await evalRecord()
  t.teardown(close)
  const register = UnitRegister.of(record.units, () => '2026-01-01')
  const engine = SearchEngine.build(record, {
    units: () => register,
    elsewhere: readElsewhere(),
  })
  const floors = caseTable<Floor>('eval-floors.csv')
  t.same(
    floors.map((floor) => floor.class),
    [...QUERY_CLASSES.map(({ name }) => name), 'macro'],
    'every class has a floor',
  )
  const results = measure(engine, new Targets(record, register), SAMPLE)
  for (const { name, first, ten, missed } of [...results, { ...macro(results), missed: [] }]) {
    const floor = floors.find((one) => one.class === name)!
    const examples = missed.slice(0, 3).map(({ text, got }) => `${text} → ${got}`)
    t.ok(
      first * 100 >= Number(floor.first),
      `${name}: ${(first * 100).toFixed(1)} % first, floor ${floor.first}`,
      {
        examples,
      },
    )
    t.ok(ten * 100 >= Number(floor.ten), `${name}: ${(ten * 100).toFixed(1)} % in ten, floor ${floor.ten}`, {
      examples,
    })
  }
})
