import t from 'tap'
import { measureRecord } from '../../scripts/eval/record/measure-record.ts'
import { askedOf } from '../../scripts/eval/record/record-report.ts'
import { SearchEngine } from '../../src/search/search-engine.ts'
import { readElsewhere } from '../../src/units/elsewhere.ts'
import { UnitRegister } from '../../src/units/unit-register.ts'
import { evalRecord } from '../support/demo-record.ts'
import { caseTable } from '../support/search-record.ts'

/** The floors are of these very queries: another seed or number needs other floors. */
const SAMPLE = { seed: 1, houses: 200, every: 9 }
/** Most answers in per cent that may be wrong without saying that they are unsure, over all classes. */
const CONFIDENT = 0.2
const RIGHT = { A: 99.9, B: 99 }

interface Floor {
  class: string
  honest: string
  confident: string
}

t.test('a record asked for its own rows answers rightly, or says that it is unsure', async (t) => {
  const { record, close } = await evalRecord()
  t.teardown(close)
  const register = UnitRegister.of(record.units, () => '2026-01-01')
  const engine = SearchEngine.build(record, { units: () => register, elsewhere: readElsewhere() })
  const { ways, calibration } = measureRecord(engine, record, register, SAMPLE)
  const floors = caseTable<Floor>('eval-record-floors.csv')
  t.same(
    floors.map((floor) => floor.class),
    ways.map(({ name }) => name),
    'every class has floors',
  )
  let asked = 0
  let confident = 0
  for (const way of ways) {
    const floor = floors.find((one) => one.class === way.name)!
    const all = askedOf(way)
    const percent = (part: number) => (part / all) * 100
    const honest = percent(way.verdicts.right + way.verdicts.honest)
    const examples = way.worst.slice(0, 3).map(({ text, got }) => `${text} → ${got}`)
    t.ok(honest >= Number(floor.honest), `${way.name}: ${honest.toFixed(1)} % right or honest`, { examples })
    t.ok(percent(way.verdicts.confident) <= Number(floor.confident), `${way.name}: confidently wrong`, {
      examples,
    })
    asked += all
    confident += way.verdicts.confident
  }
  t.ok((confident / asked) * 100 <= CONFIDENT, `${confident} of ${asked} confidently wrong`)
  for (const grade of ['A', 'B'] as const) {
    const { asked: graded, right } = calibration.grades[grade]
    t.ok((right / graded) * 100 >= RIGHT[grade], `${right} of ${graded} with grade ${grade} are right`)
  }
})
