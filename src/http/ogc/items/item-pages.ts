import type { Text } from '../../../errors.ts'
import { type Html, html } from '../../edge/html.ts'
import type { Collection, Item } from '../collection.ts'
import { above, type Crumb, layout } from '../pages.ts'
import type { Visit } from '../visit.ts'
import { fieldTitle } from './field-titles.ts'
import { itemName, namingFields } from './item-name.ts'

const WORDS = {
  features: { vi: 'Xem dữ liệu', en: 'Browse the features' },
  next: { vi: 'Trang sau', en: 'Next page' },
  first: { vi: 'Về trang đầu', en: 'First page' },
  none: { vi: 'Không có đối tượng nào.', en: 'There are no features.' },
  filter: { vi: 'Lọc theo giá trị đúng', en: 'Choose by exact value' },
  apply: { vi: 'Lọc', en: 'Apply' },
  shown: { vi: 'đối tượng trên trang này', en: 'features on this page' },
  total: { vi: 'tổng cộng', en: 'in all' },
  name: { vi: 'Tên', en: 'Name' },
  id: { vi: 'Mã trong lớp (id)', en: 'Id' },
  value: { vi: 'Giá trị', en: 'Value' },
  field: { vi: 'Trường', en: 'Field' },
  place: { vi: 'Vị trí', en: 'Place' },
  nowhere: { vi: 'chưa rõ vị trí', en: 'place unknown' },
  onMap: { vi: 'Xem trên bản đồ', en: 'See it on the map' },
  yes: { vi: 'có', en: 'yes' },
  no: { vi: 'không', en: 'no' },
} as const satisfies Record<string, Text>
/** Columns of the table of features beside their names; the rest is on the page of each. */
const SHOWN_COLUMNS = 6
/** Fields offered in the form. */
const SHOWN_FILTERS = 8

/** The page with a table of features, each by its name, a row in a slice. */
export function* itemsPage(
  visit: Visit,
  collection: Collection,
  { items, matched, next }: { items: readonly Item[]; matched: number | undefined; next: string | undefined },
): Generator<void, Html> {
  const { say, to } = visit
  const path = `/collections/${encodeURIComponent(collection.id)}`
  const naming = new Set(items.flatMap((item) => namingFields(item, collection)))
  const names = Object.keys(collection.queryables)
  const shown = [...names, ...Object.keys(items[0]?.properties ?? {}).filter((name) => !names.includes(name))]
    .filter((name) => !naming.has(name) && items.some(({ properties }) => filled(properties[name])))
    .slice(0, SHOWN_COLUMNS)
  const rows: Html[] = []
  for (const item of items) {
    const { id, properties } = item
    rows.push(html`<tr>
<th scope="row"><a href="${to(`${path}/items/${encodeURIComponent(id)}`)}">${itemName(item, collection)}</a></th>
${shown.map((name) => html`<td>${written(properties[name], visit)}</td>`)}</tr>
`)
    yield
  }
  const heads = shown.map(
    (name) => html`<th scope="col">${fieldTitle(name, collection, visit.language)}</th>`,
  )
  const table = html`<div class="wide named" role="region" aria-label="${say(collection.title)}" tabindex="0"><table>
<thead><tr><th scope="col">${say(WORDS.name)}</th>${heads}</tr></thead>
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

/** The page of one feature: its name, then all that is known of it, its id last. */
export function itemPage(visit: Visit, collection: Collection, item: Item): Html {
  const { say, language } = visit
  const { id, geometry } = item
  const name = itemName(item, collection)
  const rows = Object.entries(item.properties)
    .filter(([, value]) => filled(value))
    .map(
      ([field, value]) =>
        html`<tr><th scope="row">${fieldTitle(field, collection, language)}</th><td>${written(value, visit)}</td></tr>
`,
    )
  const place =
    geometry?.type === 'Point'
      ? html`${geometry.coordinates[1]}, ${geometry.coordinates[0]}
<a href="${visit.base}/?lat=${geometry.coordinates[1]}&amp;lon=${geometry.coordinates[0]}">${say(WORDS.onMap)}</a>`
      : (geometry?.type ?? say(WORDS.nowhere))
  return layout(
    visit,
    name,
    [...above(visit, collection), itemsCrumb(visit, collection)],
    [
      html`<div class="wide" role="region" aria-label="${name}" tabindex="0"><table>
<thead><tr><th scope="col">${say(WORDS.field)}</th><th scope="col">${say(WORDS.value)}</th></tr></thead>
<tbody>${rows}<tr><th scope="row">${say(WORDS.place)}</th><td>${place}</td></tr>
<tr><th scope="row">${say(WORDS.id)}</th><td><code>${id}</code></td></tr></tbody></table></div>`,
    ],
  )
}

function filterForm(visit: Visit, collection: Collection): Html {
  const { say, url, language } = visit
  const fields = Object.keys(collection.queryables).slice(0, SHOWN_FILTERS)
  const open = fields.some((name) => url.searchParams.get(name))
  const kept = ['f', 'lang', 'limit', 'bbox', 'bbox-crs', 'datetime', 'crs', 'sortby', 'properties']
    .filter((name) => url.searchParams.has(name))
    .map((name) => html`<input type="hidden" name="${name}" value="${url.searchParams.get(name)}">`)
  return html`<details class="filter"${open && html` open`}><summary>${say(WORDS.filter)}</summary>
<form method="get" action="${url.pathname}">${kept}
${fields.map(
  (name) =>
    html`<label>${fieldTitle(name, collection, language)} <input name="${name}" value="${url.searchParams.get(name) ?? ''}" autocomplete="off"></label>
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

function written(value: unknown, { say }: Visit): string {
  if (!filled(value)) return ''
  if (typeof value === 'boolean') return say(value ? WORDS.yes : WORDS.no)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function itemsCrumb(visit: Visit, { id }: Collection): Crumb {
  return [visit.say(WORDS.features), `/collections/${encodeURIComponent(id)}/items`]
}
