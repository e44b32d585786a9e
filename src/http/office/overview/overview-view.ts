import { OUTSIDE, SERVER } from '../../../registry/actor.ts'
import type { CommuneOverview } from '../../../registry/desk/overview.ts'
import type { CommuneArea } from '../../../tiles/styles/map-picture.ts'
import { CLASSES } from '../../doors/pages/citizen-words.ts'
import { type Html, html } from '../../edge/html.ts'
import type { Language } from '../../edge/language.ts'
import { expectedForm } from './expected-form.ts'
import {
  COLUMNS,
  type Column,
  type Figures,
  figuresOf,
  hamletsOf,
  OF_COMMUNES,
  type OverviewLine,
  officesOf,
  sorted,
  totalOf,
} from './overview-lines.ts'
import { MEASURES, type Measure, overviewMap, percentOf, STEPS } from './overview-map.ts'
import { COLUMN_WORDS, WORDS } from './overview-words.ts'

export const PAGE = '/ban-lam-viec/tong-quan'

/** What a page of the overview was asked for. */
export interface OverviewAsked {
  readonly commune?: string | undefined
  readonly class?: number | undefined
  readonly show?: Measure | undefined
  /** A column, with `-` before it from the largest on. */
  readonly sort?: string | undefined
}

/** What the page shows. */
export interface ShownOverview {
  readonly language: Language
  readonly root: string
  readonly asked: OverviewAsked
  /** All that the account sees; of a commune that was asked for it alone. */
  readonly communes: readonly CommuneOverview[]
  readonly nameOf: (commune: string) => string
  readonly officeNames: ReadonlyMap<string, string>
  readonly areas: readonly CommuneArea[]
  /** Whether there are more communes than the one that is shown. */
  readonly hasOthers: boolean
  /** Undefined for who may not say what is expected. */
  readonly saying?:
    | {
        readonly csrf: string | undefined
        readonly today: string
        readonly typed: Readonly<Record<string, string>>
      }
    | undefined
  readonly problem?: string | undefined
  readonly done?: boolean
}

type Say = (word: keyof typeof WORDS) => string

/** The overview: of many communes a map and a table, of one its classes, hamlets and who collected. */
export function overviewPage(shown: ShownOverview): Html {
  const { language, root, asked, communes, problem, done } = shown
  const say: Say = (word) => WORDS[word][language]
  const [only] = communes
  const one = communes.length === 1 ? only : undefined
  return html`<p><a href="${root}/tai-khoan?lang=${language}">${say('back')}</a>${asked.commune !== undefined && shown.hasOthers && html` · <a href="${hrefOf(shown, { commune: undefined, sort: undefined })}">${say('all')}</a>`}</p>
<h1>${say('title')}${one && html`: ${shown.nameOf(one.commune_code)}`}</h1>
<p class="lead">${say('lead')}</p>
${problem !== undefined && html`<p class="trouble" role="alert">${problem}</p>`}
${done && html`<p class="done" role="status">${say('saved')}</p>`}
${communes.length === 0 ? html`<p>${say('none')}</p>` : html`${filterOf(shown, say)}${one ? communeOf(shown, one, say) : communesOf(shown, say)}${officesTable(shown, say)}`}`
}

function communesOf(shown: ShownOverview, say: Say): Html {
  const { communes, asked } = shown
  const lines = communes.map((each) => ({
    key: each.commune_code,
    name: shown.nameOf(each.commune_code),
    figures: figuresOf(each, asked.class),
  }))
  return html`${mapOf(shown, lines, say)}<h2>${say('communes')}</h2>
${table(shown, say('communes'), say('commune'), lines, {
  total: say('every'),
  nameOf: ({ key, name }) => html`<a href="${hrefOf(shown, { commune: key, sort: undefined })}">${name}</a>`,
})}`
}

