import type { Language } from '../../../errors.ts'
import { CONSENT_WORDS, type ConsentPurpose } from '../../../registry/people/consent-words.ts'
import { CONSENT_PURPOSES, CONTACT_ROLES } from '../../../registry/people/contact-draft.ts'
import { houseName } from '../../../text/address-label.ts'
import { type Html, html } from '../../edge/html.ts'
import { CLASSES, WORDS } from './citizen-words.ts'
import type { Surroundings } from './surroundings.ts'

/** A field that was refused, and why. */
export interface FieldProblem {
  readonly path: string
  readonly message: string
}

/** What the form of a declaration shows. */
export interface DeclareForm {
  readonly language: Language
  readonly root: string
  readonly lon: number
  readonly lat: number
  readonly commune: string
  readonly communes: readonly { readonly code: string; readonly name: string }[]
  readonly around: Surroundings
  readonly csrf: string
  readonly key: string
  /** What was typed before, by field. */
  readonly typed: Readonly<Record<string, string>>
  readonly problems: readonly FieldProblem[]
  /** The address that is to be set right, as everybody sees it; absent for one that is not there yet. */
  readonly corrects?: { readonly id: string; readonly revision: number; readonly isHome: boolean } | undefined
}

type Word = keyof typeof WORDS
type Say = (word: Word) => string

/** The second step of `/dang-ky`: what stands around the place, and the form. It works without scripts. */
export function declareForm(form: DeclareForm): Html {
  const { language, root, lon, lat, around, csrf, key, problems, typed, corrects } = form
  const say: Say = (word) => WORDS[word][language]
  const of = corrects ? `sua=${encodeURIComponent(corrects.id)}&revision=${corrects.revision}&` : ''
  // Who was asked about his number and sends it again means it.
  const asked = problems.some(({ path }) => path === 'house_number')
    ? (typed.house_number ?? '').slice(0, 50)
    : ''
  const at = `${of}lat=${lat}&lon=${lon}&lang=${language}${asked && `&ghi=${encodeURIComponent(asked)}`}`
  return html`${problems.length > 0 && troubles(form, say)}
<section class="box place" id="place" data-lon="${lon}" data-lat="${lat}">
<h2>${say('place')}</h2>
<p class="point"><output>${lat.toFixed(6)}, ${lon.toFixed(6)}</output> ${corrects === undefined && html`<a href="${root}/dang-ky?lang=${language}">${say('another')}</a>`}</p>
<p class="note" id="sure" hidden></p>
<div id="map" hidden></div>
<p class="hint" id="drag" hidden>${say(corrects ? 'correctHere' : 'drag')}</p>
</section>
${corrects ? html`<section id="around" hidden></section>` : surroundings(around, root, say, language)}
<form method="post" action="${root}/dang-ky?${at}" enctype="multipart/form-data" class="box declare" id="declare">
<input type="hidden" name="csrf" value="${csrf}">
<input type="hidden" name="idempotency_key" value="${key}">
<input type="hidden" name="lon" value="${lon}">
<input type="hidden" name="lat" value="${lat}">
${select(
  form,
  say,
  'class',
  'what',
  CLASSES.map((one, i) => [String(i + 1), one[language]]),
  typed.class ?? '1',
)}
${input(form, say, 'house_number', 'number', html` inputmode="text" maxlength="50"`)}
${corrects === undefined && around.number !== undefined && html`<p class="hint" id="offered">${say('offered')} <button type="button" class="plain" data-number="${around.number}">${around.number}</button></p>`}
${input(form, say, 'street', 'street', html` maxlength="200" list="streets"`, around.street)}
${input(form, say, 'hamlet', 'hamlet', html` maxlength="200" list="hamlets"`, around.hamlet)}
<p class="hint">${say('either')}</p>
<datalist id="streets">${around.streets.map((one) => html`<option value="${one}">`)}</datalist>
<datalist id="hamlets">${around.hamlets.map((one) => html`<option value="${one}">`)}</datalist>
${communeField(form, say)}
${corrects?.isHome !== true && input(form, say, 'name', 'name', html` maxlength="200"`)}
${input(form, say, 'text', 'remark', html` maxlength="2000"`)}
<p class="hint">${say('remarkHint')}</p>
${
  corrects === undefined &&
  html`${contactFields(form, say)}
<p><label for="f-photo">${say('photo')}</label><input id="f-photo" type="file" name="photo" accept="image/jpeg,image/png,image/webp"></p>
<p class="hint">${say('photoHint')}</p>`
}
<p><button>${say(corrects ? 'sendCorrection' : 'send')}</button></p>
</form>`
}

