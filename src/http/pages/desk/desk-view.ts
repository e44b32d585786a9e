import { type Html, html } from '../../edge/html.ts'
import { communeOptions, type DeskFrame } from './desk-frame.ts'
import { WORDS } from './desk-words.ts'
import { NUMBERING_PAGE } from './numbering-view.ts'

/** The frame of the desk: a bar, the queue, the open item and the map, which its script fills. */
export function deskView({ language, root, actor, csrf, communes, address }: DeskFrame): Html {
  const say = (word: keyof typeof WORDS) => WORDS[word][language]
  return html`<noscript><p class="trouble">${say('noScript')}</p></noscript>
<div id="desk" data-account="${actor.account}" data-roles="${[...actor.roles].join(' ')}" data-csrf="${csrf}"${address !== undefined && html` data-address="${address}"`}>
<div class="desk-bar">
<h1>${say('title')}</h1>
<p><label for="commune" class="visually-hidden">${say('commune')}</label><select id="commune">
${communes.length !== 1 && html`<option value="">${say('allCommunes')}</option>`}${communeOptions(communes)}
</select></p>
<p class="desk-acts">${actor.roles.has('officer') || actor.roles.has('collector') ? html`<button type="button" id="create" class="plain">${say('create')} <kbd>n</kbd></button>` : ''}
<button type="button" id="keys" class="plain">${say('keys')} <kbd>?</kbd></button>
${
  actor.roles.has('officer') &&
  html`<a href="${root}${NUMBERING_PAGE}?lang=${language}">${say('numbering')}</a>
`
}<a href="${root}/ban-lam-viec/tong-quan?lang=${language}">${say('overview')}</a>
${
  actor.roles.has('officer') || actor.roles.has('verifier')
    ? html`<a href="${root}/ban-lam-viec/thay-doi?lang=${language}">${say('recent')}</a>
<a href="${root}/ban-lam-viec/yeu-cau?lang=${language}">${say('requests')}</a>`
    : ''
}
<a href="${root}/tai-khoan?lang=${language}">${say('account')}</a></p>
</div>
<div id="line" role="alert"></div>
<section id="queue" aria-label="${say('waiting')}"></section>
<section id="item" aria-label="${say('item')}" tabindex="-1"></section>
<section id="place" aria-label="${say('map')}"><div id="map"></div><p id="mode" role="status"></p></section>
<div id="told" role="status"></div>
</div>`
}
