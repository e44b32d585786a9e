import { element } from '../../element.ts'
import { type CountTable, type Measure, ranking } from './count-table.ts'
import { inDigits, inWords, type Speech } from './count-words.ts'

/** Communes by their numbers in a period, each a button that picks it. */
export function drawRanking(
  table: CountTable,
  {
    place,
    measure,
    picked,
    rates,
    pick,
    speech,
  }: {
    place: number
    measure: Measure
    picked: string | undefined
    rates: boolean
    pick: (code: string) => void
    speech: Speech
  },
): HTMLTableElement {
  const { say, lang } = speech
  const rows = ranking(table, place, measure).map(({ commune, rank }) => {
    const { code, name } = commune
    const count = commune.counts[place] ?? null
    const rate = commune.rates[place] ?? null
    const button = element('button', { type: 'button', 'aria-pressed': String(code === picked) }, name)
    button.addEventListener('click', () => pick(code))
    return element(
      'tr',
      { class: count === null ? 'none' : count === 'hidden' ? 'hidden-number' : undefined },
      element('td', {}, rank === undefined ? '–' : String(rank)),
      element('th', { scope: 'row' }, button),
      element('td', {}, inWords(count, speech)),
      rates && element('td', {}, rate === null ? '–' : inDigits(rate, lang)),
    )
  })
  const words = [say('rank'), say('commune'), say('count'), ...(rates ? [say('rateShort')] : [])]
  return element(
    'table',
    { class: 'numbers' },
    element('thead', {}, element('tr', {}, ...words.map((word) => element('th', { scope: 'col' }, word)))),
    element('tbody', {}, ...rows),
  )
}
