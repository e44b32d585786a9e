import type { Text } from '../../errors.ts'
import { type Html, html } from '../edge/html.ts'
import { plainPage, SITE } from '../edge/plain-page.ts'
import type { Collection } from './collection.ts'
import { CONFORMANCE } from './documents.ts'
import type { Link } from './links.ts'
import type { Visit } from './visit.ts'

/** A step of the path at the top of a page. */
export type Crumb = readonly [title: string, path: string]

const WORDS = {
  where: { vi: 'Bạn đang ở', en: 'You are here' },
  collections: { vi: 'Các lớp dữ liệu', en: 'Collections' },
  conformance: { vi: 'Phần đáp ứng của tiêu chuẩn', en: 'Conformance' },
  features: { vi: 'Xem dữ liệu', en: 'Browse the features' },
  tiles: { vi: 'Ô bản đồ vector', en: 'Vector tiles' },
  queryables: { vi: 'Các trường lọc được', en: 'Queryables' },
  api: { vi: 'Mô tả API (OpenAPI)', en: 'API definition (OpenAPI)' },
  json: { vi: 'Trang này dạng JSON', en: 'This page as JSON' },
  how: {
    vi: 'Trong QGIS: Lớp → Thêm lớp → WFS / OGC API – Features, rồi dán địa chỉ của trang này.',
    en: 'In QGIS: Layer → Add layer → WFS / OGC API – Features, then paste the address of this page.',
  },
} as const satisfies Record<string, Text>

export function landingPage(visit: Visit, document: { title: string; description: string }): Html {
  const { say, to } = visit
  return layout(
    visit,
    document.title,
    [],
    [
      html`<p class="lead">${document.description}</p>
<p class="note">${say(WORDS.how)}</p>
<ul class="choices">
<li><a href="${to('/collections')}">${say(WORDS.collections)}</a></li>
<li><a href="${visit.base}/docs">${say(WORDS.api)}</a></li>
<li><a href="${to('/conformance')}">${say(WORDS.conformance)}</a></li>
</ul>`,
    ],
  )
}

export function conformancePage(visit: Visit): Html {
  const list = CONFORMANCE.map((uri) => html`<li><code>${uri}</code></li>`)
  return layout(visit, visit.say(WORDS.conformance), [], [html`<ul class="plain">${list}</ul>`])
}

export function collectionsPage(visit: Visit, collections: readonly Collection[]): Html {
  const { say, to } = visit
  const list = collections.map(
    ({ id, title, description }) =>
      html`<li><a href="${to(`/collections/${encodeURIComponent(id)}`)}">${say(title)}</a>
<p>${say(description)}</p></li>`,
  )
  return layout(visit, say(WORDS.collections), [], [html`<ul class="cards">${list}</ul>`])
}

export function collectionPage(visit: Visit, collection: Collection): Html {
  const { say, to } = visit
  const path = `/collections/${encodeURIComponent(collection.id)}`
  return layout(visit, say(collection.title), above(visit), [
    html`<p class="lead">${say(collection.description)}</p>
<ul class="choices">
<li><a href="${to(`${path}/items`)}">${say(WORDS.features)}</a></li>
<li><a href="${to(`${path}/tiles`)}">${say(WORDS.tiles)}</a></li>
<li><a href="${to(`${path}/queryables`)}">${say(WORDS.queryables)}</a></li>
</ul>`,
  ])
}

/** A page of links: tilesets and one tileset. */
export function tilesPage(visit: Visit, collection: Collection, links: readonly Link[]): Html {
  const list = links.map(
    ({ href, title, type, templated }) =>
      html`<li>${templated ? html`<code>${href}</code>` : html`<a href="${href}">${title ?? href}</a>`} <small>${type}</small></li>`,
  )
  return layout(visit, visit.say(WORDS.tiles), above(visit, collection), [
    html`<ul class="plain">${list}</ul>`,
  ])
}

/** The steps above a page: the list of collections, and a collection. */
export function above(visit: Visit, collection?: Collection): Crumb[] {
  const list: Crumb = [visit.say(WORDS.collections), '/collections']
  if (!collection) return [list]
  return [list, [visit.say(collection.title), `/collections/${encodeURIComponent(collection.id)}`]]
}

/** A page below `/ogc`, with the steps that lead to it and a link to what it shows as JSON. */
export function layout(visit: Visit, title: string, crumbs: readonly Crumb[], body: readonly Html[]): Html {
  const { language, say, url, to, root } = visit
  const translated = (lang: string) => {
    const there = new URL(url)
    there.searchParams.set('lang', lang)
    return there.href
  }
  const json = new URL(url)
  json.searchParams.set('f', 'json')
  const path = [['OGC API', ''] as Crumb, ...crumbs]
  return plainPage(
    {
      language,
      root,
      title: `${title} · ${SITE[language]}`,
      hrefIn: translated,
      head: html`<link rel="alternate" type="application/json" href="${json.href}">
`,
    },
    html`<nav aria-label="${say(WORDS.where)}"><ol class="crumbs">
${path.map(([name, to_]) => html`<li><a href="${to(to_)}">${name}</a></li>`)}
</ol></nav>
<h1>${title}</h1>
${body}
<p class="foot"><a href="${json.href}">${say(WORDS.json)}</a></p>`,
  )
}
