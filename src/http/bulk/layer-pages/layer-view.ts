import type { BatchReport } from '../../../registry/batches/batch-reports.ts'
import { isDraft, type LayerReport } from '../../../registry/batches/layers/layer-content.ts'
import type { Finding } from '../../../registry/refusal.ts'
import type {
  LayerRightTable,
  StoredBatch,
  StoredBatchRow,
} from '../../../store/people/batches/batch-tables.ts'
import { TABLE_ENCODINGS } from '../../../tables/decoded-text.ts'
import { type Html, html } from '../../edge/html.ts'
import type { Language } from '../../edge/language.ts'
import { draftNumbers } from './draft-numbers.ts'
import { draftPicture } from './draft-picture.ts'
import { WORDS, type Word } from './layer-words.ts'

/** What the page shows. */
export interface ShownLayers {
  readonly language: Language
  readonly root: string
  readonly csrf: string | undefined
  readonly rights: readonly LayerRightTable[]
  readonly batches: readonly StoredBatch[]
  /** The batch that is looked at: its report, its first refused rows, and its first features. */
  readonly batch?:
    | {
        readonly report: BatchReport
        readonly refused: readonly StoredBatchRow[]
        readonly features: readonly StoredBatchRow[]
      }
    | undefined
  readonly problem?: string | undefined
  /** Features that an undo has left. */
  readonly left?: readonly string[] | undefined
}

const TOLD_LEFT = 20

export function layerPage(shown: ShownLayers): Html {
  const { language, root, rights, batches, batch, problem, left = [] } = shown
  const word: Word = (name) => WORDS[name][language]
  return html`<p><a href="${root}/tai-khoan?lang=${language}">${word('back')}</a></p>
<h1>${word('title')}</h1>
${problem !== undefined && html`<p class="trouble" role="alert">${problem}</p>`}
${left.length > 0 && html`<p class="news" role="status">${word('left')} ${left.slice(0, TOLD_LEFT).join(', ')}${left.length > TOLD_LEFT && ' …'}</p>`}
${batch && batchOf(shown, batch, word)}
<section class="box"><h2>${word('own')}</h2>
${rights.length === 0 ? html`<p>${word('none')}</p>` : html`<ul>${rights.map(({ name, kind }) => html`<li><code>${name}${kind === 'prefix' && '…'}</code></li>`)}</ul>`}
</section>
${rights.length > 0 && uploadOf(shown, word)}
<h2>${word('batches')}</h2>
${
  batches.length === 0
    ? html`<p>${word('nothing')}</p>`
    : html`<ul>${batches.map(
        ({ id, layer, name, state, created_at }) =>
          html`<li><a href="${root}/tai-khoan/lop?batch=${id}&lang=${language}"><code>${layer}</code> ${name}</a>, ${created_at.slice(0, 10)}: ${word(state)}</li>`,
      )}</ul>`
}`
}

function uploadOf({ language, root, csrf, rights }: ShownLayers, word: Word): Html {
  const text = (name: string, label: string, more: Html | string = '') =>
    html`<p><label for="f-${name}">${label}</label><input id="f-${name}" name="${name}" maxlength="100" autocomplete="off"${more}></p>`
  const prefix = rights.find(({ kind }) => kind === 'prefix')?.name ?? ''
  const only = rights.find(({ kind }) => kind === 'layer')?.name ?? ''
  return html`<section class="box"><h2>${word('send')}</h2>
<form method="post" enctype="multipart/form-data" action="${root}/tai-khoan/lop/tep?lang=${language}">
${csrf !== undefined && html`<input type="hidden" name="csrf" value="${csrf}">`}<input type="hidden" name="kind" value="layer">
${text('layer', word('layer'), html` required list="layers" value="${prefix || only}"`)}
<datalist id="layers">${rights.map(({ name }) => html`<option value="${name}"></option>`)}</datalist>
<p><label for="f-data">${word('file')}</label><input id="f-data" type="file" name="data" required><small>${word('files')}</small></p>
${text('title_vi', word('titleVi'))}
${text('licence', word('licence'))}
<details><summary>${word('more')}</summary>
${text('sheet', word('sheet'))}${text('id_column', word('id_column'))}${text('crs', word('crs'))}${text('datum', word('datum'), html` inputmode="numeric"`)}${text('threshold', word('threshold'), html` inputmode="numeric"`)}
<p><label for="f-encoding">${word('encoding')}</label><select id="f-encoding" name="encoding"><option value=""></option>${TABLE_ENCODINGS.map((each) => html`<option>${each}</option>`)}</select></p>
<p><label><input type="checkbox" name="counts" value="1"> ${word('isCounts')}</label></p>
<p><label><input type="checkbox" name="replace" value="1"> ${word('replace')}</label></p>
<p><label><input type="checkbox" name="dry_run" value="1"> ${word('dryRun')}</label></p>
</details>
<p><button>${word('go')}</button></p>
</form></section>`
}

