import t from 'tap'
import type { EvalQuery } from '../../scripts/eval/eval-query.ts'
import { QUERY_CLASSES } from '../../scripts/eval/query-classes.ts'
import { Targets } from '../../scripts/eval/targets.ts'
import { SeededRandom } from '../../src/importing/demo/seeded-random.ts'
import { SearchEngine } from '../../src/search/search-engine.ts'
import { finished, following } from '../../src/store/following/follower.ts'
import { ADDRESS_STATUSES } from '../../src/store/layout/address-status.ts'
import type { RecordStore } from '../../src/store/record-store.ts'
import { UnitRegister } from '../../src/units/unit-register.ts'
import { demoRecord } from '../support/demo-record.ts'

const TODAY = '2026-11-22'
const EDITS = 400
const QUERIES_A_CLASS = 6

/** Some queries of every class, and what has been typed of them after each third letter. */
function queriesOf(targets: Targets): EvalQuery[] {
  const random = new SeededRandom(11)
  return QUERY_CLASSES.flatMap(({ make }) => {
    const found: EvalQuery[] = []
    for (let i = 0; i < QUERIES_A_CLASS; i++) {
      const query = make(targets, random)
      if (!query) continue
      found.push(query)
      if (i > 0) continue
      for (let end = 3; end < query.text.length; end += 3)
        found.push({ ...query, text: query.text.slice(0, end), unfinished: true })
    }
    return found
  })
}

/** Renumbers, moves to the street of another, retires or takes back addresses, and renames streets. */
function editAtRandom(record: RecordStore): void {
  const random = new SeededRandom(12)
  const rows = [...record.addresses.all()]
  const all = [...record.gazetteer.streets()]
  // A name that nothing bears any more counts for the rarity of its words until the next start.
  const streets = all.filter(({ fid, name }) => all.some((other) => other.fid !== fid && other.name === name))
  record.write(() => {
    for (let i = 0; i < EDITS; i++) {
      const row = record.addresses.byFid(random.pick(rows).fid)!
      const other = random.pick(rows)
      const { commune_code, former_commune_code, street, hamlet } = other
      const change = random.pick([
        { house_number: String(random.integer(1, 300)) },
        { commune_code, former_commune_code, street, hamlet },
        { status: random.pick(ADDRESS_STATUSES) },
        { name: `Nhà văn hóa ${i}` },
      ])
      record.addresses.update({ ...row, ...change })
    }
    for (let i = 0; i < 20; i++)
      record.db
        .prepare('UPDATE street SET name = ? WHERE fid = ?')
        .run(random.pick(streets).name, random.pick(streets).fid)
  })
}

t.test('After many edits search answers as one that is built anew', async (t) => {
  const { record, close } = await demoRecord()
  t.teardown(close)
  const register = UnitRegister.of(record.units, () => TODAY)
  const build = () => SearchEngine.build(record, { units: () => register })
  const queries = queriesOf(new Targets(record, register))
  const answers = (engine: SearchEngine, { text, unfinished = false }: EvalQuery, limit = 8) =>
    engine
      .search({ text, unfinished, limit })
      .hits.map(({ kind, id, score, grade, address }) => ({ kind, id, score, grade, address }))
  const edited = build()
  // Rows and readings of words are remembered from before the edits.
  for (const query of queries) answers(edited, query)
  const before = record.changes.last()
  editAtRandom(record)
  finished(following([edited], record.changes.since(before), record))
  const anew = build()
  let hits = 0
  let wrong = 0
  for (const query of queries) {
    const found = answers(edited, query)
    hits += found.length
    if (JSON.stringify(found) === JSON.stringify(answers(anew, query))) continue
    wrong++
    t.same(found, answers(anew, query), query.text)
  }
  t.equal(wrong, 0)
  t.ok(hits > queries.length, `${queries.length} queries, ${hits} hits`)
})

t.test('What is not looked at would not have been shown', async (t) => {
  const { record, close } = await demoRecord()
  t.teardown(close)
  const register = UnitRegister.of(record.units, () => TODAY)
  const engine = SearchEngine.build(record, { units: () => register })
  let wrong = 0
  for (const { text, unfinished = false } of queriesOf(new Targets(record, register))) {
    const scores = (limit: number) =>
      engine.search({ text, unfinished, limit }).hits.map(({ score }) => score)
    const all = scores(40)
    for (const limit of [1, 4, 9]) {
      if (JSON.stringify(scores(limit)) === JSON.stringify(all.slice(0, limit))) continue
      wrong++
      t.same(scores(limit), all.slice(0, limit), `${text}, ${limit}`)
    }
  }
  t.equal(wrong, 0)
})
