import type { ToldKey } from '../../../registry/accounts/keys/api-keys.ts'
import { type Mine, type News, shortOf } from '../../../registry/accounts/login/my-account.ts'
import type { FactorBegun } from '../../../registry/accounts/login/second-factor.ts'
import type { LiveSession } from '../../../registry/accounts/login/sessions.ts'
import type { Role } from '../../../registry/actor.ts'
import { type Html, html } from '../../edge/html.ts'
import type { Language } from '../../edge/language.ts'
import { ROLE_NAMES } from '../slips/slip-papers.ts'
import { WORDS, type Words } from './login-words.ts'

/** What the page of one’s own account shows. */
export interface Shown {
  readonly language: Language
  readonly words: Words
  readonly root: string
  readonly csrf: string
  readonly session: LiveSession
  readonly mine: Mine
  readonly news: News
  /** Undefined for who may have none. */
  readonly keys: readonly ToldKey[] | undefined
  /** Whether one can log in elsewhere. */
  readonly elsewhere: boolean
  readonly problem?: string | undefined
  readonly done?: string | undefined
  /** A new second factor, with its picture. */
  readonly begun?: (FactorBegun & { readonly picture: string }) | undefined
}

/** Pages that an account is led to, and of which roles; to none where any will do. */
const WAYS: readonly (readonly [path: string, word: keyof Words, roles?: readonly Role[]])[] = [
  ['/ban-lam-viec', 'desk', ['collector', 'officer', 'verifier']],
  ['/ban-lam-viec/thay-doi', 'recent', ['officer', 'verifier']],
  ['/ban-lam-viec/tong-quan', 'overview', ['collector', 'officer', 'verifier', 'coordinator', 'auditor']],
  ['/ban-lam-viec/lich-su', 'history', ['collector', 'officer', 'verifier', 'auditor']],
  ['/giay-xac-nhan', 'certificates', ['officer', 'verifier', 'citizen']],
  ['/ban-lam-viec/yeu-cau', 'requests', ['officer', 'verifier']],
  ['/tai-khoan/khai-bao-bang', 'table'],
  ['/tai-khoan/quan-ly', 'manage'],
  ['/tai-khoan/lop', 'layers', ['agency']],
]

type Form = (act: string, fields: Html | string, label: string, kind?: string) => Html

export function accountView(shown: Shown): Html {
  const { words, root, csrf, mine, session, problem, done } = shown
  const form: Form = (act, fields, label, kind = '') =>
    html`<form method="post" action="${root}/tai-khoan"><input type="hidden" name="csrf" value="${csrf}"><input type="hidden" name="act" value="${act}">
${fields}<p><button class="${kind}">${label}</button></p></form>`
  return html`<h1>${words.account}</h1>
${problem !== undefined && html`<p class="trouble" role="alert">${problem}</p>`}
${done !== undefined && html`<p class="done" role="status">${done}</p>`}
${newsOf(shown)}
<dl class="facts">
<dt>${words.login}</dt><dd><strong>${mine.login}</strong></dd>
<dt>${words.office}</dt><dd>${mine.office_name}</dd>
<dt>${words.roles}</dt><dd>${mine.roles.map(({ role }) => ROLE_NAMES[role as Role][shown.language]).join(', ')}</dd>
<dt>${words.until}</dt><dd>${mine.valid_to}</dd>
</dl>
${mine.demo && html`<p class="note">${words.demo}</p>`}
<p class="choices">${waysOf(shown)}</p>
<form method="post" action="${root}/dang-xuat"><input type="hidden" name="csrf" value="${csrf}"><p><button class="plain">${words.logOut}</button></p></form>
<section class="box"><h2>${words.change}</h2>
${form('password', html`${proofFields('p', words, mine)}${field('p-next', 'next', words.next, 'password', 'new-password', html` minlength="12"`)}<p><small>${words.hint}</small></p>`, words.change)}
</section>
${factorOf(shown, form)}
${shown.elsewhere && linkOf(shown, form)}
<section class="box"><h2>${words.sessions}</h2>
<ul class="plain">${mine.sessions.map(
    ({
      hash,
      label,
      created_at,
      seen_at,
    }) => html`<li>${label ?? '?'} — ${words.since} ${momentText(created_at)}, ${words.lastSeen} ${momentText(seen_at)}
${hash === session.hash ? html` <strong>(${words.thisOne})</strong>` : form('end-session', hiddenId(hash), words.end, 'plain')}</li>`,
  )}</ul>
${mine.sessions.length > 1 && form('end-others', '', words.endOthers)}
</section>
<section class="box"><h2>${words.devices}</h2>
<ul class="plain">${mine.devices.map(
    ({
      hash,
      label,
      first_seen,
      last_seen,
    }) => html`<li>${label} — ${words.since} ${momentText(first_seen)}, ${words.lastSeen} ${momentText(last_seen)}
${hash === session.device ? html` <strong>(${words.thisOne})</strong>` : form('forget-device', hiddenId(hash), words.forget, 'plain')}</li>`,
  )}</ul></section>
${shown.keys && shown.keys.length > 0 && keysOf(shown.keys, words, form)}`
}

