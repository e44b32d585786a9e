import t from 'tap'
import { countLegend, countPaint } from '../../src/web/theme-map/counts/count-paint.ts'
import { type CountTable, hasRates, ranking, shownAt } from '../../src/web/theme-map/counts/count-table.ts'
import { inWords, lineInWords, titleOfPeriod } from '../../src/web/theme-map/counts/count-words.ts'
import type { ThemeFacts } from '../../src/web/theme-map/theme-facts.ts'
import { readThemeLink, themeQuery } from '../../src/web/theme-map/theme-link.ts'
import { THEME_WORDS } from '../../src/web/theme-map/theme-words.ts'

const commune = (code: string, counts: (number | 'hidden' | null)[], rates: (number | null)[]) => ({
  code,
  name: `Xã ${code}`,
  counts,
  rates,
  population: null,
})
const table: CountTable = {
  subjects: ['Sởi', 'Dại'],
  subject: 'Sởi',
  periods: ['2025-11', '2025-12'],
  classes: { count: [5, 10, 20], rate: [11, 30] },
  communes: [
    commune('27701', [12, 30], [40, 100.5]),
    commune('27702', ['hidden', 0], [null, 0]),
    commune('27703', [null, 12], [null, 20]),
    commune('27704', [12, 'hidden'], [11.2, null]),
    commune('27700', [null, null], [null, null]),
  ],
}
const shades = { ramp: ['a', 'b', 'c', 'd', 'e'], zero: 'zero', hidden: 'hidden' }
const say = (word: keyof typeof THEME_WORDS, values: Record<string, string | number> = {}) =>
  THEME_WORDS[word][0].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]))
const speech = { say, lang: 'vi' } as const

t.test('Communes are filled by class; hidden, none and no data are told apart', async (t) => {
  const paint = (place: number, measure: 'count' | 'rate') => countPaint(table, { place, measure, shades })
  t.same(
    [...paint(0, 'count').colours],
    [
      ['c', ['27701', '27704']],
      ['hidden', ['27702']],
    ],
  )
  t.same(paint(0, 'count').known, ['27701', '27702', '27704'])
  t.same(
    [...paint(1, 'rate').colours],
    [
      ['e', ['27701']],
      ['zero', ['27702']],
      ['a', ['27703']],
      ['hidden', ['27704']],
    ],
    'a hidden count has no rate, and says that it is hidden',
  )
})

t.test('The legend says in words what each colour is', async (t) => {
  const words = (measure: 'count' | 'rate', threshold: number | null) =>
    countLegend(table, measure, shades, threshold).map((line) => lineInWords(line, measure, speech))
  t.same(words('count', 5), [
    'không có ca',
    '5–9',
    '10–19',
    '≥ 20',
    'không công bố (số nhỏ)',
    'chưa có số liệu',
  ])
  t.same(words('rate', null), ['không có ca', '11 – dưới 30', '≥ 30', 'chưa có số liệu'])
})

t.test('The ranking: ties share a rank, what is hidden is not placed by its number', async (t) => {
  const ranks = (place: number, measure: 'count' | 'rate') =>
    ranking(table, place, measure).map((one) => [one.commune.code, one.rank])
  t.same(ranks(0, 'count'), [
    ['27701', 1],
    ['27704', 1],
    ['27702', undefined],
    ['27700', undefined],
    ['27703', undefined],
  ])
  t.same(ranks(1, 'rate').slice(0, 4), [
    ['27701', 1],
    ['27703', 2],
    ['27702', 3],
    ['27704', undefined],
  ])
  t.ok(hasRates(table))
  t.equal(shownAt(table.communes[3]!, 1, 'rate'), 'hidden')
})

t.test('Numbers and periods are read out', async (t) => {
  t.equal(inWords(1204, speech), '1.204')
  t.equal(inWords(34.56, speech), '34,6')
  t.equal(inWords('hidden', speech), 'không công bố (số nhỏ)')
  t.equal(inWords(null, speech), 'chưa có số liệu')
  t.equal(titleOfPeriod('2026-03', 'vi'), 'Tháng 3 năm 2026')
})

t.test('A link keeps disease, measure and commune, and leaves nonsense aside', async (t) => {
  const facts: ThemeFacts = {
    ...{ id: 'epidemiology', kind: 'counts', title: { vi: 'Dịch tễ', en: 'Epidemiology' } },
    ...{ owner: null, licence: null, updated_at: null, threshold: 5, size: 3, bounds: null },
    ...{
      periods: table.periods,
      subjects: table.subjects,
      filters: [],
      legend: { field: 'count', entries: [] },
    },
  }
  const usual = { subject: 'Sởi', measure: 'count', commune: undefined } as const
  for (const counts of [
    usual,
    { subject: 'Dại', measure: 'rate', commune: '27701' } as const,
    { ...usual, subject: '' },
  ]) {
    const choice = { hidden: new Map(), period: '2025-11', counts }
    t.same(readThemeLink(`?${themeQuery(facts, choice, undefined)}`, facts).choice, choice)
  }
  t.same(readThemeLink('?subject=Cúm&measure=x&commune=../a', facts).choice.counts, usual)
})
