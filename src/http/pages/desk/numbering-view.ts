import { type Html, html } from '../../edge/html.ts'
import { communeOptions, type DeskFrame } from './desk-frame.ts'
import { WORDS } from './desk-words.ts'

export const NUMBERING_PAGE = '/ban-lam-viec/danh-so'

/** The frame of numbering: what is numbered and how, the map, and the houses with their numbers. */
export function numberingView({ language, root, actor, csrf, communes }: DeskFrame): Html {
  const say = (word: keyof typeof WORDS) => WORDS[word][language]
  return html`<noscript><p class="trouble">${say('noScript')}</p></noscript>
<div id="desk" class="numbering" data-account="${actor.account}" data-csrf="${csrf}">
<div class="desk-bar">
<h1>${say('numbering')}</h1>
<p><label for="commune" class="visually-hidden">${say('commune')}</label><select id="commune">
${communeOptions(communes)}
</select></p>
<p class="desk-acts"><a href="${root}/ban-lam-viec?lang=${language}">${say('title')}</a></p>
</div>
<div id="line" role="alert"></div>
<section id="order" aria-label="${say('order')}"></section>
<section id="place" aria-label="${say('map')}"><div id="map"></div><p id="mode" role="status"></p></section>
<section id="plan" aria-label="${say('plan')}"></section>
</div>`
}
