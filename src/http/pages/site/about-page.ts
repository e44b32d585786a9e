import type { Text } from '../../../errors.ts'
import { type QrCode, qrPath } from '../../edge/answers/qr-code.ts'
import { type Html, html } from '../../edge/html.ts'
import { plainPage, SITE } from '../../edge/plain-page.ts'
import type { HeadFrame } from '../../edge/site-frame.ts'

type Part = readonly [title: Text, ...paragraphs: Text[]]

const TITLE: Text = { vi: 'Địa chỉ số là gì?', en: 'What is a digital address?' }
const LEAD: Text = {
  vi: 'Mỗi ngôi nhà, cơ quan, cửa hàng hay công trình có một vị trí trên bản đồ và một mã riêng. Mã đó là địa chỉ số.',
  en: 'Every house, office, shop or structure has a place on the map and a code of its own. That code is its digital address.',
}
const WHY: Text = {
  vi: 'Từ ngày 1/7/2025 xã, phường và tỉnh có tên mới, cấp huyện không còn. Mã không đổi khi tên đường, xã hay tỉnh đổi: giấy tờ cũ và mới cùng dẫn đến một nơi.',
  en: 'On 1 July 2025 communes and the province got new names, and districts ended. The code stays when names change: old and new papers lead to one place.',
}
const PARTS: readonly Part[] = [
  [
    { vi: 'Vì sao cần', en: 'Why there is one' },
    WHY,
    {
      vi: 'Người giao hàng, xe cấp cứu và cán bộ tìm đúng nhà cả nơi đường chưa có tên, nhà chưa có số.',
      en: 'Couriers, ambulances and officers find the right house, also where a street has no name and a house no number.',
    },
  ],
  [
    { vi: 'Cách lấy mã', en: 'How to get one' },
    {
      vi: 'Tìm nhà của bạn trên trang chủ hoặc bấm vào bản đồ. Nếu nhà đã có địa chỉ số, mã hiện ra ngay: chép, gửi đi, hoặc in giấy địa chỉ.',
      en: 'Find your house on the first page or click the map. Where it has a digital address the code is shown at once: copy it, send it, or print the address sheet.',
    },
    {
      vi: 'Nếu chưa có, hãy báo với cán bộ xã, phường hoặc bưu điện. Mã được cấp sau khi cán bộ tạo lập địa chỉ; không mất tiền.',
      en: 'Where it has none, tell the officers of the commune or the post office. The code is issued when an officer creates the address; it costs nothing.',
    },
  ],
  [
    { vi: 'Cách dùng mã', en: 'How to use it' },
    {
      vi: 'Gõ mã vào ô tìm kiếm, hoặc mở liên kết có mã ở cuối. Mã gồm chữ L và mười chữ số, ví dụ L123 456 7890; chữ số cuối phát hiện gõ nhầm.',
      en: 'Type the code into the search box, or open a link that ends with it. It has the letter L and ten digits, as L123 456 7890; the last one catches typing mistakes.',
    },
    {
      vi: 'Liên kết gửi qua Zalo hay Facebook hiện bản đồ nhỏ, địa chỉ hiện nay và địa chỉ trước đây.',
      en: 'A link sent by Zalo or Facebook shows a small map, the address of today and the former one.',
    },
  ],
]
const QUESTIONS_TITLE: Text = { vi: 'Câu hỏi thường gặp', en: 'Questions' }
const QUESTIONS: readonly Part[] = [
  [
    {
      vi: 'Có ai tìm được tôi theo tên hay số điện thoại không?',
      en: 'Can I be found by name or telephone number?',
    },
    {
      vi: 'Không. Bản đồ không có tên chủ nhà và số điện thoại; không ai tìm được người bằng trang này.',
      en: 'No. The map has no owners’ names or telephone numbers; nobody can look up a person here.',
    },
  ],
  [
    { vi: 'Địa chỉ trên giấy tờ cũ còn dùng được không?', en: 'Are addresses on old papers still good?' },
    {
      vi: 'Trang này không thay giấy tờ. Trang “Địa chỉ cũ ↔ mới” cho biết địa chỉ cũ nay thuộc đâu, theo văn bản nào.',
      en: 'This site replaces no paper. “Old ↔ new” tells where an old address lies today, and by which document.',
    },
  ],
  [
    { vi: 'Giấy địa chỉ có giá trị pháp lý không?', en: 'Is the address sheet a legal paper?' },
    {
      vi: 'Không: đó là bản tra cứu, không có chữ ký và con dấu. Quét mã QR trên giấy để xem địa chỉ đang có hiệu lực.',
      en: 'No: it is a look-up without signature and seal. Scan its QR code to see what holds now.',
    },
  ],
  [
    { vi: 'Địa chỉ sai thì làm gì?', en: 'What if an address is wrong?' },
    {
      vi: 'Mở địa chỉ ấy và báo sai, không cần tài khoản; bạn nhận một số để theo dõi. Cán bộ xã, phường xem và sửa.',
      en: 'Open it and report the error, without an account; you get a number to follow it. Officers of the commune look at it and mend it.',
    },
  ],
]
const WORDS = {
  handbill: { vi: 'Tờ rơi khổ A5 để in và phát', en: 'An A5 handbill to print and hand out' },
  print: { vi: 'In trang này ra khổ A5.', en: 'Print this page on A5.' },
  scan: { vi: 'Quét để tìm địa chỉ số của nhà bạn', en: 'Scan to find the digital address of your house' },
  steps: { vi: 'Ba bước', en: 'Three steps' },
} as const satisfies Record<string, Text>
const STEPS: readonly Text[] = [
  {
    vi: 'Mở trang, tìm nhà bạn theo tên đường, ấp, hoặc bấm vào bản đồ.',
    en: 'Open the page and find your house by street or hamlet, or click the map.',
  },
  {
    vi: 'Chép mã địa chỉ số: chữ L và mười chữ số.',
    en: 'Copy the address code: the letter L and ten digits.',
  },
  {
    vi: 'Gửi mã cho người giao hàng, người thân, hoặc in giấy địa chỉ.',
    en: 'Send it to couriers and relatives, or print the address sheet.',
  },
]

