import type { Fulfilled } from '../../../registry/people/requests/request-answers.ts'
import type {
  PersonRequestHead,
  StoredPersonRequest,
} from '../../../store/people/requests/person-request-tables.ts'
import { type Html, html } from '../../edge/html.ts'
import type { Language } from '../../edge/language.ts'
import { CHANNELS, KINDS } from '../../people/own-data-words.ts'
import { momentText } from '../moment-text.ts'
import { WORDS } from './requests-words.ts'

export const PAGE = '/ban-lam-viec/yeu-cau'
const DAY = 86_400_000
/** Days before its end in which a clock is shown as running out. */
const SOON = 2

/** What the page shows. */
export interface ShownRequests {
  readonly language: Language
  readonly root: string
  readonly csrf: string | undefined
  readonly now: Date
  readonly waiting: readonly PersonRequestHead[]
  /** The one that was opened. */
  readonly opened?: StoredPersonRequest | undefined
  /** What is handed to who asked, this once. */
  readonly told?: Fulfilled | undefined
  readonly problem?: string | undefined
  readonly done?: boolean
}

type Say = (word: keyof typeof WORDS) => string

/** What persons ask for in an area, the first to be due first, and the one that is opened. */
export function requestsPage(shown: ShownRequests): Html {
  const { language, root, waiting, opened, told, problem, done } = shown
  const say: Say = (word) => WORDS[word][language]
  return html`<h1>${say('title')}</h1>
<p class="lead">${say('lead')}</p>
${problem !== undefined && html`<p class="trouble" role="alert">${problem}</p>`}
${done && html`<p class="done" role="status">${say('saved')}</p>`}
${told && toldOf(told, language, say)}
${opened ? html`<p><a href="${root}${PAGE}?lang=${language}">${say('all')}</a></p>${openedOf(shown, opened, say)}` : listOf(shown, waiting, say)}`
}

function listOf(
  { language, root, now }: ShownRequests,
  waiting: readonly PersonRequestHead[],
  say: Say,
): Html {
  if (waiting.length === 0) return html`<p>${say('none')}</p>`
  const left = waiting.map((each) => Math.min(...clocksOf(each).map(([, due]) => daysLeft(due, now))))
  const late = left.filter((days) => days < 0).length
  const soon = left.filter((days) => days >= 0 && days <= SOON).length
  return html`<p class="${late > 0 ? 'trouble' : 'news'}" role="status"><strong>${late} ${say('late')}</strong>, ${soon} ${say('soon')}, ${waiting.length} ${say('waiting')}</p>
<ul class="cards requests">${waiting.map(
    (
      each,
    ) => html`<li><a href="${root}${PAGE}?id=${each.id}&amp;lang=${language}">${say('kind')} ${KINDS[each.kind][language]}</a>
<p>${say('since')} ${momentText(each.created_at)}</p>
${clocks(each, now, say)}</li>\n`,
  )}</ul>`
}

function openedOf(shown: ShownRequests, request: StoredPersonRequest, say: Say): Html {
  const { language, root, now, csrf } = shown
  const { id, kind, address, state, content, reply, extension, extended_at } = request
  const { name, channel, text } = JSON.parse(content) as {
    name: string
    channel: { kind: keyof typeof CHANNELS; value: string }
    text: string | null
  }
  const facts: [string, string | null][] = [
    [say('who'), name],
    [say('channel'), `${CHANNELS[channel.kind][language]}: ${channel.value}`],
    [say('asked'), text],
    [say('said'), reply],
    [say('extension'), extension],
  ]
  const form = (act: string, fields: Html, label: string) =>
    html`<details class="box"><summary>${label}</summary><form method="post" action="${root}${PAGE}?lang=${language}">
${csrf !== undefined && html`<input type="hidden" name="csrf" value="${csrf}">`}<input type="hidden" name="act" value="${act}"><input type="hidden" name="id" value="${id}">
${fields}<p><button>${label}</button></p></form></details>`
  const area = (act: string, name: string, label: string) =>
    html`<p><label for="${act}-${name}">${label}</label><textarea id="${act}-${name}" name="${name}" rows="3" maxlength="4000" required></textarea></p>\n`
  return html`<section class="box"><h2>${say('kind')} ${KINDS[kind][language]}</h2>
${clocks(request, now, say)}
<dl class="facts">${facts.map(([label, value]) => value !== null && html`<dt>${label}</dt><dd>${value}</dd>\n`)}</dl>
<p><a href="${root}/p/${encodeURIComponent(address)}?lang=${language}">${say('address')}</a> · <a href="${root}/ban-lam-viec/lich-su?about=${encodeURIComponent(address)}&amp;lang=${language}">${say('history')}</a></p></section>
${state === 'open' && form('reply', area('reply', 'text', say('replyText')), say('doReply'))}
${
  state !== 'fulfilled' &&
  form(
    'fulfil',
    html`<p class="news">${say('warn')}</p>
<p><label for="outcome">${say('outcome')}</label><select id="outcome" name="outcome"><option value="done">${say('done')}</option><option value="refused">${say('refused')}</option></select></p>
${area('fulfil', 'text', say('result'))}<p><label for="event">${say('event')}</label><input id="event" name="event" maxlength="64" autocomplete="off"></p>`,
    say('doFulfil'),
  )
}
${
  state !== 'fulfilled' &&
  extended_at === null &&
  form(
    'extend',
    html`<p><label for="days">${say('extendDays')}</label><input id="days" name="days" inputmode="numeric" pattern="[0-9]{1,2}" required></p>
${area('extend', 'reason', say('extendReason'))}`,
    say('doExtend'),
  )
}`
}

function toldOf({ contacts, looks }: Fulfilled, language: Language, say: Say): Html {
  if (contacts === undefined && looks === undefined) return html``
  return html`<section class="box" id="told"><h2>${say('told')}</h2><p>${say('toldLead')}</p>
<h3>${say('contacts')}</h3>
${contacts === undefined || contacts.length === 0 ? html`<p>${say('nothing')}</p>` : html`<ul>${contacts.map(({ name, channels, role, written_at }) => html`<li>${name} (${role}), ${channels.map(({ kind, value }) => `${CHANNELS[kind][language]} ${value}`).join(', ')}, ${momentText(written_at)}</li>\n`)}</ul>`}
<h3>${say('looks')}</h3>
${looks === undefined || looks.length === 0 ? html`<p>${say('noLooks')}</p>` : html`<ul>${looks.map(({ at, office, kind, item }) => html`<li>${momentText(at)}: ${office}, ${kind} ${item}</li>\n`)}</ul>`}
</section>`
}

/** Clocks that still run. */
function clocksOf({ state, reply_due, fulfil_due }: PersonRequestHead): ['reply' | 'fulfil', string][] {
  return [...(state === 'open' ? [['reply', reply_due] as ['reply', string]] : []), ['fulfil', fulfil_due]]
}

function clocks(request: PersonRequestHead, now: Date, say: Say): Html {
  return html`${clocksOf(request).map(([clock, due]) => {
    const days = daysLeft(due, now)
    const left = days < 0 ? say('overdue') : days === 0 ? say('today') : `${days} ${say('days')}`
    return html`<p class="clock${days < 0 && ' late'}${days >= 0 && days <= SOON && ' soon'}">${say(clock)}: ${momentText(due).slice(0, 10)} (<strong>${left}</strong>)</p>\n`
  })}${request.state === 'replied' && html`<p class="clock">${say('replied')}</p>`}`
}

/** Whole days until a moment; below none where it has gone by. */
function daysLeft(due: string, now: Date): number {
  return Math.floor((Date.parse(due) - now.getTime()) / DAY)
}
