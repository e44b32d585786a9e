import { dayOf } from '../../../chains/day-of.ts'
import { MOST_EVENTS, type RecentAnswer, type RecentChange } from '../../../registry/desk/recent-changes.ts'
import { type Html, html } from '../../edge/html.ts'
import type { Language } from '../../edge/language.ts'
import type { AreaCommune } from '../../registry/desk/area-communes.ts'
import { shortLabel } from '../../registry/desk/item-labels.ts'
import { ACTIONS, STATES } from '../history/history-words.ts'
import { momentText } from '../moment-text.ts'
import { whoText } from '../who-text.ts'
import { WORDS } from './recent-words.ts'

export const PAGE = '/ban-lam-viec/thay-doi'

/** What the page shows. */
export interface ShownRecent {
  readonly language: Language
  readonly root: string
  readonly csrf: string | undefined
  /** Those of the actor's area, with their names. */
  readonly communes: readonly AreaCommune[]
  readonly commune: string | undefined
  /** The day that was asked for, `YYYY-MM-DD`; undefined for yesterday and today. */
  readonly day: string | undefined
  /** The day before those that are shown. */
  readonly dayBefore: string
  readonly answer: RecentAnswer
  readonly problem?: string | undefined
  readonly done?: 'undone' | 'proposed' | undefined
}

type Say = (word: keyof typeof WORDS, n?: number) => string

/** What was done in an area, day by day. */
export function recentPage(shown: ShownRecent): Html {
  const { language, root, communes, commune, day, dayBefore, answer, problem, done } = shown
  const say: Say = (word, n) => WORDS[word][language].replace('{n}', String(n))
  const days = new Map<string, RecentChange[]>()
  for (const change of answer.changes) {
    const each = dayOf(new Date(change.event.at))
    const list = days.get(each) ?? []
    list.push(change)
    days.set(each, list)
  }
  return html`<h1>${say('title')}</h1>
<p class="lead">${say('lead')}</p>
${problem !== undefined && html`<p class="trouble" role="alert">${problem}</p>`}
${done && html`<p class="done" role="status">${say(done)}</p>`}
<form action="${root}${PAGE}" class="filters"><input type="hidden" name="lang" value="${language}">
<p><label for="commune">${say('commune')}</label><select id="commune" name="commune">
${communes.length !== 1 && html`<option value="">${say('allCommunes')}</option>`}${communes.map(({ code, name }) => html`<option value="${code}"${code === commune && html` selected`}>${name}</option>`)}</select></p>
<p><label for="ngay">${say('day')}</label><input id="ngay" name="ngay" type="date" value="${day ?? ''}"></p>
<p><button>${say('show')}</button> <a href="${hrefOf(shown, dayBefore)}">${say('before')}</a></p></form>
${answer.hasMore && html`<p class="note">${say('more', MOST_EVENTS)}</p>`}
${days.size === 0 && html`<p>${say('none')}</p>`}
${[...days].map(([each, changes]) => dayTable(shown, each, changes, say))}`
}

function dayTable(shown: ShownRecent, day: string, changes: readonly RecentChange[], say: Say): Html {
  const title = `${day.split('-').reverse().join('/')}: ${changes.length} ${say('count')}`
  return html`<h2>${title}</h2>
<div class="wide" tabindex="0" role="region" aria-label="${title}"><table class="recent"><thead><tr><th scope="col">${say('when')}</th><th scope="col">${say('what')}</th><th scope="col">${say('about')}</th><th scope="col">${say('who')}</th><th scope="col">${say('back')}</th></tr></thead>
<tbody>${changes.map((change) => rowOf(shown, change, say))}</tbody></table></div>
`
}

function rowOf(shown: ShownRecent, change: RecentChange, say: Say): Html {
  const { language } = shown
  const { at, action, from_status, to_status } = change.event
  const state = from_status === to_status || to_status === null ? undefined : STATES[to_status]?.[language]
  const time = momentText(at).split(' ')[1] ?? ''
  return html`<tr><td><time datetime="${at}">${time}</time></td><td>${ACTIONS[action]?.[language] ?? action}${state !== undefined && html` <small>→ ${state}</small>`}</td><td>${aboutOf(shown, change, say)}</td><td>${whoText(change, language)}</td><td>${undoOf(shown, change, say)}</td></tr>
`
}

function aboutOf({ language, root }: ShownRecent, { event, present, others }: RecentChange, say: Say): Html {
  if (present === undefined) return html`${event.count === null ? '–' : say('batch', event.count)}`
  const label = shortLabel(present) ?? say('noName')
  const href = `${root}/ban-lam-viec/lich-su?about=${encodeURIComponent(present.uid)}&lang=${language}`
  return html`<a href="${href}">${label}</a>${others > 0 && html` <small>${say('others', others)}</small>`}`
}

function undoOf(shown: ShownRecent, { event, undo }: RecentChange, say: Say): Html | string {
  if (undo === undefined) return ''
  const { csrf, root, language, commune, day } = shown
  const label = say(undo === 'at-once' ? 'undo' : 'propose')
  const id = `reason-${event.id}`
  return html`<details><summary>${label}</summary><form method="post" action="${root}${PAGE}?lang=${language}">
${csrf !== undefined && html`<input type="hidden" name="csrf" value="${csrf}">`}<input type="hidden" name="event" value="${event.id}"><input type="hidden" name="commune" value="${commune ?? ''}"><input type="hidden" name="ngay" value="${day ?? ''}">
<p><label for="${id}">${say('reason')}</label><input id="${id}" name="reason" required maxlength="200" autocomplete="off"></p><p><button>${label}</button></p></form></details>`
}

/** The page of a day, in the same commune. */
export function hrefOf(
  { root, language, commune }: Pick<ShownRecent, 'root' | 'language' | 'commune'>,
  day: string | undefined,
  done?: string,
): string {
  const asked = { ...(commune && { commune }), ...(day && { ngay: day }), ...(done && { xong: done }) }
  return `${root}${PAGE}?${new URLSearchParams({ ...asked, lang: language })}`
}