function communeOf(shown: ShownOverview, commune: CommuneOverview, say: Say): Html {
  const { asked, language, saying } = shown
  const figures = figuresOf(commune, asked.class)
  const line = { key: commune.commune_code, name: shown.nameOf(commune.commune_code), figures }
  const classes = CLASSES.map((name, i) => ({
    key: String(i + 1),
    name: `${i + 1}. ${name[language]}`,
    figures: figuresOf(commune, i + 1),
  }))
  const hamlets = hamletsOf(commune, asked.class)
  const without = COLUMNS.filter((column) => !OF_COMMUNES.has(column))
  return html`${mapOf(shown, [line], say)}
<dl class="facts">${[...OF_COMMUNES].map((column) => html`<dt>${COLUMN_WORDS[column][language]}</dt><dd>${figureText(figures, column, language)}</dd>\n`)}</dl>
<h2>${say('classes')}</h2>
${table({ ...shown, asked: { ...asked, sort: undefined } }, say('classes'), say('class'), classes, {
  total: say('every'),
  columns: without,
  isFixed: true,
  nameOf: ({ key, name }) =>
    html`${name}${saying && html` <a href="${hrefOf(shown, { class: Number(key) })}#expected" aria-label="${say('change')} ${say('say')}: ${name}">${say('change')}</a>`}`,
})}
${sourcesOf(commune, language, say)}
<h2>${say('hamlets')}</h2>
${hamlets.length === 0 ? html`<p>${say('noHamlets')}</p>` : table(shown, say('hamlets'), say('hamlet'), hamlets, { columns: without, nameOf: ({ name }) => html`${name}` })}
${saying && expectedForm({ ...shown, ...saying, commune: commune.commune_code, hamlets: hamletsOf(commune).map(({ name }) => name) })}`
}

/** Which documents the numbers of a commune's classes are from. */
function sourcesOf({ tallies }: CommuneOverview, language: Language, say: Say): Html {
  const said = tallies.flatMap((tally) =>
    tally.hamlet === null && tally.expected !== null ? [{ class: tally.class, ...tally.expected }] : [],
  )
  if (said.length === 0) return html``
  return html`<ul class="sources">${said.map((each) => html`<li>${say('class')} ${each.class}: ${each.count?.toLocaleString(language)}, ${say('by')} ${each.source}, ${dayText(each.date)}</li>\n`)}</ul>`
}

interface TableOptions {
  readonly columns?: readonly Column[]
  readonly nameOf: (line: OverviewLine) => Html
  /** What the line of all together is called; absent without one. */
  readonly total?: string
  /** Whether its order means something. */
  readonly isFixed?: boolean
}

function table(
  shown: ShownOverview,
  title: string,
  first: string,
  lines: readonly OverviewLine[],
  { columns = COLUMNS, nameOf, total, isFixed = false }: TableOptions,
): Html {
  const { language, asked } = shown
  const order = orderOf(asked.sort)
  const ordered = isFixed ? lines : sorted(lines, order)
  const head = (column: Column | 'name', label: string) => {
    if (isFixed) return html`<th scope="col">${label}</th>`
    const isBy = order.by === column
    const down = isBy ? !order.isDown : column !== 'name'
    return html`<th scope="col"${isBy && html` aria-sort="${order.isDown ? 'descending' : 'ascending'}"`}><a href="${hrefOf(shown, { sort: `${down ? '-' : ''}${column}` })}">${label}</a></th>`
  }
  const cells = (figures: Figures) =>
    columns.map((column) => html`<td>${figureText(figures, column, language)}</td>`)
  return html`<div class="wide figures" tabindex="0" role="region" aria-label="${title}"><table>
<thead><tr>${head('name', first)}${columns.map((column) => head(column, COLUMN_WORDS[column][language]))}</tr></thead>
<tbody>${ordered.map((line) => html`<tr><th scope="row">${nameOf(line)}</th>${cells(line.figures)}</tr>\n`)}</tbody>
${total !== undefined && html`<tfoot><tr><th scope="row">${total}</th>${cells(totalOf(lines))}</tr></tfoot>`}</table></div>`
}

