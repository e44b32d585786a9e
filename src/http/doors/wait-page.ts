import type { Language } from '../../errors.ts'
import { type Html, html } from '../edge/html.ts'
import { plainPage } from '../edge/plain-page.ts'

interface Waiting {
  readonly language: Language
  readonly root: string
  /** Path that the form is sent to. */
  readonly action: string
  /** What was typed, by field. */
  readonly fields: readonly (readonly [string, string])[]
  readonly key: string | undefined
  /** Milliseconds to wait, and the token that is sent then. */
  readonly wait: { readonly token: string; readonly wait: number }
  /** Whether the form has a photo, which no page can keep. */
  readonly photo?: boolean
}

const WORDS = {
  vi: {
    title: 'Xin đợi một lát',
    lead: 'Từ mạng này vừa có nhiều người gửi. Những gì bạn đã nhập vẫn còn đây',
    photo: '; ảnh thì cần chọn lại sau',
    after: (seconds: number) => `Hãy đợi ${seconds} giây rồi bấm gửi lại. Đừng đóng trang này.`,
    send: 'Gửi lại',
  },
  en: {
    title: 'Please wait a moment',
    lead: 'Much was sent from this network just now. What you have typed is kept here',
    photo: '; a photo must be chosen again later',
    after: (seconds: number) => `Wait ${seconds} seconds, then send it again. Do not close this page.`,
    send: 'Send again',
  },
} as const

/** The page of who must wait and has no scripts: a form with what was typed, and a token that is good after the wait. */
export function waitPage({ language, root, action, fields, key, wait, photo = false }: Waiting): {
  html: Html
  headers: Record<string, string>
} {
  const seconds = Math.ceil(wait.wait / 1000)
  const words = WORDS[language]
  const beside: [string, string | undefined][] = [
    ['csrf', wait.token],
    ['idempotency_key', key],
  ]
  const hidden = [...fields, ...beside].map(([name, value]) =>
    value === undefined ? '' : html`<input type="hidden" name="${name}" value="${value}">\n`,
  )
  const page = plainPage(
    { language, root, title: words.title, hrefIn: (lang) => `${root}${action}?lang=${lang}` },
    html`<h1>${words.title}</h1>
<p class="lead">${words.lead}${photo && words.photo}.</p>
<p>${words.after(seconds)}</p>
<form method="post" action="${root}${action}?lang=${language}">
${hidden}<p><button type="submit">${words.send}</button></p>
</form>`,
  )
  return { html: page, headers: { 'retry-after': String(seconds), 'x-robots-tag': 'noindex' } }
}