function batchOf(shown: ShownLayers, batch: NonNullable<ShownLayers['batch']>, word: Word): Html {
  const { language, root, csrf } = shown
  const { report, refused, features } = batch
  const { id, layer, name, state, dry_run } = report.batch
  const act = (what: string, fields: Html | string, label: string, kind = '') =>
    html`<form method="post" action="${root}/tai-khoan/lop?lang=${language}">
${csrf !== undefined && html`<input type="hidden" name="csrf" value="${csrf}">`}<input type="hidden" name="act" value="${what}"><input type="hidden" name="id" value="${id}">
${fields}<p><button class="${kind}">${label}</button></p></form>`
  const reason = (what: string) =>
    html`<p><label for="why-${what}">${word('reason')}</label><input id="why-${what}" name="reason" required maxlength="200"></p>`
  const file = report.layer
  const isCounts = file?.layer.after.kind === 'counts'
  const picture = isCounts ? undefined : draftPicture(features, word('map'))
  return html`<section class="box"><h2>${word('report')}: <code>${layer}</code>, ${name}</h2>
<p>${word('state')}: <strong>${word(state)}</strong></p>
${report.file && 'problem' in report.file && html`<p class="trouble">${report.file.problem[language]}</p>`}
${file && countsOf(file, word, language)}
${state === 'ready' && file && dry_run === 0 && act('apply', file.findings.some(isWarning) ? confirmOf(file, word, language, reason('apply')) : '', word(isDraft(file) ? 'applyDraft' : 'apply'))}
${state === 'draft' && file && act('publish', file.findings.some(isWarning) ? confirmOf(file, word, language, reason('publish')) : '', word('publish'))}
${(state === 'applied' || state === 'draft') && act('undo', reason('undo'), word('undo'), 'plain')}
${state === 'applied' && html`<p><a href="${root}/ban-do/${layer}?lang=${language}">${word('public')}</a></p>`}
${isCounts && features.length > 0 && draftNumbers(features, word)}
${picture && html`<h3>${word('map')}</h3>${picture}<p><small>${word('mapNote')}</small></p>`}
${
  refused.length > 0 &&
  html`<h3>${word('firstRows')}</h3><div class="wide"><table><thead><tr><th>${word('row')}</th><th>${word('why')}</th></tr></thead>
<tbody>${refused.map(({ line, findings }) => html`<tr><td>${line}</td><td>${(JSON.parse(findings ?? '[]') as Finding[]).map(({ message }) => message[language]).join(' ')}</td></tr>`)}</tbody></table></div>`
}</section>`
}

const COUNTS = ['read', 'added', 'changed', 'unchanged', 'gone', 'removed', 'refused'] as const
const isWarning = ({ severity }: Finding) => severity === 'warning'

function countsOf(report: LayerReport, word: Word, language: Language): Html {
  const { newFields, findings, notes } = report
  return html`<dl class="facts">${COUNTS.map((name) => html`<dt>${word(name)}</dt><dd>${report[name]}</dd>`)}
${newFields.length > 0 && html`<dt>${word('newFields')}</dt><dd>${newFields.join(', ')}</dd>`}</dl>
${notes.length > 0 && html`<ul>${notes.map((note) => html`<li>${note[language]}</li>`)}</ul>`}
${findings.length > 0 && html`<h3>${word('findings')}</h3><ul>${findings.map((each) => html`<li class="${each.severity}">${each.message[language]}</li>`)}</ul>`}`
}

function confirmOf({ findings }: LayerReport, word: Word, language: Language, reason: Html): Html {
  const rules = new Map(findings.filter(isWarning).map((finding) => [finding.rule, finding]))
  return html`<fieldset><legend>${word('confirm')}</legend>
${[...rules].map(([rule, { message }]) => html`<p><label><input type="checkbox" name="yes" value="${rule}"> ${message[language]}</label></p>`)}
${reason}</fieldset>`
}
