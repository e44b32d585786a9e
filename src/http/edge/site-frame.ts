import { LANGUAGE_CODES, LANGUAGES, type Language, type Text } from '../../errors.ts'
import { Html, html } from './html.ts'

/** What every page calls this server. */
export const SITE: Text = { vi: 'Địa chỉ số', en: 'Digital addresses' }

/** What the foot of every page says of the server. */
export interface SiteFacts {
  readonly version: string
  /** How to reach who runs it: a mail address, a telephone number, or an address of the web. */
  readonly contact: string | undefined
  /** Day of the last change of the record, `DD/MM/YYYY`; undefined where there is none. */
  readonly dataDay: () => string | undefined
}

/** Pages by their path, as head and foot name them. */
const PAGES: readonly (readonly [path: string, name: Text])[] = [
  ['/', { vi: 'Tìm địa chỉ', en: 'Find an address' }],
  ['/ban-do', { vi: 'Bản đồ', en: 'Maps' }],
  ['/chuyen-doi', { vi: 'Địa chỉ cũ ↔ mới', en: 'Old ↔ new' }],
  ['/tra-cuu-ma', { vi: 'Tra cứu mã', en: 'Check a code' }],
  ['/dang-ky', { vi: 'Khai báo', en: 'Declare' }],
  ['/dia-chi-so', { vi: 'Địa chỉ số là gì', en: 'About' }],
  ['/nha-phat-trien', { vi: 'Nhà phát triển', en: 'Developers' }],
]
/** Pages that the foot names beside those. */
const FURTHER: readonly (readonly [path: string, name: Text])[] = [
  ['/theo-doi', { vi: 'Theo dõi khai báo, phản ánh', en: 'Follow what you sent' }],
  ['/gxn', { vi: 'Kiểm tra giấy xác nhận', en: 'Check a certificate' }],
  ['/docs', { vi: 'Tài liệu', en: 'Documents' }],
  ['/du-lieu-cua-toi', { vi: 'Dữ liệu cá nhân của tôi', en: 'My personal data' }],
  ['/nhung', { vi: 'Nhúng vào trang khác', en: 'For other pages' }],
]
const WORDS = {
  menu: { vi: 'Các trang', en: 'Pages' },
  skip: { vi: 'Đến nội dung', en: 'To the content' },
  officers: { vi: 'Dành cho cán bộ', en: 'For officers' },
  data: { vi: 'Dữ liệu đến ngày', en: 'Data of' },
  licence: { vi: 'Dữ liệu theo giấy phép', en: 'Data under' },
  version: { vi: 'Phiên bản', en: 'Version' },
  contact: { vi: 'Liên hệ', en: 'Contact' },
} as const satisfies Record<string, Text>

/** A text in the page's language that scripts of pages change with it. */
function said(text: Text, language: Language): Html {
  return html`<span data-vi="${text.vi}" data-en="${text.en}">${text[language]}</span>`
}

export interface HeadFrame {
  readonly language: Language
  /** Path of the server's root. */
  readonly root: string
  /** Where the same page is in another language. */
  readonly hrefIn: (language: Language) => string
}

/** The head of a page: the way home, to the other pages, to the other language. */
export function siteHead({ language, root, hrefIn }: HeadFrame): Html {
  return html`<a class="skip" href="#main">${said(WORDS.skip, language)}</a>
<header class="top">
<a class="brand" href="${root}/"><img src="${root}/assets/icon.svg" alt="" width="36" height="36"> <strong>${said(SITE, language)}</strong></a>
${siteNav({ language, root })}
<span class="site-ways">${siteMenu(language)} ${otherLanguages(language, hrefIn)}</span>
</header>`
}

/** Links to the other pages, for heads with room for them; in a narrow one {@link siteMenu} leads to the foot, which has them too. */
export function siteNav({ language, root }: Pick<HeadFrame, 'language' | 'root'>): Html {
  const links = PAGES.slice(1).map(
    ([path, name]) => html`<a href="${root}${path}">${said(name, language)}</a>
`,
  )
  return html`<nav class="site-nav" aria-label="${WORDS.menu[language]}">${links}</nav>`
}

/** The way from the head of a page to the links in its foot. */
export function siteMenu(language: Language): Html {
  return html`<a class="site-menu" href="#site-foot">${said(WORDS.menu, language)}</a>`
}

/** Links to a page in the languages that it is not in, each by its own name. */
function otherLanguages(language: Language, hrefIn: (language: Language) => string): Html[] {
  return LANGUAGE_CODES.filter((code) => code !== language).map(
    (code) =>
      html`<a id="language" href="${hrefIn(code)}" lang="${code}" hreflang="${code}">${LANGUAGES[code]}</a>`,
  )
}

/** Stands in the foot of a page for what is said of the server, until the page is sent. */
const FACTS_PLACE = '<!-- site facts -->'

/** The foot of a page. */
export function siteFoot({ language, root }: Pick<HeadFrame, 'language' | 'root'>): Html {
  const links = [...PAGES, ...FURTHER].map(
    ([path, name]) => html`<a href="${root}${path}">${said(name, language)}</a>
`,
  )
  return html`<footer class="site-foot" id="site-foot">
<nav aria-label="${WORDS.menu[language]} ·">${links}<a href="${root}/dang-nhap">${said(WORDS.officers, language)}</a></nav>
${new Html(FACTS_PLACE)}
</footer>`
}

/** A page with what holds of the server at the moment in its foot. */
export function withSiteFacts(
  page: string,
  { version, contact, dataDay }: SiteFacts,
  language: Language,
): string {
  const at = page.lastIndexOf(FACTS_PLACE)
  if (at < 0) return page
  const day = dataDay()
  const facts = html`<p>${day !== undefined && html`${said(WORDS.data, language)} ${day} · `}${said(WORDS.licence, language)} <a href="https://creativecommons.org/licenses/by/4.0/deed.vi" rel="license">CC BY 4.0</a> · ${said(WORDS.version, language)} ${version}${
    contact !== undefined && html` · ${said(WORDS.contact, language)}: ${contactLink(contact)}`
  }</p>`
  return page.slice(0, at) + facts.text + page.slice(at + FACTS_PLACE.length)
}

function contactLink(contact: string): Html {
  if (/^https?:\/\//.test(contact)) return html`<a href="${contact}">${contact}</a>`
  if (contact.includes('@')) return html`<a href="mailto:${contact}">${contact}</a>`
  return html`<a href="tel:${contact.replace(/[^\d+]/g, '')}">${contact}</a>`
}
