import type { Text } from '../../../errors.ts'
import type { QrCode } from '../../edge/answers/qr-code.ts'
import { qrPath } from '../../edge/answers/qr-code.ts'
import { Html, html } from '../../edge/html.ts'
import type { Language } from '../../edge/language.ts'
import { plainPage, SITE } from '../../edge/plain-page.ts'
import type { NoThing } from './shared-thing.ts'
import { dataText, thingData } from './thing-data.ts'
import type { ThingFacts } from './thing-facts.ts'
import { type ThingLine, thingLines } from './thing-lines.ts'
import { portalQuery, thingPath, thingQuery } from './thing-links.ts'
import { filled, KINDS, THING_WORDS as WORDS } from './thing-words.ts'

/** Where a page stands, and in which language it is. */
export interface PageFrame {
  readonly language: Language
  /** Path of the server's root, and its address. */
  readonly root: string
  readonly base: string
  /** Path of the page behind the root, and its query without the language. */
  readonly path: string
  readonly query: Readonly<Record<string, string | undefined>>
}

/** What the page of a thing shows. */
export interface ThingPage {
  readonly facts: ThingFacts
  readonly successors: readonly ThingFacts[]
  /** The code of the link, where it is no more. */
  readonly retiredCode: string | undefined
  readonly qr: QrCode
  /** Versions of its pictures, which stand in their addresses; undefined where nobody knows the place. */
  readonly pictures: { readonly map: string; readonly preview: string } | undefined
  readonly isDemo: boolean
}

/** States of which an office gives a certificate. */
const CERTIFIED: ReadonlySet<string> = new Set(['verified', 'official'])

/** Sizes of the pictures of a thing, in pixels: on its page, drawn sharper for the screens of phones, and where its link is shown. */
export const MAP_SIZE = [640, 400] as const
export const MAP_SCALE = 1.5
export const PREVIEW_SIZE = [1200, 630] as const

/** The page of a thing, which says the essential without scripts. */
export function thingPage(page: ThingPage, frame: PageFrame): Html {
  const { facts, qr, pictures, isDemo } = page
  const { language, root } = frame
  const say = (text: Text) => text[language]
  const former = thingQuery({ former: frame.query.former })
  const title = `${facts.head} · ${SITE[language]}`
  return plainPage(
    {
      language,
      root,
      title,
      hrefIn: (other) => `${root}${frame.path}${thingQuery({ ...frame.query, lang: other })}`,
      head: headOf(page, frame, title),
    },
    html`<article class="thing">
${isDemo && html`<p class="demo">${say(WORDS.demo)}</p>`}${retirement(page, frame)}
<p class="kind">${say(KINDS[facts.kind] ?? KINDS.place!)}</p>
<h1>${facts.head}</h1>
${facts.where && html`<p class="where">${facts.where}</p>`}
<p class="tools"><button class="primary" type="button" data-copy="${facts.label}" data-done="${say(WORDS.copied)}" hidden>${say(WORDS.copy)}</button>
<button type="button" data-share="${facts.label}" hidden>${say(WORDS.share)}</button>
<a href="${root}/${portalQuery(facts)}">${say(WORDS.map)}</a>
${facts.isAddress && html`<a href="${root}/v1/addresses/${encodeURIComponent(facts.id)}.pdf${former}">${say(WORDS.sheet)}</a>`}
${facts.isAddress && CERTIFIED.has(facts.status ?? '') && html`<a href="${root}/giay-xac-nhan?dia-chi=${encodeURIComponent(facts.id)}&lang=${language}">${say(WORDS.certificate)}</a>`}
<button type="button" data-print hidden>${say(WORDS.print)}</button></p>
<div class="sides"><dl class="told">${thingLines(facts).map((line) => drawLine(line, language))}</dl>
${qrFigure(qr, say(WORDS.qr))}</div>
${pictures && html`<p class="picture-of"><img src="${root}${pictureOf(facts, 'map.png')}${thingQuery({ former: frame.query.former, v: pictures.map })}" width="${MAP_SIZE[0]}" height="${MAP_SIZE[1]}" alt="${filled(say(WORDS.picture), { head: facts.head })}"></p>`}
${facts.isAddress && html`<p class="ways">${facts.status !== 'retired' && html`<a href="${root}/dang-ky?sua=${encodeURIComponent(facts.id)}&amp;lang=${language}" rel="nofollow">${say(WORDS.correct)}</a> · <a href="${root}/ban-lam-viec?dia-chi=${encodeURIComponent(facts.id)}&amp;lang=${language}" rel="nofollow">${say(WORDS.desk)}</a> · `}<a href="${root}/ban-lam-viec/lich-su?about=${encodeURIComponent(facts.id)}&amp;lang=${language}" rel="nofollow">${say(WORDS.history)}</a></p>`}
</article>`,
  )
}