/** `/dia-chi-so`: what a digital address is, how to get and use one, and questions. */
export function aboutPage(frame: HeadFrame): Html {
  const { language, root } = frame
  const say = (text: Text) => text[language]
  const paragraphs = (texts: readonly Text[]) => texts.map((text) => html`<p>${say(text)}</p>`)
  return plainPage(
    { ...frame, title: `${say(TITLE)} · ${SITE[language]}`, head: siteStyle(root) },
    html`<article class="prose"><h1>${say(TITLE)}</h1>
<p class="lead">${say(LEAD)}</p>
${PARTS.map(([title, ...texts]) => html`<h2>${say(title)}</h2>${paragraphs(texts)}`)}
<h2>${say(QUESTIONS_TITLE)}</h2>
${QUESTIONS.map(([title, ...texts]) => html`<details><summary>${say(title)}</summary>${paragraphs(texts)}</details>`)}
<p><a href="${root}/dia-chi-so/to-roi?lang=${language}">${say(WORDS.handbill)}</a></p></article>`,
  )
}

/** `/dia-chi-so/to-roi`: a handbill that fills one page of A5, with a QR code that opens the site. */
export function handbillPage(frame: HeadFrame, base: string, qr: QrCode): Html {
  const { language, root } = frame
  const say = (text: Text) => text[language]
  const { path, edge } = qrPath(qr)
  return plainPage(
    { ...frame, title: `${say(WORDS.handbill)} · ${SITE[language]}`, head: siteStyle(root) },
    html`<p class="screen-only">${say(WORDS.print)}</p>
<article class="handbill"><h1>${say(TITLE)}</h1>
<p class="lead">${say(LEAD)}</p>
<h2>${say(WORDS.steps)}</h2>
<ol>${STEPS.map((step) => html`<li>${say(step)}</li>`)}</ol>
<p>${say(WHY)}</p>
<p class="scan"><svg class="qr" viewBox="0 0 ${edge} ${edge}" role="img" aria-label="${base}/" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${edge}v${edge}H0z"/><path d="${path}"/></svg>
<span>${say(WORDS.scan)}<br><strong>${base}/</strong></span></p></article>`,
  )
}

function siteStyle(root: string): Html {
  return html`<link rel="stylesheet" href="${root}/assets/site-page.css">
`
}
