import type { Language } from '../../../errors.ts'
import { SUSPENSIONS } from '../../../registry/accounts/issuing/account-care.ts'
import type { IssuedRow, ListedAccount } from '../../../registry/accounts/issuing/issuing.ts'
import type { ListedOffice } from '../../../registry/accounts/issuing/offices.ts'
import type { AccountUndone } from '../../../registry/accounts/limits/account-undo.ts'
import type { Role } from '../../../registry/actor.ts'
import type { ApprovalTable, OfficeTable } from '../../../store/people/accounts/account-tables.ts'
import { type Html, html } from '../../edge/html.ts'
import { ROLE_NAMES } from '../slips/slip-papers.ts'
import { WORDS } from './manage-words.ts'

/** What the page shows. */
export interface Managed {
  readonly language: Language
  readonly csrf: string | undefined
  readonly approvals: readonly ApprovalTable[]
  /** Approvals and accounts of one page. */
  readonly most: number
  /** Whether suspending may take back what an account did. */
  readonly mayUndo: boolean
  /** Undefined for who cares for no office. */
  readonly care:
    | {
        readonly offices: readonly (ListedOffice & Pick<OfficeTable, 'head'> & { readonly empty: boolean })[]
        readonly office: string | undefined
        readonly accounts: readonly ListedAccount[]
        readonly next: string | null
      }
    | undefined
  readonly problem?: string | undefined
  readonly report?: { readonly dryRun: boolean; readonly rows: readonly IssuedRow[] } | undefined
  readonly undone?: AccountUndone | undefined
}

type Word = (name: keyof typeof WORDS) => string

export function managePage(managed: Managed): Html {
  const { language, csrf, approvals, care, problem, report, undone } = managed
  const word: Word = (name) => WORDS[name][language]
  const form = (act: string, id: string, fields: Html | string, label: string) =>
    html`<form method="post" action="?${care?.office !== undefined && `office=${care.office}&`}lang=${language}">
${csrf !== undefined && html`<input type="hidden" name="csrf" value="${csrf}">`}
<input type="hidden" name="act" value="${act}"><input type="hidden" name="id" value="${id}">
${fields} <button>${label}</button>
</form>`
  return html`<h1>${word('title')}</h1>
${problem !== undefined && html`<p class="trouble" role="alert">${problem}</p>`}
${report && reportOf(report, word, language)}
${undone && undoneOf(undone, word)}
<h2>${word('waiting')}</h2>
${approvals.length === 0 && html`<p>${word('nothing')}</p>`}
${approvals.map(
  (one) => html`<section><h3>${one.kind in WORDS ? word(one.kind as 'wake') : one.kind}</h3>
<p><code>${one.subject}</code>, ${one.created_at.slice(0, 10)}</p>
${form('agree', one.id, one.kind === 'wake' ? html`<label>${word('word')} <input name="word" required maxlength="40" autocomplete="off"></label>` : '', word('agree'))}
${form('refuse', one.id, '', word('refuse'))}</section>`,
)}
${approvals.length === managed.most && html`<p><a href="?${care?.office !== undefined && `office=${care.office}&`}waiting=${approvals.at(-1)?.id}&lang=${language}">${word('next')}</a></p>`}
${
  care &&
  html`<h2>${word('offices')}</h2>
<ul><li><a href="?lang=${language}">${word('all')}</a></li>
${care.offices.map(({ id, name, empty }) => html`<li><a href="?office=${id}&lang=${language}">${name}</a>${empty && html` <strong>(${word('empty')})</strong>`}</li>`)}</ul>
${care.office !== undefined && form('slips', care.office, '', word('slips'))}
<h2>${word('accounts')}</h2>
<div class="wide"><table>
<thead><tr><th>${word('login')}</th><th>${word('state')}</th><th>${word('roles')}</th><th>${word('until')}</th><th>${word('acts')}</th></tr></thead>
<tbody>${care.accounts.map(
    (account) => html`<tr>
<td>${account.login}${account.name !== null && html`<br>${account.name}`}</td><td>${word(account.state)}</td>
<td>${account.roles.map(({ role }) => ROLE_NAMES[role as Role][language]).join(', ')}</td><td>${account.valid_to}</td>
<td>${actsOf(account, managed, word, form)}</td></tr>`,
  )}</tbody></table></div>
${care.next !== null && html`<p><a href="?${care.office !== undefined && `office=${care.office}&`}cursor=${care.next}&lang=${language}">${word('next')}</a></p>`}
${
  care.office !== undefined &&
  html`<h2>${word('issue')}</h2>
<p>${word('paste')}</p>
${form(
  'issue',
  care.office,
  html`<p><textarea name="table" rows="8" cols="80" required></textarea></p>
<p><label><input type="checkbox" name="dry_run" value="1" checked> ${word('dryRun')}</label></p>`,
  word('go'),
)}`
}`
}`
}

