import type { Language } from '../../../errors.ts'
import { type Html, html } from '../../edge/html.ts'
import { WORDS } from './citizen-words.ts'

/** A place that a text may mean. */
export interface FoundPlace {
  readonly label: string
  readonly lon: number
  readonly lat: number
}

/** What the first step shows. */
export interface PlaceStep {
  readonly language: Language
  readonly root: string
  /** The text that was looked for, and what it may mean. */
  readonly q: string | undefined
  readonly found: readonly FoundPlace[]
  readonly problem: string | undefined
  readonly isDemo: boolean
}

/** The first step of `/dang-ky`: where it is. The button for the position is shown by the script alone, as it needs it. */
export function placeStep({ language, root, q, found, problem, isDemo }: PlaceStep): Html {
  const say = (word: keyof typeof WORDS) => WORDS[word][language]
  const action = `${root}/dang-ky`
  const lang = html`<input type="hidden" name="lang" value="${language}">`
  return html`<p class="lead">${say('lead')}</p>
${isDemo && html`<p class="news">${say('demo')}</p>`}
${problem !== undefined && html`<p class="trouble" role="alert">${problem}</p>`}
<section class="box" id="where" data-action="${action}?lang=${language}"><h2>${say('where')}</h2>
<p id="mine" hidden><button type="button">${say('mine')}</button></p>
<p class="hint" id="mine-hint" hidden>${say('mineHint')}</p>
<p class="trouble" id="mine-trouble" role="alert" hidden></p>
<form action="${action}" role="search">${lang}
<p><label for="q">${say('find')}</label><input id="q" name="q" type="search" value="${q ?? ''}" maxlength="200" required></p>
<p><button>${say('search')}</button></p></form>
${
  q !== undefined &&
  (found.length === 0
    ? html`<p role="status">${say('none')}</p>`
    : html`<p class="hint">${say('choose')}</p><ul class="plain">
${found.map(({ label, lon, lat }) => html`<li><a href="${action}?lat=${lat.toFixed(6)}&amp;lon=${lon.toFixed(6)}&amp;lang=${language}">${label}</a></li>\n`)}</ul>`)
}
<details><summary>${say('coordinates')}</summary><form action="${action}">${lang}
<p><label for="lat">${say('lat')}</label><input id="lat" name="lat" inputmode="decimal" required placeholder="10.5402"></p>
<p><label for="lon">${say('lon')}</label><input id="lon" name="lon" inputmode="decimal" required placeholder="106.4137"></p>
<p><button>${say('goOn')}</button></p></form></details>
</section>`
}