/** Path of a picture of a thing. */
export function pictureOf({ id }: ThingFacts, name: 'map.png' | 'preview.png'): string {
  return `/p/${encodeURIComponent(id)}/${name}`
}

function headOf(
  { facts, pictures, successors, retiredCode }: ThingPage,
  { base, root, language, query }: PageFrame,
  title: string,
): Html {
  const query_ = thingQuery({ former: query.former })
  const url = `${base}${thingPath(facts)}${query_}`
  const description = describe(facts, language)
  const isOver = facts.status === 'retired' || retiredCode !== undefined || successors.length > 0
  const property = (name: string, content: string | number) =>
    html`<meta property="og:${name}" content="${content}">
`
  const [width, height] = PREVIEW_SIZE
  const preview =
    pictures &&
    `${base}${pictureOf(facts, 'preview.png')}${thingQuery({ former: query.former, v: pictures.preview })}`
  return html`<meta name="description" content="${description}">
<link rel="canonical" href="${url}">
${
  isOver &&
  html`<meta name="robots" content="noindex">
`
}${property('type', 'place')}${property('site_name', SITE[language])}${property('title', title)}${property('description', description)}${property('url', url)}${property('locale', language === 'vi' ? 'vi_VN' : 'en_GB')}
${
  preview !== undefined &&
  html`${property('image', preview)}${property('image:type', 'image/png')}${property('image:width', width)}${property('image:height', height)}${property('image:alt', facts.label)}<meta name="twitter:card" content="summary_large_image">
`
}<link rel="stylesheet" href="${root}/assets/thing-page.css">
<script type="module" src="${root}/assets/thing-page.js"></script>
<script type="application/ld+json">${new Html(dataText(thingData(facts, url)))}</script>
`
}

/** A thing in a sentence, for search engines and where its link is shown. */
export function describe(facts: ThingFacts, language: Language): string {
  const { where, codeText, isUnit, former } = facts
  const code =
    codeText === undefined ? '' : `${(isUnit ? WORDS.unitCode : WORDS.code)[language]}: ${codeText}`
  const [only, ...others] = isUnit ? [] : former
  const was = only && others.length === 0 ? `${WORDS.former[language]}: ${only.label}` : ''
  return [where, code, was].filter((part) => part !== '').join(' · ')
}

function retirement(
  { facts, successors, retiredCode }: ThingPage,
  { root, language }: PageFrame,
): Html | undefined {
  const isRetired = facts.isAddress && facts.status === 'retired'
  if (!isRetired && retiredCode === undefined) return undefined
  const why = isRetired
    ? WORDS.retired[language]
    : filled(WORDS.retiredCode[language], { code: retiredCode ?? '' })
  return html`<div class="over"><p><strong>${why}</strong></p>${
    successors.length > 0 &&
    html`<p>${WORDS.next[language]}:</p><ul>${successors.map(
      (one) =>
        html`<li><a href="${root}${thingPath(one)}">${one.label}</a>${one.codeText && html` (${one.codeText})`}</li>`,
    )}</ul>`
  }</div>`
}

function drawLine({ term, texts, note, isCode }: ThingLine, language: Language): Html {
  return html`<div><dt>${term[language]}</dt>${texts.map((text) => html`<dd${isCode && html` class="code"`}>${text}</dd>`)}${
    note && html`<dd${texts.length > 0 && html` class="note"`}>${note[language]}</dd>`
  }</div>
`
}

function qrFigure(qr: QrCode, label: string): Html {
  const { path, edge } = qrPath(qr)
  return html`<svg class="qr" viewBox="0 0 ${edge} ${edge}" role="img" aria-label="${label}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${edge}v${edge}H0z"/><path d="${path}"/></svg>`
}

/** The page that says that a link leads to nothing, with what may have been meant and a way to search. */
export function nothingPage(none: NoThing | undefined, frame: PageFrame): Html {
  const { language, root } = frame
  const title = none ? filled(WORDS.noCode[language], { code: none.code }) : WORDS.noThing[language]
  const text = none
    ? none.problems.map((problem) => problem[language]).join(' ')
    : WORDS.noThingText[language]
  return plainPage(
    {
      language,
      root,
      title: `${title} · ${SITE[language]}`,
      hrefIn: (other) => `${root}${frame.path}${thingQuery({ ...frame.query, lang: other })}`,
      head: html`<meta name="robots" content="noindex">
<link rel="stylesheet" href="${root}/assets/thing-page.css">
`,
    },
    html`<h1>${title}</h1>
<p class="lead">${text}</p>
${
  none &&
  none.suggestions.length > 0 &&
  html`<p>${WORDS.meant[language]}:</p><ul class="meant">${none.suggestions.map((code) => html`<li><a href="${root}/${code}">${code}</a></li>`)}</ul>`
}<form class="find" action="${root}/" method="get"><label for="q">${WORDS.search[language]}</label>
<input id="q" name="q" type="search" maxlength="300"> <button type="submit">${WORDS.find[language]}</button></form>`,
  )
}