function waysOf({ mine, words, root, language }: Shown): Html[] {
  const has = (roles: readonly string[] | undefined) =>
    roles === undefined || mine.roles.some(({ role }) => roles.includes(role))
  return WAYS.filter(([, , roles]) => has(roles)).map(
    ([path, word]) => html`<a href="${root}${path}?lang=${language}">${words[word]}</a> `,
  )
}

/** Recovery codes, shown this once. */
export function recoveryView(words: Words, root: string, codes: readonly string[]): Html {
  return html`<h1>${words.recovery}</h1>
<p class="lead">${words.keepCodes}</p>
<ul class="codes">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ul>
<p><a href="${root}/tai-khoan">${words.back}</a></p>`
}

function newsOf({ news: { notices, newDevices }, words }: Shown): Html | string {
  if (notices.length === 0 && newDevices.length === 0) return ''
  return html`<section class="box news"><h2>${words.news}</h2>
<ul>${notices.map(({ kind, at }) => html`<li>${kind in WORDS ? words[kind as keyof Words] : kind} — ${momentText(at)}</li>`)}
${newDevices.map(({ label, first_seen }) => html`<li>${words.newDevice}: ${label} — ${momentText(first_seen)}</li>`)}</ul>
<p>${words.notYou}</p></section>`
}

function factorOf({ mine: { factor }, mine, words, begun }: Shown, form: Form): Html {
  return html`<section class="box" id="factor"><h2>${words.factor}</h2>
<p>${factor.set ? words.set : words.notSet}${factor.set && html` · ${factor.recovery_codes_left} ${words.left}`}</p>
${
  begun
    ? form(
        'set-factor',
        html`<p>${words.scan}</p><p><img src="${begun.picture}" alt="QR" width="200" height="200"></p>
<p><small>${words.orType} <code>${begun.secret}</code></small></p>
<input type="hidden" name="setup" value="${begun.setup}">
${field('f-new', 'new_code', words.newCode, 'text', 'one-time-code', html` inputmode="numeric"`)}${proofFields('f', words, mine)}`,
        words.setUp,
      )
    : form('begin-factor', '', factor.set ? words.replace : words.setUp)
}
${factor.set && html`<details><summary>${words.renew}</summary>${form('codes', proofFields('c', words, mine), words.renew)}</details>`}
${factor.set && !factor.needed && html`<details><summary>${words.drop}</summary>${form('drop-factor', proofFields('d', words, mine), words.drop)}</details>`}
</section>`
}

function linkOf({ mine, words }: Shown, form: Form): Html {
  const [act, label] = mine.linked ? ['unlink-oidc', words.unlink] : ['link-oidc', words.link]
  return html`<section class="box"><h2>${words.linking}</h2>
<p>${mine.linked ? words.linked : words.notLinked}</p>
<details><summary>${label}</summary>${form(act, proofFields('o', words, mine), label)}</details></section>`
}

function keysOf(keys: readonly ToldKey[], words: Words, form: Form): Html {
  return html`<section class="box"><h2>${words.keys}</h2>
<ul class="plain">${keys.map(
    ({
      id,
      name,
      scopes,
      expires_at,
      revoked_at,
      uses,
    }) => html`<li><strong>${name}</strong> (${scopes}) — ${words.expires} ${expires_at}${uses[0] && html`, ${uses[0].day}: ${uses[0].count}`}
${revoked_at === null ? form('revoke-key', html`<input type="hidden" name="id" value="${id}">`, words.revoke, 'plain') : html` (${words.revoked})`}</li>`,
  )}</ul></section>`
}

function proofFields(prefix: string, words: Words, { factor }: Mine): Html {
  return html`${field(`${prefix}-now`, 'password', words.current, 'password', 'current-password')}
${factor.set && field(`${prefix}-code`, 'code', words.oldCode, 'text', 'one-time-code')}`
}

function field(
  id: string,
  name: string,
  label: string,
  type: string,
  autocomplete: string,
  more?: Html,
): Html {
  return html`<p><label for="${id}">${label}</label><input id="${id}" name="${name}" type="${type}" required maxlength="512" autocomplete="${autocomplete}"${more}></p>`
}

function hiddenId(hash: string): Html {
  return html`<input type="hidden" name="id" value="${shortOf(hash)}">`
}

/** A moment as people of the province read it, at +07:00. */
function momentText(at: string): string {
  const there = new Date(Date.parse(at) + 7 * 3_600_000).toISOString()
  return `${there.slice(8, 10)}/${there.slice(5, 7)}/${there.slice(0, 4)} ${there.slice(11, 16)}`
}