function actsOf(
  { id, state, office }: ListedAccount,
  { care, mayUndo }: Managed,
  word: Word,
  form: (act: string, id: string, fields: Html | string, label: string) => Html,
): Html[] {
  if (state === 'ended') return []
  if (state === 'requested')
    return [
      form(
        'identity',
        id,
        html`<label>${word('number')} <input name="number" required inputmode="numeric" maxlength="20" autocomplete="off"></label>
<label>${word('how')} <input name="how" required maxlength="200"></label>`,
        word('identity'),
      ),
      form('decline', id, '', word('decline')),
    ]
  const reasons = html`<select name="reason">${SUSPENSIONS.map((reason) => html`<option value="${reason}">${word(reason)}</option>`)}</select>
${
  mayUndo &&
  html`<label>${word('undoSince')} <input type="datetime-local" name="undo_since"></label>
<label>${word('why')} <input name="text" maxlength="200"></label>`
}`
  const isHead = care?.offices.some((one) => one.head === id)
  return [
    form('slip', id, '', word('slip')),
    form('review', id, '', word('review')),
    ...(state === 'suspended' ? [] : [form('suspend', id, reasons, word('suspend'))]),
    form('hand-over', id, '', word('handOver')),
    ...(isHead ? [html`<p>${word('isHead')}</p>`, form('head', office, '', word('noHead'))] : []),
    ...(state === 'active' && !isHead
      ? [form('head', office, html`<input type="hidden" name="account" value="${id}">`, word('head'))]
      : []),
    ...(state === 'active' || state === 'asleep' ? [form('factor-reset', id, '', word('resetFactor'))] : []),
  ]
}

/** What suspending has taken back, and what somebody must look at. */
function undoneOf({ undone, withdrawn, left, acts }: AccountUndone, word: Word): Html {
  const told: [name: keyof typeof WORDS, count: number][] = [
    ['taken', undone],
    ['withdrawn', withdrawn],
    ['leftOver', left.length],
    ['didElse', acts.length],
  ]
  return html`<h2>${word('report')}</h2>
<dl>${told.map(([name, count]) => html`<dt>${word(name)}</dt><dd>${String(count)}</dd>`)}</dl>
${left.length > 0 && html`<ul>${left.map((id) => html`<li><code>${id}</code></li>`)}</ul>`}`
}

function reportOf({ dryRun, rows }: NonNullable<Managed['report']>, word: Word, language: Language): Html {
  return html`<h2>${word('report')}</h2>
${dryRun && html`<p>${word('wouldBe')}</p>`}
<table><thead><tr><th>${word('line')}</th><th>${word('state')}</th></tr></thead>
<tbody>${rows.map((row) => html`<tr><td>${row.line}</td><td>${'refusal' in row ? row.refusal.detail[language] : `${row.login}: ${word(row.state)}`}</td></tr>`)}</tbody></table>`
}
