import type {
  AddressAudited,
  AuditedEvent,
  ToldField,
  ToldValue,
} from '../../../registry/desk/address-audit.ts'
import { type Html, html } from '../../edge/html.ts'
import type { Language } from '../../edge/language.ts'
import { momentText } from '../moment-text.ts'
import { whoText } from '../who-text.ts'
import { ACTIONS, FIELDS, STATES, WORDS } from './history-words.ts'

export const PAGE = '/ban-lam-viec/lich-su'

/** What the page shows. */
export interface ShownHistory {
  readonly language: Language
  readonly root: string
  readonly about: string
  /** The address as it is written, and what was done to it. */
  readonly found?: { readonly label: string; readonly audited: AddressAudited } | undefined
  readonly communeName: (code: string) => string
  readonly problem?: string | undefined
}

type Say = (word: keyof typeof WORDS) => string

/** The history of one address; without one the form that asks for it. */
export function historyPage(shown: ShownHistory): Html {
  const { language, root, about, found, problem } = shown
  const say: Say = (word) => WORDS[word][language]
  return html`<h1>${say('title')}</h1>
<p class="lead">${say('lead')}</p>
${problem !== undefined && html`<p class="trouble" role="alert">${problem}</p>`}
<form action="${root}${PAGE}" class="find"><input type="hidden" name="lang" value="${language}">
<label for="about">${say('about')}</label><input id="about" name="about" value="${about}" required maxlength="64" autocomplete="off" autocapitalize="characters">
<button>${say('show')}</button></form>
${found && historyOf(shown, found, say)}`
}

function historyOf(
  shown: ShownHistory,
  { label, audited }: NonNullable<ShownHistory['found']>,
  say: Say,
): Html {
  const { language, root } = shown
  const { present, events, beside } = audited
  return html`<section class="box"><h2>${label}</h2>
<p>${present.code !== null && html`<code>${present.code}</code> · `}${stateText(present.status, language)}</p>
<p><a href="${root}/p/${encodeURIComponent(present.uid)}?lang=${language}">${say('public')}</a></p></section>
<h2>${say('events')}</h2>
<ol class="events">${events.map((each) => eventOf(shown, each, say))}</ol>
${
  beside &&
  html`<h2>${say('beside')}</h2>
<div class="wide" tabindex="0" role="region" aria-label="${say('beside')}"><table><thead><tr><th scope="col">${say('when')}</th><th scope="col">${say('changes')}</th><th scope="col">${say('who')}</th></tr></thead>
<tbody>${beside.map(({ at, action, office, account }) => html`<tr><td>${momentText(at)}</td><td>${ACTIONS[action]?.[language] ?? action}</td><td>${office} ${account}</td></tr>\n`)}</tbody></table></div>`
}`
}

function eventOf(shown: ShownHistory, { event, details, changes, ...by }: AuditedEvent, say: Say): Html {
  const { language } = shown
  const { basis, more } = basisOf(details, say)
  const states = [event.from_status, event.to_status].map((state) => stateText(state, language))
  const facts: [string, Html | string | null][] = [
    [say('who'), whoText(by, language)],
    [
      say('state'),
      event.from_status === event.to_status
        ? null
        : html`${states[0] ?? say('none')} → ${states[1] ?? say('none')}`,
    ],
    [say('why'), event.reason],
    [say('basis'), basis],
    [say('more'), more],
    [
      say('entry'),
      html`${event.chain} #${event.number}${event.count !== null && html`, ${say('together')} ${event.count}`}`,
    ],
  ]
  return html`<li class="box"><h3>${ACTIONS[event.action]?.[language] ?? event.action} <small><time datetime="${event.at}">${momentText(event.at)}</time></small></h3>
<dl class="facts">${facts.map(([name, value]) => value !== null && value !== '' && html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>
${
  changes.length === 0
    ? html`<p class="hint">${say('nothing')}</p>`
    : html`<div class="wide" tabindex="0" role="region" aria-label="${say('changes')}, ${event.chain} #${event.number}"><table><thead><tr><th scope="col">${say('field')}</th><th scope="col">${say('before')}</th><th scope="col">${say('after')}</th></tr></thead>
<tbody>${changes.map(({ field, before, after }) => html`<tr><th scope="row">${FIELDS[field][language]}</th><td>${valueText(shown, field, before)}</td><td>${valueText(shown, field, after)}</td></tr>\n`)}</tbody></table></div>`
}
</li>`
}

/** What particulars say on what an act stands, and what else they say. */
function basisOf(
  { decision, method, date, ...rest }: Readonly<Record<string, unknown>>,
  say: Say,
): { basis: string | null; more: string | null } {
  const { number, date: day } = (decision ?? {}) as { number?: unknown; date?: unknown }
  const said = [
    number !== undefined && `${say('decision')} ${number} ${say('ofDay')} ${dayText(day)}`,
    method !== undefined &&
      `${say('method')} ${method}${date === undefined ? '' : ` ${say('ofDay')} ${dayText(date)}`}`,
  ].filter((each) => each !== false)
  const more = Object.entries(rest).map(([name, value]) => `${name}: ${plain(value)}`)
  return { basis: said.join('; ') || null, more: more.join('; ') || null }
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function valueText(
  { language, communeName }: ShownHistory,
  field: ToldField,
  value: ToldValue,
): Html | string {
  const isSaid = value !== null && value !== ''
  if (!isSaid) return '–'
  if (value === 'redacted') return html`<em>${WORDS.redacted[language]}</em>`
  if (field === 'status') return stateText(String(value), language) ?? String(value)
  if (field === 'commune_code' || field === 'former_commune_code') return communeName(String(value))
  // A hash tells nobody anything but that something is there.
  return field === 'supplements' ? '✓' : String(value)
}

function stateText(state: string | null, language: Language): string | undefined {
  return state === null ? undefined : (STATES[state]?.[language] ?? state)
}

function dayText(day: unknown): string {
  return String(day).split('-').reverse().join('/')
}
