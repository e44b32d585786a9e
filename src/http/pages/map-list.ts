import type { Text } from '../../errors.ts'
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
  counts: { vi: 'Số ca theo xã, phường và kỳ', en: 'Cases by commune and period' },
  data: { vi: 'Tải và dùng dữ liệu (OGC API)', en: 'Use the data (OGC API)' },
} as const satisfies Record<string, Text>

/** The page that lists the thematic maps, without script, on a server whose root has this path. */
export function mapList(maps: readonly ThemeMap[], language: Language, root: string): Html {
  const say = (text: Text) => text[language]
  const items = maps.map(({ theme, size, periods }) => {
    const title = say({ vi: theme.title_vi, en: theme.title_en })
    const about =
      size === 0
        ? say(WORDS.empty)
        : theme.kind === 'counts'
          ? `${say(WORDS.counts)}, ${periods[0]} – ${periods.at(-1)}`
          : `${size.toLocaleString(language)} ${say(WORDS.features)}`
    return html`<li><a href="${root}/ban-do/${encodeURIComponent(theme.id)}">${title}</a>
<p>${about}</p>${theme.owner && size > 0 && html`<p>${theme.owner}</p>`}</li>
`
  })
  const title = `${say(WORDS.title)} · ${SITE[language]}`
  const hrefIn = (lang: string) => `${root}/ban-do?lang=${lang}`
  return plainPage(
    { language, root, title, hrefIn },
    html`<h1>${say(WORDS.title)}</h1>
<p class="lead">${say(WORDS.lead)}</p>
<ul class="cards maps">${items}</ul>
<p class="foot"><a href="${root}/ogc/collections?lang=${language}">${say(WORDS.data)}</a></p>`,
  )
}
