import t from 'tap'
import { CONVERSION_CLASSES } from '../../../scripts/eval/convert/conversion-classes.ts'
import { measureConversion } from '../../../scripts/eval/convert/conversion-measure.ts'
import { ConversionTargets } from '../../../scripts/eval/convert/conversion-targets.ts'
import { SeededRandom } from '../../../src/importing/demo/seeded-random.ts'
import { AddressConverter } from '../../../src/units/conversion/address-converter.ts'
import { HamletIndex } from '../../../src/units/conversion/hamlet-index.ts'
import { UnitRegister } from '../../../src/units/unit-register.ts'
import { demoRecord } from '../../support/demo-record.ts'
import { caseTable } from '../../support/search-record.ts'

/** The floors are percentages of these very texts: another seed or number needs other floors. */
const SAMPLE = { seed: 1, houses: 80 }
/** Of hamlets and houses, one in so many. */
const ROWS = 8

interface Floor {
  class: string
  honest: string
  wrong: string
}

t.test('no class of written addresses is converted worse than its floor', async (t) => {
  const { record, close } = await demoRecord()
  t.teardown(close)
  const register = UnitRegister.of(record.units, () => '2026-01-01')
  const hamlets = new HamletIndex(record.gazetteer.hamlets())
  const targets = new ConversionTargets(register)
  const rows = targets.rows(record, SAMPLE.houses, new SeededRandom(SAMPLE.seed))
  const results = measureConversion(
    new AddressConverter(register, () => hamlets),
    [...targets.units(), ...rows.filter((_, i) => i % ROWS === 0)],
    SAMPLE,
  )
  const floors = caseTable<Floor>('conversion-floors.csv')
  t.same(
    floors.map((floor) => floor.class),
    CONVERSION_CLASSES.map(({ name }) => name),
    'every class has a floor',
  )
  for (const { name, queries, right, honest, confidentlyWrong, missed } of results) {
    const floor = floors.find((one) => one.class === name)!
    const examples = missed.slice(0, 3).map(({ text, got, wanted }) => `${text} → ${got}, not ${wanted}`)
    const good = ((right + honest) / queries) * 100
    const wrong = (confidentlyWrong / queries) * 100
    t.ok(queries > 250, `${name}: ${queries} texts`)
    t.ok(
      good >= Number(floor.honest),
      `${name}: ${good.toFixed(2)} % right or honest, floor ${floor.honest}`,
      {
        examples,
      },
    )
    t.ok(
      wrong <= Number(floor.wrong),
      `${name}: ${wrong.toFixed(2)} % confidently wrong, at most ${floor.wrong}`,
      {
        examples,
      },
    )
  }
})
