import { periodInWords } from '../../../text/period-words.ts'
import { element } from '../../element.ts'
import { type CountedCommune, type CountTable, type Measure, shownAt } from './count-table.ts'
import { inDigits, inWords, type Speech } from './count-words.ts'

const [WIDTH, HEIGHT] = [320, 130]
/** Room for the numbers at the left, the periods below, and half a dot at the edges. */
const [LEFT, RIGHT, TOP, BOTTOM] = [34, 8, 10, 22]
const SVG = 'http://www.w3.org/2000/svg'

/** The course of a commune's numbers: a line where they are shown, a cross where they are hidden, a gap where there are none. */
export function drawCourse(
  table: CountTable,
  commune: CountedCommune,
  { place, measure, speech }: { place: number; measure: Measure; speech: Speech },
): HTMLElement {
  const values = table.periods.map((_, i) => shownAt(commune, i, measure))
  const most = Math.max(1, ...values.map((value) => (typeof value === 'number' ? value : 0)))
  const { say, lang } = speech
  const x = (i: number) =>
    LEFT + (WIDTH - LEFT - RIGHT) * (table.periods.length > 1 ? i / (table.periods.length - 1) : 0.5)
  const y = (value: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / most)
  const shown = values.map((value, i) => ({ value, i }))
  const path = shown
    .flatMap(({ value, i }) =>
      typeof value === 'number'
        ? [`${typeof values[i - 1] === 'number' ? 'L' : 'M'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`]
        : [],
    )
    .join('')
  const title = `${commune.name}: ${say(measure === 'rate' ? 'rate' : 'count')}`
  const picture = svg(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': `${title}. ${say('courseNote')}` },
    ...[0, most].map((value) => svg('path', { class: 'grid', d: `M${LEFT} ${y(value)}H${WIDTH - RIGHT}` })),
    ...[0, most].map((value) =>
      svg('text', { x: LEFT - 5, y: y(value) + 4, 'text-anchor': 'end' }, inDigits(value, lang)),
    ),
    svg('path', { class: 'now', d: `M${x(place).toFixed(1)} ${TOP}V${HEIGHT - BOTTOM}` }),
    svg('path', { class: 'course', d: path }),
    ...shown.flatMap(({ value, i }) => {
      if (typeof value === 'number')
        return [svg('circle', { cx: x(i), cy: y(value), r: i === place ? 4.5 : 2.6, class: 'dot' })]
      return value === 'hidden'
        ? [svg('path', { class: 'cross', d: `M${x(i) - 3} ${y(0) - 3}l6 6m0 -6l-6 6` })]
        : []
    }),
    ...[0, table.periods.length - 1].map((i, last) =>
      svg(
        'text',
        { x: x(i), y: HEIGHT - 6, 'text-anchor': last ? 'end' : 'start' },
        table.periods[i] ? periodInWords(table.periods[i], lang) : '',
      ),
    ),
  )
  return element('figure', { class: 'course' }, picture, numbers(table, commune, speech))
}

/** The same as numbers, for who cannot see the line and who wants to copy them. */
function numbers(table: CountTable, commune: CountedCommune, speech: Speech): HTMLElement {
  const { say, lang } = speech
  const row = (period: string, i: number) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, periodInWords(period, lang)),
      element('td', {}, inWords(commune.counts[i] ?? null, speech)),
      element('td', {}, commune.rates[i] == null ? '–' : inDigits(commune.rates[i], lang)),
    )
  const head = [say('period'), say('count'), say('rate')].map((word) => element('th', { scope: 'col' }, word))
  return element(
    'details',
    {},
    element('summary', {}, say('asNumbers')),
    element(
      'table',
      { class: 'numbers' },
      element('thead', {}, element('tr', {}, ...head)),
      element('tbody', {}, ...table.periods.map(row).reverse()),
    ),
  )
}

function svg(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: (Node | string)[]
): SVGElement {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value))
  made.append(...children)
  return made
}