/** The commune of a declaration is chosen; that of an address that is there stays, for each has its own office. */
function communeField(form: DeclareForm, say: Say): Html {
  const { communes, corrects, typed } = form
  const chosen = typed.commune_code ?? form.commune
  if (corrects === undefined)
    return select(
      form,
      say,
      'commune_code',
      'commune',
      communes.map(({ code, name }) => [code, name]),
      chosen,
    )
  const name = communes.find(({ code }) => code === chosen)?.name ?? chosen
  return html`<input type="hidden" id="f-commune_code" name="commune_code" value="${chosen}">
<p>${say('commune')}: <strong>${name}</strong></p>
<p class="hint">${say('elsewhere')}</p>`
}

function troubles({ problems, language, corrects }: DeclareForm, say: Say): Html {
  return html`<div class="trouble" role="alert" id="trouble" tabindex="-1"><strong>${say('notSent')}</strong><ul>
${problems.map(({ path, message }) => html`<li>${FIELD_IDS.has(path) ? html`<a href="#f-${path}">${message}</a>` : message}</li>\n`)}</ul>
${corrects === undefined && html`<p>${WORDS.again[language]}</p>`}</div>`
}

function surroundings({ houses }: Surroundings, root: string, say: Say, language: Language): Html {
  return html`<section class="box" id="around"><h2>${say('nearby')}</h2>
${
  houses.length === 0
    ? html`<p>${say('nothing')}</p>`
    : html`<p class="hint">${say('nearbyHint')}</p><ul class="plain">
${houses.map(
  ({ row, metres }) =>
    html`<li><a href="${root}/?id=${row.uid}&amp;lang=${language}">${houseName({ houseNumber: row.house_number, street: row.street, units: [] }) ?? row.name ?? row.street ?? row.hamlet ?? row.code}</a> <small>${Math.round(metres)} m${row.code && html` · ${row.code}`}</small></li>\n`,
)}</ul>`
}</section>`
}

function contactFields(form: DeclareForm, say: Say): Html {
  const { language, typed } = form
  const isOpen = Object.keys(typed).some((name) => name.startsWith('contact.') && name !== 'contact.role')
  return html`<details${isOpen && html` open`}><summary>${say('contact')}</summary>
<p class="hint">${say('contactHint')}</p>
${select(
  form,
  say,
  'contact.role',
  'role',
  CONTACT_ROLES.map((role) => [role, say(role)]),
  typed['contact.role'] ?? 'owner',
)}
${input(form, say, 'contact.name', 'fullName', html` maxlength="200" autocomplete="off"`)}
${input(form, say, 'contact.phone', 'phone', html` maxlength="30" inputmode="tel" autocomplete="off"`)}
${CONSENT_PURPOSES.map(
  (purpose: ConsentPurpose) =>
    html`<p class="check"><label><input type="checkbox" name="contact.${purpose}" value="true"${typed[`contact.${purpose}`] === 'true' && html` checked`}> ${CONSENT_WORDS[purpose][language]}</label></p>\n`,
)}</details>`
}

/** Fields that a problem can lead to. */
const FIELD_IDS: ReadonlySet<string> = new Set(
  ['class', 'house_number', 'street', 'hamlet', 'commune_code', 'name', 'text'].concat(
    ['role', 'name', 'phone'].map((field) => `contact.${field}`),
  ),
)

function input(
  { typed, problems }: DeclareForm,
  say: Say,
  name: string,
  word: Word,
  more: Html,
  offered = '',
): Html {
  const isWrong = problems.some(({ path }) => path === name)
  return html`<p><label for="f-${name}">${say(word)}</label><input id="f-${name}" name="${name}" value="${typed[name] ?? offered}"${isWrong && html` aria-invalid="true" aria-describedby="trouble"`}${more}></p>`
}

function select(
  _form: DeclareForm,
  say: Say,
  name: string,
  word: Word,
  options: readonly (readonly [string, string])[],
  chosen: string,
): Html {
  return html`<p><label for="f-${name}">${say(word)}</label><select id="f-${name}" name="${name}">
${options.map(([value, label]) => html`<option value="${value}"${value === chosen && html` selected`}>${label}</option>\n`)}</select></p>`
}
