import type { Text } from '../../../errors.ts'
import type { Finding } from '../../../registry/refusal.ts'
import { csvLine } from '../../../tables/csv-writer.ts'
import { type Html, html } from '../../edge/html.ts'
import type { Language } from '../../edge/language.ts'
import type { SentRow } from './sent-table.ts'
import { COLUMN_NAMES } from './table-rows.ts'
import { WORDS } from './table-words.ts'

export const PAGE = '/tai-khoan/khai-bao-bang'

/** A row of the report: what is wrong with it, or what is to be told of it. */
export interface CheckedRow extends SentRow {
  readonly problems: readonly Text[]
  readonly findings: readonly Finding[]
}

/** What the page shows. */
export interface ShownTable {
  readonly language: Language
  readonly root: string
  readonly csrf: string | undefined
  readonly problem?: string | undefined
  readonly checked?:
    | { readonly name: string; readonly rows: readonly CheckedRow[]; readonly key: string }
    | undefined
  /** Numbers of receipts by line; of a row that was refused after all why. */
  readonly sent?:
    | readonly (SentRow & ({ readonly number: string } | { readonly refused: string }))[]
    | undefined
}

type Say = (word: keyof typeof WORDS) => string

/** The page on which an organisation declares many objects: the form, the report, the receipts. */
export function tablePage(shown: ShownTable): Html {
  const { language, problem, checked, sent } = shown
  const say: Say = (word) => WORDS[word][language]
  return html`<h1>${say('title')}</h1>
<p class="lead">${say('lead')}</p>
${problem !== undefined && html`<p class="trouble" role="alert">${problem}</p>`}
${sent ? receiptsOf(shown, sent, say) : checked ? reportOf(shown, checked, say) : ''}
${sent === undefined && uploadOf(shown, say)}`
}

function uploadOf({ root, language, csrf }: ShownTable, say: Say): Html {
  return html`<section class="box"><form method="post" enctype="multipart/form-data" action="${root}${PAGE}/tep?lang=${language}">
${csrf !== undefined && html`<input type="hidden" name="csrf" value="${csrf}">`}<p><label for="data">${say('file')}</label><input id="data" type="file" name="data" accept=".csv,.xlsx,text/csv" required aria-describedby="columns"></p>
<p class="hint" id="columns">${say('columns')}</p>
<p><button>${say('check')}</button></p></form></section>`
}

function reportOf(
  { root, language, csrf }: ShownTable,
  { name, rows, key }: NonNullable<ShownTable['checked']>,
  say: Say,
): Html {
  const good = rows.filter(({ problems }) => problems.length === 0)
  return html`<section class="box" id="report"><h2>${say('report')}: ${name}</h2>
<p role="status"><strong>${good.length}</strong> ${say('good')}, <strong>${rows.length - good.length}</strong> ${say('bad')}. ${say('nothingSent')}</p>
${
  good.length > 0 &&
  html`<form method="post" action="${root}${PAGE}?lang=${language}">
${csrf !== undefined && html`<input type="hidden" name="csrf" value="${csrf}">`}<input type="hidden" name="key" value="${key}"><input type="hidden" name="table" value="${tableText(good)}">
<p><button>${say('send')} (${good.length})</button></p></form>`
}
</section>
${table(
  rows,
  say,
  ({ problems, findings }) =>
    html`${problems.length === 0 ? say('ok') : html`<strong>${problems.map((each) => `${each[language]} `)}</strong>`}${findings.map(({ message }) => html` <small>${message[language]}</small>`)}`,
)}`
}

function receiptsOf({ root, language }: ShownTable, sent: NonNullable<ShownTable['sent']>, say: Say): Html {
  return html`<section class="box"><h2>${say('receipts')}</h2><p class="news" role="status">${say('sent')}: ${sent.filter((each) => 'number' in each).length}. ${say('keep')}</p>
<p><a href="${root}${PAGE}?lang=${language}">${say('again')}</a></p></section>
${table(sent, say, (each) => ('number' in each ? html`<a href="${root}/theo-doi/${each.number}?lang=${language}">${each.number}</a>` : html`<strong>${each.refused}</strong>`))}`
}

function table<Row extends SentRow>(rows: readonly Row[], say: Say, resultOf: (row: Row) => Html): Html {
  return html`<div class="wide" tabindex="0" role="region" aria-label="${say('report')}"><table><thead><tr><th scope="col">${say('line')}</th><th scope="col">${say('what')}</th><th scope="col">${say('result')}</th></tr></thead>
<tbody>${rows.map((each) => html`<tr><td>${each.line}</td><th scope="row">${objectOf(each)}</th><td>${resultOf(each)}</td></tr>\n`)}</tbody></table></div>`
}

function objectOf({ row }: SentRow): string {
  return [row.name, row.house_number, row.street, row.hamlet].filter((part) => part?.trim()).join(', ') || '–'
}

/** Rows as a table that the form sends back, each with its line. */
function tableText(rows: readonly SentRow[]): string {
  const lines = rows.map(({ line, row }) =>
    csvLine([String(line), ...COLUMN_NAMES.map((column) => row[column] ?? '')], ','),
  )
  return csvLine(['line', ...COLUMN_NAMES], ',') + lines.join('')
}
