import type { Text } from '../../../errors.ts'
import { type Html, html } from '../../edge/html.ts'
import { plainPage, SITE } from '../../edge/plain-page.ts'
import type { HeadFrame } from '../../edge/site-frame.ts'

const TITLE: Text = { vi: 'Dành cho nhà phát triển', en: 'For developers' }
const LEAD: Text = {
  vi: 'Đọc dữ liệu không cần khoá, từ bất kỳ trang nào (CORS). Lỗi theo RFC 9457, nêu rõ trường, giá trị và quy tắc.',
  en: 'Reads need no key and work from any page (CORS). Errors are those of RFC 9457 and name the field, the value and the rule.',
}
const REQUESTS: Text = { vi: 'Những lệnh đầu tiên', en: 'First requests' }
const EXAMPLES: readonly (readonly [path: string, about: Text])[] = [
  [
    '/v1/autocomplete?q=hung%20vuong%20tan%20an',
    { vi: 'Gợi ý khi gõ, có dấu hoặc không dấu', en: 'Suggestions while typing, accents or none' },
  ],
  [
    '/v1/reverse?lat=10.5360&lon=106.4113',
    { vi: 'Địa chỉ tại một toạ độ', en: 'The address at a coordinate' },
  ],
  ['/v1/codes/82120', { vi: 'Một mã là gì, có đúng không', en: 'What a code is, and whether it is right' }],
  [
    '/v1/convert?q=Ph%C6%B0%E1%BB%9Dng%204,%20TP%20T%C3%A2n%20An',
    {
      vi: 'Địa chỉ cũ thành địa chỉ hiện nay, kèm căn cứ',
      en: 'A former address as that of today, with its legal basis',
    },
  ],
  ['/v1/units/27694/history', { vi: 'Lịch sử một xã, phường', en: 'The history of a commune' }],
]
const MORE: Text = { vi: 'Giao diện khác', en: 'Other interfaces' }
const PLACES: readonly (readonly [path: string, name: Text, about: Text])[] = [
  [
    '/docs',
    { vi: 'Tài liệu', en: 'Documents' },
    { vi: 'nhập dữ liệu, triển khai, API, số đo', en: 'importing, deployment, the API, figures' },
  ],
  [
    '/docs/api/',
    { vi: 'Mọi đường dẫn', en: 'All routes' },
    { vi: 'mô tả đầy đủ, thử ngay trên trang', en: 'described in full, to be tried on the page' },
  ],
  [
    '/openapi.json',
    { vi: 'OpenAPI 3.1', en: 'OpenAPI 3.1' },
    { vi: 'để sinh mã nguồn', en: 'to generate code from' },
  ],
  [
    '/ogc',
    { vi: 'OGC API – Features, Tiles', en: 'OGC API – Features, Tiles' },
    { vi: 'cho QGIS, GDAL', en: 'for QGIS, GDAL' },
  ],
  [
    '/styles',
    { vi: 'Kiểu bản đồ MapLibre', en: 'MapLibre styles' },
    {
      vi: 'ô vector, phông và biểu tượng từ máy chủ này',
      en: 'vector tiles, glyphs and sprites of this server',
    },
  ],
  [
    '/ban-do',
    { vi: 'Bản đồ để nhúng', en: 'Maps to embed' },
    { vi: 'mỗi bản đồ có sẵn mã nhúng', en: 'each with its code to embed' },
  ],
]

/** `/nha-phat-trien`: where who writes programs begins. */
export function developerPage(frame: HeadFrame, base: string): Html {
  const { language, root } = frame
  const say = (text: Text) => text[language]
  return plainPage(
    {
      ...frame,
      title: `${say(TITLE)} · ${SITE[language]}`,
      head: html`<link rel="stylesheet" href="${root}/assets/site-page.css">
`,
    },
    html`<article class="prose"><h1>${say(TITLE)}</h1>
<p class="lead">${say(LEAD)}</p>
<h2>${say(REQUESTS)}</h2>
<dl class="requests">${EXAMPLES.map(([path, about]) => html`<dt>${say(about)}</dt><dd><a href="${root}${path}"><code>${base}${decodeURIComponent(path)}</code></a></dd>`)}</dl>
<h2>${say(MORE)}</h2>
<ul class="places">${PLACES.map(([path, name, about]) => html`<li><a href="${root}${path}">${say(name)}</a>: ${say(about)}</li>`)}</ul></article>`,
  )
}
