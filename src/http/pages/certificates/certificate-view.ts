import type { StoredCertificate } from '../../../store/people/certificates/certificate-tables.ts'
import { plainDate } from '../../../text/former-label.ts'
import { type Html, html } from '../../edge/html.ts'
import type { Language } from '../../edge/language.ts'
import { thingPath } from '../share/thing-links.ts'
import type { CertificateText } from './certificate-text.ts'
import { WORDS } from './certificate-words.ts'

/** An address that a paper may be issued about. */
export interface ShownAddress extends CertificateText {
  readonly id: string
  readonly isCertified: boolean
}

/** What the page of papers shows. */
export interface ShownOffice {
  readonly language: Language
  readonly root: string
  readonly csrf: string | undefined
  /** Code or id that was asked for, and its address. */
  readonly asked: string
  readonly address: ShownAddress | undefined
  /** Papers of the area, or of the address; none for a citizen. */
  readonly listed: readonly StoredCertificate[]
  readonly isOffice: boolean
  readonly mayIssue: boolean
  /** Whether `PUBLIC_URL` is set. */
  readonly hasUrl: boolean
  /** The paper that is looked at. */
  readonly certificate: StoredCertificate | undefined
  /** Serial of the last one, behind which older ones are. */
  readonly older: string | undefined
  readonly problem: string | undefined
}

type Word = (name: keyof typeof WORDS) => string

/** `/giay-xac-nhan`, without scripts. */
export function officeView(shown: ShownOffice): Html {
  const { language, root, asked, address, certificate, problem, hasUrl, mayIssue } = shown
  const word: Word = (name) => WORDS[name][language]
  return html`<p><a href="${root}/tai-khoan?lang=${language}">${word('back')}</a></p>
<h1>${word('title')}</h1>
<p class="lead">${word('lead')}</p>
${problem !== undefined && html`<p class="trouble" role="alert">${problem}</p>`}
${!hasUrl && html`<p class="trouble" role="note">${word('noUrl')}</p>`}
${certificate && certificateBox(shown, certificate, word)}
${
  mayIssue &&
  html`<form class="box" method="get" action="${root}/giay-xac-nhan"><input type="hidden" name="lang" value="${language}">
<p><label for="dia-chi">${word('find')}</label><input id="dia-chi" name="dia-chi" required maxlength="64" autocomplete="off" autocapitalize="characters" value="${asked}"></p>
<p><button class="plain">${word('findIt')}</button></p></form>`
}
${asked !== '' && !address && html`<p class="trouble" role="alert">${word('noAddress')}</p>`}
${address && addressBox(shown, address, word)}
${shown.isOffice && listOf(shown, word)}`
}

function hidden(shown: ShownOffice, fields: Readonly<Record<string, string>>): Html {
  const all = { ...(shown.csrf !== undefined && { csrf: shown.csrf }), ...fields }
  return html`${Object.entries(all).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`
}

function addressBox(shown: ShownOffice, { id, facts, lines, isCertified }: ShownAddress, word: Word): Html {
  const { language, root, mayIssue, hasUrl } = shown
  return html`<section class="box"><h2><a href="${root}${thingPath(facts)}">${facts.label}</a></h2>
<dl class="facts">${lines.map(({ term, texts, note }) => html`<dt>${term[language]}</dt><dd>${[texts.join('; '), note?.[language]].filter(Boolean).join('. ')}</dd>`)}</dl>
${
  isCertified
    ? mayIssue &&
      hasUrl &&
      html`<form method="post" action="${root}/giay-xac-nhan?lang=${language}">${hidden(shown, { act: 'issue', id })}
<p><button>${word('issue')}</button></p></form>`
    : html`<p class="trouble">${word('uncertified')}</p>`
}</section>`
}

function certificateBox(shown: ShownOffice, certificate: StoredCertificate, word: Word): Html {
  const { language, root, isOffice } = shown
  const { serial, day, office_name, revoked_at } = certificate
  return html`<section class="box"><h2>${word(revoked_at === null ? 'made' : 'isRevoked')}: <span class="number">${serial}</span></h2>
<p>${plainDate(day)}, ${office_name}</p>
<p class="choices">${revoked_at === null && html`<a href="${root}/v1/certificates/${serial}.pdf">${word('print')}</a> `}<a href="${root}/gxn/${serial}?lang=${language}">${word('see')}</a></p>
${
  isOffice &&
  revoked_at === null &&
  html`<details><summary>${word('revoke')}</summary>
<form method="post" action="${root}/giay-xac-nhan?lang=${language}">${hidden(shown, { act: 'revoke', serial })}
<p><label for="reason">${word('reason')}</label><input id="reason" name="reason" required maxlength="500"></p>
<p><small>${word('final')}</small></p>
<p><button class="plain">${word('revoke')}</button></p></form></details>`
}</section>`
}

function listOf({ language, root, address, listed, older }: ShownOffice, word: Word): Html {
  const of = address === undefined ? '' : `dia-chi=${encodeURIComponent(address.id)}&`
  return html`<h2>${word(address === undefined ? 'list' : 'ofAddress')}</h2>
${
  listed.length === 0
    ? html`<p>${word('nothing')}</p>`
    : html`<ul class="plain">${listed.map(
        ({ serial, day, office_name, revoked_at, reason, address }) =>
          html`<li><a href="${root}/giay-xac-nhan?giay=${serial}&dia-chi=${encodeURIComponent(address)}&lang=${language}">${serial}</a>, ${plainDate(day)}, ${office_name}: ${word(revoked_at === null ? 'isIssued' : 'isRevoked')}${reason !== null && html` (${reason})`}</li>`,
      )}</ul>`
}
${older !== undefined && html`<p><a href="${root}/giay-xac-nhan?${of}sau=${older}&lang=${language}">${word('older')}</a></p>`}`
}
