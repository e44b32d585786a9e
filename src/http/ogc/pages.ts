import type { Text } from '../../errors.ts'
import { type Html, html } from '../edge/html.ts'
import { plainPage, SITE } from '../edge/plain-page.ts'
import type { Collection, Item } from './collection.ts'
import { CONFORMANCE } from './documents.ts'
import type { Link } from './links.ts'
import type { Visit } from './visit.ts'

/** A step of the path at the top of a page. */
type Crumb = readonly [title: string, path: string]

const WORDS = {
  where: { vi: 'Bạn đang ở', en: 'You are here' },
  collections: { vi: 'Các lớp dữ liệu', en: 'Collections' },
  conformance: { vi: 'Phần đáp ứng của tiêu chuẩn', en: 'Conformance' },
  features: { vi: 'Xem dữ liệu', en: 'Browse the features' },
  tiles: { vi: 'Ô bản đồ vector', en: 'Vector tiles' },
  queryables: { vi: 'Các trường lọc được', en: 'Queryables' },
  api: { vi: 'Mô tả API (OpenAPI)', en: 'API definition (OpenAPI)' },
  json: { vi: 'Trang này dạng JSON', en: 'This page as JSON' },
  next: { vi: 'Trang sau', en: 'Next page' },
  first: { vi: 'Về trang đầu', en: 'First page' },
  none: { vi: 'Không có đối tượng nào.', en: 'There are no features.' },
  filter: { vi: 'Lọc theo giá trị đúng', en: 'Choose by exact value' },
  apply: { vi: 'Lọc', en: 'Apply' },
  shown: { vi: 'đối tượng trên trang này', en: 'features on this page' },
  total: { vi: 'tổng cộng', en: 'in all' },
  id: { vi: 'Mã', en: 'Id' },
  value: { vi: 'Giá trị', en: 'Value' },
  field: { vi: 'Trường', en: 'Field' },
  place: { vi: 'Vị trí', en: 'Place' },
  nowhere: { vi: 'chưa rõ vị trí', en: 'place unknown' },
  onMap: { vi: 'Xem trên bản đồ', en: 'See it on the map' },
  how: {
    vi: 'Trong QGIS: Lớp → Thêm lớp → WFS / OGC API – Features, rồi dán địa chỉ của trang này.',
    en: 'In QGIS: Layer → Add layer → WFS / OGC API – Features, then paste the address of this page.',
  },
} as const satisfies Record<string, Text>
/** Columns of the table of features; the rest is on the page of each. */
const SHOWN_COLUMNS = 6
/** Fields offered in the form. */
const SHOWN_FILTERS = 8

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

/** The page with a table of features, a row in a slice. */
export function* itemsPage(
  visit: Visit,
  collection: Collection,
  { items, matched, next }: { items: readonly Item[]; matched: number | undefined; next: string | undefined },
): Generator<void, Html> {
  const { say, to } = visit
  const path = `/collections/${encodeURIComponent(collection.id)}`
  const names = Object.keys(collection.queryables)
  const shown = [...names, ...Object.keys(items[0]?.properties ?? {}).filter((name) => !names.includes(name))]
    .filter((name) => items.some(({ properties }) => filled(properties[name])))
    .slice(0, SHOWN_COLUMNS)
  const rows: Html[] = []
  for (const { id, properties } of items) {
    rows.push(html`<tr>
<th scope="row"><a href="${to(`${path}/items/${encodeURIComponent(id)}`)}">${id}</a></th>
${shown.map((name) => html`<td>${written(properties[name])}</td>`)}</tr>
`)
    yield
  }
  const table = html`<div class="wide" role="region" aria-label="${say(collection.title)}" tabindex="0"><table>
<thead><tr><th scope="col">${say(WORDS.id)}</th>${shown.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`
  const total =
    matched === undefined ? '' : html`; ${matched.toLocaleString(visit.language)} ${say(WORDS.total)}`
  return layout(visit, say(collection.title), above(visit, collection), [
    filterForm(visit, collection),
    items.length === 0
      ? html`<p>${say(WORDS.none)}</p>`
      : html`<p>${items.length} ${say(WORDS.shown)}${total}</p>${table}`,
    html`<p class="pager">${visit.url.searchParams.has('after') && html`<a href="${firstPage(visit)}">${say(WORDS.first)}</a>`}
${next !== undefined && html`<a rel="next" href="${next}">${say(WORDS.next)}</a>`}</p>`,
  ])
}

export function itemPage(visit: Visit, collection: Collection, item: Item): Html {
  const { say } = visit
  const { geometry } = item
  const rows = Object.entries(item.properties)
    .filter(([, value]) => filled(value))
    .map(
      ([name, value]) => html`<tr><th scope="row">${name}</th><td>${written(value)}</td></tr>
`,
    )
  const place =
    geometry?.type === 'Point'
      ? html`${geometry.coordinates[1]}, ${geometry.coordinates[0]}
<a href="${visit.base}/?lat=${geometry.coordinates[1]}&amp;lon=${geometry.coordinates[0]}">${say(WORDS.onMap)}</a>`
      : (geometry?.type ?? say(WORDS.nowhere))
  return layout(
    visit,
    item.id,
    [...above(visit, collection), itemsCrumb(visit, collection)],
    [
      html`<div class="wide" role="region" aria-label="${item.id}" tabindex="0"><table>
<thead><tr><th scope="col">${say(WORDS.field)}</th><th scope="col">${say(WORDS.value)}</th></tr></thead>
<tbody>${rows}<tr><th scope="row">${say(WORDS.place)}</th><td>${place}</td></tr></tbody></table></div>`,
    ],
  )
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

function filterForm(visit: Visit, { queryables }: Collection): Html {
  const { say, url } = visit
  const fields = Object.keys(queryables).slice(0, SHOWN_FILTERS)
  const open = fields.some((name) => url.searchParams.get(name))
  const kept = ['f', 'lang', 'limit', 'bbox', 'bbox-crs', 'datetime', 'crs', 'sortby', 'properties']
    .filter((name) => url.searchParams.has(name))
    .map((name) => html`<input type="hidden" name="${name}" value="${url.searchParams.get(name)}">`)
  return html`<details class="filter"${open && html` open`}><summary>${say(WORDS.filter)}</summary>
<form method="get" action="${url.pathname}">${kept}
${fields.map(
  (name) =>
    html`<label>${name} <input name="${name}" value="${url.searchParams.get(name) ?? ''}" autocomplete="off"></label>
`,
)}<button type="submit">${say(WORDS.apply)}</button></form></details>`
}

function firstPage({ url }: Visit): string {
  const first = new URL(url)
  first.searchParams.delete('after')
  return first.href
}

function filled(value: unknown): boolean {
  return value !== null && value !== undefined && value !== ''
}

function written(value: unknown): string {
  if (!filled(value)) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function above(visit: Visit, collection?: Collection): Crumb[] {
  const list: Crumb = [visit.say(WORDS.collections), '/collections']
  if (!collection) return [list]
  return [list, [visit.say(collection.title), `/collections/${encodeURIComponent(collection.id)}`]]
}

function itemsCrumb(visit: Visit, { id }: Collection): Crumb {
  return [visit.say(WORDS.features), `/collections/${encodeURIComponent(id)}/items`]
}

function layout(visit: Visit, title: string, crumbs: readonly Crumb[], body: readonly Html[]): Html {
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
