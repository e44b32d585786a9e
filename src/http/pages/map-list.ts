import type { Text } from '../../errors.ts'
import { type MapPicture, PICTURE_SIZE } from '../../tiles/styles/map-picture.ts'
import type { ThemeMap } from '../../tiles/styles/theme-map.ts'
import { type Html, html } from '../edge/html.ts'
import type { Language } from '../edge/language.ts'
import { plainPage, SITE } from '../edge/plain-page.ts'

const WORDS = {
  title: { vi: 'Bản đồ chuyên ngành', en: 'Thematic maps' },
  lead: {
    vi: 'Y tế, giáo dục, du lịch, nông sản và dịch tễ trên nền bản đồ địa chỉ số. Mỗi bản đồ có thể nhúng vào trang khác.',
    en: 'Health, education, tourism, agriculture and epidemiology on the map of addresses. Each map can be embedded elsewhere.',
  },
  empty: { vi: 'Chưa có dữ liệu', en: 'No data yet' },
  features: { vi: 'đối tượng', en: 'features' },
  updated: { vi: 'Cập nhật', en: 'Updated' },
  counts: { vi: 'Số ca theo xã, phường và kỳ', en: 'Cases by commune and period' },
  data: { vi: 'Tải và dùng dữ liệu (OGC API)', en: 'Use the data (OGC API)' },
} as const satisfies Record<string, Text>

/** The page that lists the thematic maps, without script, on a server whose root has this path. */
export function mapList(maps: readonly ThemeMap[], language: Language, root: string): Html {
  const say = (text: Text) => text[language]
  const items = maps.map(({ theme, size, periods, picture }) => {
    const title = say({ vi: theme.title_vi, en: theme.title_en })
    const about =
      size === 0
        ? say(WORDS.empty)
        : theme.kind === 'counts'
          ? `${say(WORDS.counts)}, ${periods[0]} – ${periods.at(-1)}`
          : `${size.toLocaleString(language)} ${say(WORDS.features)}`
    const day = dayOf(theme.updated_at, language)
    return html`<li>${picture && drawing(picture)}<div><a href="${root}/ban-do/${encodeURIComponent(theme.id)}">${title}</a>
<p>${about}</p>${theme.owner && size > 0 && html`<p>${theme.owner}</p>`}${day && size > 0 && html`<p>${say(WORDS.updated)} ${day}</p>`}</div></li>
`
  })
  const title = `${say(WORDS.title)} · ${SITE[language]}`
  const hrefIn = (lang: string) => `${root}/ban-do?lang=${lang}`
  return plainPage(
    { language, root, title, hrefIn },
    html`<h1>${say(WORDS.title)}</h1>
<p class="lead">${say(WORDS.lead)}</p>
${communes(maps)}<ul class="cards maps">${items}</ul>
<p class="foot"><a href="${root}/ogc/collections?lang=${language}">${say(WORDS.data)}</a></p>`,
  )
}

const [WIDTH, HEIGHT] = PICTURE_SIZE

/** The areas of communes, which every drawing of the page shows. */
function communes(maps: readonly ThemeMap[]): Html | undefined {
  const area = maps.find(({ picture }) => picture)?.picture?.communes
  return area === undefined
    ? undefined
    : html`<svg class="drawn" aria-hidden="true"><symbol id="communes" viewBox="0 0 ${WIDTH} ${HEIGHT}"><path d="${area}"/></symbol></svg>
`
}

/** A drawing of a map, beside its name. */
function drawing({ spots, classed }: MapPicture): Html {
  const shades = classed.map(({ shade, area }) => html`<path class="shade-${shade}" d="${area}"/>`)
  return html`<svg class="picture" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true">${shades}<use href="#communes"/>${spots !== '' && html`<path class="spots" d="${spots}"/>`}</svg>`
}

/** The day of a time as people write it. */
function dayOf(time: string | null, language: Language): string | undefined {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(time ?? '') ?? []
  if (year === undefined) return undefined
  return language === 'vi' ? `${day}/${month}/${year}` : `${year}-${month}-${day}`
}