function officesTable({ communes, asked, officeNames, language }: ShownOverview, say: Say): Html {
  const known: Readonly<Record<string, string>> = {
    [SERVER.office]: say('server'),
    [OUTSIDE]: say('outside'),
    '': say('nobody'),
  }
  return html`<h2>${say('offices')}</h2>
<div class="wide figures" tabindex="0" role="region" aria-label="${say('offices')}"><table>
<thead><tr><th scope="col">${say('office')}</th><th scope="col">${COLUMN_WORDS.collected[language]}</th></tr></thead>
<tbody>${officesOf(communes, asked.class).map(([office, count]) => html`<tr><th scope="row">${known[office] ?? officeNames.get(office) ?? office}</th><td>${count.toLocaleString(language)}</td></tr>\n`)}</tbody></table></div>`
}

function mapOf(shown: ShownOverview, lines: readonly OverviewLine[], say: Say): Html | undefined {
  const { areas, asked, language } = shown
  const measure = asked.show ?? 'share'
  const map = overviewMap(areas, lines, {
    measure,
    label: say('map'),
    hrefOf: (commune) => hrefOf(shown, { commune, sort: undefined }),
  })
  if (map === undefined) return undefined
  const isUnknown = lines.some(({ figures }) => percentOf(figures, measure) === null)
  return html`<figure class="commune-figure">${map}<figcaption><strong>${COLUMN_WORDS[measure][language]}</strong>
<ul class="legend">${STEPS.map((from, i) => html`<li><span class="shade-${i}"></span>${i === STEPS.length - 1 ? '≥ 100 %' : `${from}–${(STEPS[i + 1] ?? 0) - 1} %`}</li>\n`)}${isUnknown && html`<li><span class="shade-none"></span>${say('unknown')}</li>`}</ul></figcaption></figure>
`
}

function filterOf(shown: ShownOverview, say: Say): Html {
  const { root, language, asked, communes } = shown
  const option = (value: string, label: string, chosen: string) =>
    html`<option value="${value}"${value === chosen && html` selected`}>${label}</option>\n`
  const only = communes.length === 1 ? communes[0]?.commune_code : undefined
  const csv = `${root}/v1/overview?f=csv${only === undefined ? '' : `&commune=${only}`}`
  return html`<form action="${root}${PAGE}" class="filters">
<input type="hidden" name="lang" value="${language}">${asked.commune !== undefined && html`<input type="hidden" name="commune" value="${asked.commune}">`}${asked.sort !== undefined && html`<input type="hidden" name="sort" value="${asked.sort}">`}
<p><label for="class">${say('filter')}</label><select id="class" name="class">${option('', say('allClasses'), '-')}${CLASSES.map((name, i) => option(String(i + 1), name[language], String(asked.class ?? '')))}</select></p>
<p><label for="show">${say('paint')}</label><select id="show" name="show">${MEASURES.map((each) => option(each, COLUMN_WORDS[each][language], asked.show ?? 'share'))}</select></p>
<p><button>${say('show')}</button> <a href="${csv}" download>${say('csv')}</a></p>
</form>
`
}

/** What was asked for, as parameters; what is undefined is left out. */
export function keptOf(asked: OverviewAsked & { readonly lang?: Language }): [name: string, value: string][] {
  return Object.entries(asked).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  )
}

/** Address of the page with something else asked for. */
function hrefOf({ root, language, asked }: ShownOverview, other: OverviewAsked): string {
  return `${root}${PAGE}?${new URLSearchParams(keptOf({ ...asked, ...other, lang: language }))}`
}

function orderOf(sort = 'name'): { by: Column | 'name'; isDown: boolean } {
  const isDown = sort.startsWith('-')
  const by = isDown ? sort.slice(1) : sort
  return { by: COLUMNS.find((column) => column === by) ?? 'name', isDown }
}

function figureText(figures: Figures, column: Column, language: Language): string {
  if (column === 'oldest_open') return figures[column] === null ? '–' : dayText(figures[column].slice(0, 10))
  const figure = figures[column]
  if (figure === null) return '–'
  return column === 'share' ? `${figure} %` : figure.toLocaleString(language)
}

function dayText(day: string): string {
  return day.split('-').reverse().join('/')
}
