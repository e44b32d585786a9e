import t from 'tap'
import { measure } from '../../scripts/eval/measure.ts'
import { Targets } from '../../scripts/eval/targets.ts'
import { SearchEngine } from '../../src/search/search-engine.ts'
import type { SearchHit } from '../../src/search/search-types.ts'
import { readElsewhere } from '../../src/units/elsewhere.ts'
import { UnitRegister } from '../../src/units/unit-register.ts'
import { type DemoRecord, demoRecord } from '../support/demo-record.ts'
import { rivalNames } from '../support/rival-names.ts'
import { caseTable, searchRecord } from '../support/search-record.ts'

const SAMPLE = { seed: 1, queries: 25, typed: 0 }
const TODAY = '2026-01-01'

/** Search over a record, and over it with a base map in which everything is named as in the record. */
function bothEngines(demo: DemoRecord) {
  const register = UnitRegister.of(demo.record.units, () => TODAY)
  const rivals = rivalNames(demo, register)
  const engine = SearchEngine.build(demo.record, {
    units: () => register,
    elsewhere: readElsewhere(),
    basemap: () => rivals,
  })
  const withRivals: Pick<SearchEngine, 'search'> = {
    search: (request) => engine.search({ ...request, basemap: true }),
  }
  return { register, engine, withRivals, close: () => rivals.close() }
}

const isOwn = ({ basemap }: SearchHit) => basemap === undefined
const hasRival = (hits: readonly SearchHit[]) => !hits.every(isOwn)

t.test('every text of the case tables has the answer that it has without a base map', async (t) => {
  const demo = await searchRecord()
  const { engine, withRivals, close } = bothEngines(demo)
  t.teardown(() => {
    close()
    demo.close()
  })
  let met = 0
  for (const table of ['search-units.csv', 'search-addresses.csv', 'search-notations.csv'])
    for (const { query: text } of caseTable<{ query: string }>(table)) {
      const request = { text, unfinished: false, limit: 5 }
      const [bare, full] = [engine.search(request), withRivals.search(request)]
      const own = full.hits.filter(isOwn)
      if (hasRival(full.hits)) met++
      t.same(full.hits[0], bare.hits[0], `${table}: ${text}`)
      t.same(own, bare.hits.slice(0, own.length), `${text}: the record's in their order`)
      t.same(full.hits.slice(0, own.length).filter(isOwn), own, `${text}: others stand below`)
    }
  t.ok(met > 100, `${met} answers also show what only the base map has`)
})

t.test('nor is any class of derived queries answered less often', async (t) => {
  const demo = await demoRecord()
  const { register, engine, withRivals, close } = bothEngines(demo)
  t.teardown(() => {
    close()
    demo.close()
  })
  const targets = new Targets(demo.record, register)
  const bare = measure(engine, targets, SAMPLE)
  let met = 0
  const full = measure(
    {
      search(request) {
        const answer = withRivals.search(request)
        if (hasRival(answer.hits)) met++
        return answer
      },
    },
    targets,
    SAMPLE,
  )
  t.same(
    full.map(({ name, first, five, missed }) => ({ name, first, five, missed })),
    bare.map(({ name, first, five, missed }) => ({ name, first, five, missed })),
  )
  t.ok(met > 100, `${met} answers also show what only the base map has`)
})
