import t from 'tap'
import { isTied, shownOf, sortResults } from '../../../src/search/results/build-hits.ts'
import type { ScoredResult } from '../../../src/search/results/scored-result.ts'
import { saidScore } from '../../../src/search/scoring.ts'
import type { SearchKind } from '../../../src/search/search-types.ts'
import type { UnitIndex } from '../../../src/search/units/unit-index.ts'

const UNITS = {
  areas: [
    { unit: { code: '27694', validFrom: '2025-07-01', fullName: 'Phường Long An' } },
    { unit: { code: '28003', validFrom: '2025-07-01', fullName: 'Xã Bến Lức' } },
  ],
} as unknown as UnitIndex

const NO_EVIDENCE = {
  coverage: 0,
  accents: 0,
  completeness: 0,
  order: 0,
  agreement: 0,
  importance: 0,
  nearness: 0,
  repeats: 0,
  house: 'none',
}

const house = (fid: number, area: number, score: number, place = 0) =>
  ({ type: 'house', kind: 'house', fid, place, score, candidate: { entry: { area } } }) as ScoredResult
const place = (fid: number, area: number, score: number) =>
  ({ type: 'place', kind: 'place', score, candidate: { place: { fid, area } } }) as ScoredResult
const street = (uid: string, score: number) =>
  ({ type: 'entry', kind: 'street', score, candidate: { entry: { uid, area: 0 } } }) as ScoredResult
const commune = (area: number, score: number) =>
  ({ type: 'unit', kind: 'commune', score, candidate: { type: 'commune', area } }) as ScoredResult

const nameOf = (result: ScoredResult): string | number => {
  if (result.type === 'house') return result.fid
  if (result.type === 'place') return result.candidate.place.fid
  if (result.type === 'entry') return result.candidate.entry.uid!
  return result.kind
}

t.test('Results stand by score, equal ones by commune and row or by id', async (t) => {
  const cases: Array<[what: string, results: ScoredResult[], order: Array<string | number>]> = [
    ['by score', [street('b', 0.5), street('a', 0.9), street('c', 0.7)], ['a', 'c', 'b']],
    ['streets by id', [street('b', 0.9), street('a', 0.9)], ['a', 'b']],
    ['houses by commune, then row', [house(2, 1, 0.9), house(9, 0, 0.9), house(10, 0, 0.9)], [9, 10, 2]],
    ['an unfinished number by its place in the street', [house(1, 0, 0.9, 1), house(2, 0, 0.9, 0)], [2, 1]],
    ['places by commune, then row', [place(7, 1, 0.9), place(8, 0, 0.9)], [8, 7]],
    ['a row before an id', [commune(1, 0.9), place(8, 0, 0.9), street('a', 0.9)], [8, 'commune', 'a']],
    ['nothing', [], []],
  ]
  for (const [what, results, order] of cases)
    for (const given of [results, [...results].reverse()]) {
      sortResults(given, 8, UNITS)
      t.same(given.map(nameOf), order, what)
    }
  const many = [street('b', 0.9), street('a', 0.9), street('d', 0.5), street('c', 0.5)]
  sortResults(many, 2, UNITS)
  t.same(many.map(nameOf).slice(0, 2), ['a', 'b'], 'as far as the limit goes')
})

t.test('Results too far below the best one are cut off', async (t) => {
  const cases: Array<[scores: number[], shown: number]> = [
    [[], 0],
    [[0.29], 0],
    [[0.3], 1],
    [[0.95, 0.81, 0.79], 2],
    [[0.84, 0.7, 0.68], 2],
    [[0.83, 0.6, 0.57], 2],
    [[0.4, 0.31, 0.29], 2],
  ]
  for (const [scores, shown] of cases)
    t.equal(shownOf(scores.map((score) => ({ score }))), shown, `${scores}`)
})

t.test('A result is tied with another of which the text says as much', async (t) => {
  type Said = readonly [kind: SearchKind, said: number, importance?: number, current?: boolean]
  const result = ([kind, said, importance = 0, current = true]: Said) =>
    ({
      type: kind === 'commune' ? 'unit' : 'entry',
      kind,
      score: said + 0.08 * importance,
      evidence: { ...NO_EVIDENCE, coverage: said / 0.74, importance },
      candidate: { units: { commune: { current } } },
    }) as unknown as ScoredResult
  const cases: ReadonlyArray<readonly [what: string, said: readonly Said[], ties: boolean[]]> = [
    ['alone', [['street', 0.7]], [false]],
    [
      'as likely',
      [
        ['street', 0.7],
        ['street', 0.697],
      ],
      [true, true],
    ],
    [
      'less likely',
      [
        ['street', 0.7],
        ['street', 0.695],
      ],
      [false, false],
    ],
    [
      'less important',
      [
        ['street', 0.7, 0.6],
        ['street', 0.7, 0.1],
      ],
      [true, true],
    ],
    [
      'less important but better said',
      [
        ['street', 0.69, 0.6],
        ['street', 0.7, 0.1],
      ],
      [true, false],
    ],
    [
      'of another kind',
      [
        ['street', 0.7],
        ['hamlet', 0.7],
      ],
      [true, true],
    ],
    [
      'both kinds',
      [
        ['street', 0.7],
        ['hamlet', 0.7],
        ['street', 0.699],
      ],
      [true, true, true],
    ],
    [
      'places of one name',
      [
        ['place', 0.7],
        ['place', 0.7],
      ],
      [true, true],
    ],
    [
      'a unit of today and one of before',
      [
        ['commune', 0.7],
        ['commune', 0.7, 0, false],
      ],
      [true, true],
    ],
    [
      'what another was called before, and the reverse',
      [
        ['hamlet', 0.7],
        ['hamlet', 0.681, 0, false],
      ],
      [true, false],
    ],
    [
      'what another was called before, and less of it',
      [
        ['hamlet', 0.7],
        ['hamlet', 0.675, 0, false],
      ],
      [false, false],
    ],
    [
      'two units of before',
      [
        ['commune', 0.7, 0, false],
        ['commune', 0.7, 0, false],
      ],
      [true, true],
    ],
  ]
  for (const [what, said, ties] of cases) {
    const results = said.map(result)
    t.same(
      results.map((_, i) =>
        isTied(
          results,
          results.map(({ evidence }) => saidScore(evidence)),
          i,
        ),
      ),
      ties,
      what,
    )
  }
})
