import { type Html, html } from '../../edge/html.ts'
import type { Words } from './login-words.ts'

export interface PasswordForm {
  /** Token of the form. */
  readonly csrf: string
  readonly login: string
  readonly next: string | undefined
  readonly problem?: string | undefined
  /** Whether one can log in elsewhere. */
  readonly elsewhere: boolean
  /** Seconds to wait before it is sent. */
  readonly wait?: number | undefined
}

/** The form for name and password. */
export function passwordView(
  words: Words,
  root: string,
  { csrf, login, next, problem, wait, elsewhere }: PasswordForm,
): Html {
  return html`<h1>${words.logIn}</h1>
${problem !== undefined && html`<p class="trouble" role="alert">${problem}</p>`}
${wait !== undefined && html`<p class="trouble" role="status">${words.wait.replace('{s}', String(wait))}</p>`}
<form class="box" method="post" action="${root}/dang-nhap">
<input type="hidden" name="csrf" value="${csrf}">
${next !== undefined && html`<input type="hidden" name="toi" value="${next}">`}
<p><label for="login">${words.login}</label><input id="login" name="login" value="${login}" required maxlength="80" autocomplete="username" autocapitalize="none" spellcheck="false"${login === '' && html` autofocus`}></p>
<p><label for="password">${words.password}</label><input id="password" name="password" type="password" required maxlength="512" autocomplete="current-password"${login !== '' && html` autofocus`}></p>
<p><button>${words.logIn}</button></p>
</form>
${elsewhere && html`<p><a href="${root}/v1/oidc/start?toi=${encodeURIComponent(next ?? '')}">${words.elsewhere}</a></p>`}
<p class="note">${words.forgotten}</p>
<p class="note">${words.noAccount} <a href="${root}/kich-hoat">${words.activate}</a></p>`
}

/** The form for a code of the second factor. */
export function codeView(
  words: Words,
  root: string,
  { csrf, next, problem }: Pick<PasswordForm, 'csrf' | 'next' | 'problem'>,
): Html {
  return html`<h1>${words.factor}</h1>
${problem !== undefined && html`<p class="trouble" role="alert">${problem}</p>`}
<form class="box" method="post" action="${root}/dang-nhap/ma">
<input type="hidden" name="csrf" value="${csrf}">
${next !== undefined && html`<input type="hidden" name="toi" value="${next}">`}
<p>${words.enterCode}</p>
<p><label for="code">${words.code}</label><input id="code" name="code" required maxlength="40" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" autofocus></p>
<p><button>${words.goOn}</button></p>
</form>
<form method="post" action="${root}/dang-xuat"><input type="hidden" name="csrf" value="${csrf}"><p><button class="plain">${words.cancel}</button></p></form>`
}
