import fc from 'fast-check'
import t from 'tap'
import {
  completenessOf,
  type Evidence,
  EvidenceSum,
  GOOD,
  importanceByCount,
  maxGain,
  minShown,
  nearness,
  scoreOf,
  scoreParts,
  unitImportance,
} from '../../src/search/scoring.ts'

const WHOLE: Evidence = {
  coverage: 1,
  accents: 0,
  completeness: 1,
  order: 0,
  agreement: 0,
  importance: 1,
  nearness: 0,
  repeats: 0,
  house: 'none',
}
const FOCUS = { lon: 106.4, lat: 10.5, zoom: 14 }

t.test('What a piece of evidence adds to a score', async (t) => {
  const cases: Array<[what: string, evidence: Partial<Evidence>, score: number]> = [
    ['a name typed whole', {}, 1],
    ['nothing explained', { coverage: 0, completeness: 0, importance: 0 }, 0],
    ['half of the query explained', { coverage: 0.5 }, 0.63],
    ['other accents on a tenth of it', { accents: 0.1 }, 0.926],
    ['half of the name typed', { completeness: 0.5 }, 0.91],
    ['words out of order', { order: 0.04 }, 0.96],
    ['another kind', { agreement: 0.03 }, 0.97],
    ['unimportant', { importance: 0 }, 0.92],
    ['at the focus', { nearness: 1 }, 1.08],
    ['the second of its name', { repeats: 1 }, 0.985],
    ['the tenth of its name', { repeats: 9 }, 0.94],
    ['its number found', { house: 'found' }, 1.02],
    ['its number begun', { house: 'begun' }, 1.01],
    ['only the parent of its number', { house: 'parent' }, 0.96],
    ['its number missing', { house: 'missing' }, 0.95],
  ]
  for (const [what, evidence, score] of cases)
    t.equal(scoreOf({ ...WHOLE, ...evidence }).toFixed(6), score.toFixed(6), what)
})

t.test('The score is the sum of its parts, and what is added up is written', async (t) => {
  const share = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000)
  const names = [
    'coverage',
    'accents',
    'completeness',
    'order',
    'agreement',
    'importance',
    'nearness',
  ] as const
  fc.assert(
    fc.property(fc.array(share, { minLength: 7, maxLength: 7 }), fc.nat(6), (shares, repeats) => {
      const evidence: Evidence = { ...WHOLE, repeats, house: 'begun' }
      for (const [i, name] of names.entries()) evidence[name] = shares[i]!
      const parts = scoreParts(evidence).reduce((sum, { value }) => sum + value, 0)
      const sum = new EvidenceSum().begin(evidence.completeness, evidence.importance, evidence.nearness)
      sum.add({ coverage: evidence.coverage / 2, accents: evidence.accents }).coverage +=
        evidence.coverage / 2
      sum.order = evidence.order
      sum.agreement = evidence.agreement
      const plain = { ...evidence, repeats: 0, house: 'none' as const }
      const written = sum.written()
      return (
        Math.abs(parts - scoreOf(evidence)) < 1e-9 &&
        sum.score() === scoreOf(written) &&
        names.every((name) => written[name] === plain[name])
      )
    }),
    { seed: 5, numRuns: 500 },
  )
  const sum = new EvidenceSum().begin(1, 1, 0).add({ coverage: 1, accents: 1 })
  sum.order = sum.agreement = 1
  t.same(sum.begin(1, 1, 0).written(), { ...WHOLE, coverage: 0 }, 'nothing is left of the one before')
})

t.test('What is shown beside a best score, and what a hit may gain', async (t) => {
  for (const [best, min] of [
    [1, 0.85],
    [GOOD, GOOD - 0.15],
    [0.8, 0.55],
    [0.4, 0.3],
    [0, 0.3],
  ] as const)
    t.equal(minShown(best).toFixed(6), min.toFixed(6), `best ${best}`)
  t.equal(maxGain({ unfinished: true }, false).toFixed(6), '0.005000')
  t.equal(maxGain({ unfinished: true }, true).toFixed(6), '0.025000', 'a number found')
  t.equal(maxGain({ focus: FOCUS, unfinished: true }, true).toFixed(6), '0.105000', 'and at the focus')
  t.equal(maxGain({ unfinished: false }, false).toFixed(6), '0.020000', 'what may be as likely meant')
})

t.test('Nearness, completeness and importance', async (t) => {
  t.equal(nearness(FOCUS, [106.4, 10.5]), 1, 'at the focus')
  t.equal(nearness(FOCUS, undefined), 0, 'without a position')
  t.equal(nearness(undefined, [106.4, 10.5]), 0, 'without a focus')
  const away = nearness(FOCUS, [106.4, 10.5 + 1220.7 / 111_195])
  t.ok(Math.abs(away - 0.5) < 0.01, `half at the reach of zoom 14, 1.2 km: ${away}`)
  t.equal(completenessOf(0.5, false), 0.5)
  t.equal(completenessOf(0.5, true), 0.8, 'what is still to come counts 0.4')
  for (const [count, importance] of [
    [0, '0.100'],
    [9, '0.225'],
    [9_999, '0.600'],
    [1_000_000, '0.600'],
  ] as const)
    t.equal(importanceByCount(count).toFixed(3), importance, `${count} addresses`)
  for (const [level, addresses, importance] of [
    ['province', 0, '0.950'],
    ['formerProvince', 0, '0.930'],
    ['commune', 0, '0.800'],
    ['commune', 99_999, '0.950'],
    ['district', 99_999, '0.780'],
    ['former', 99_999, '0.650'],
  ] as const)
    t.equal(unitImportance(level, addresses).toFixed(3), importance, `${level}, ${addresses} addresses`)
})
