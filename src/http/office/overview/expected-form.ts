import { CLASSES } from '../../doors/pages/citizen-words.ts'
import { type Html, html } from '../../edge/html.ts'
import type { Language } from '../../edge/language.ts'
import { WORDS } from './overview-words.ts'

/** What the form shows. */
export interface ExpectedForm {
  readonly language: Language
  readonly root: string
  readonly csrf: string | undefined
  readonly commune: string
  readonly hamlets: readonly string[]
  readonly asked: { readonly class?: number | undefined }
  readonly today: string
  /** What was typed before, by field. */
  readonly typed: Readonly<Record<string, string>>
}

/** The form that says how many objects a commune or hamlet should have. */
export function expectedForm({
  language,
  root,
  csrf,
  commune,
  hamlets,
  asked,
  today,
  typed,
}: ExpectedForm): Html {
  const say = (word: keyof typeof WORDS) => WORDS[word][language]
  const option = (value: string, label: string, chosen = '') =>
    html`<option value="${value}"${value === chosen && html` selected`}>${label}</option>\n`
  const input = (name: string, label: string, more: Html, value = '') =>
    html`<p><label for="e-${name}">${label}</label><input id="e-${name}" name="${name}" value="${typed[name] ?? value}"${more}></p>\n`
  return html`<section class="box" id="expected"><h2>${say('say')}</h2>
<p>${say('sayLead')}</p>
<form method="post" action="${root}/ban-lam-viec/tong-quan?lang=${language}">
${csrf !== undefined && html`<input type="hidden" name="csrf" value="${csrf}">`}<input type="hidden" name="commune_code" value="${commune}">
<p><label for="e-hamlet">${say('hamlet')}</label><select id="e-hamlet" name="hamlet">${option('', say('whole'), '-')}${hamlets.map((name) => option(name, name, typed.hamlet))}</select></p>
<p><label for="e-class">${say('class')}</label><select id="e-class" name="class">${CLASSES.map((name, i) => option(String(i + 1), `${i + 1}. ${name[language]}`, typed.class ?? String(asked.class ?? 1)))}</select></p>
${input('count', say('count'), html` inputmode="numeric" pattern="[0-9]*" maxlength="8" autocomplete="off"`)}${input('source', say('source'), html` required maxlength="200"`)}${input('date', say('date'), html` type="date" required`, today)}<p><button>${say('save')}</button></p>
</form></section>`
}
