import { Type } from 'typebox'
import type { Text } from '../../../errors.ts'
import { SENT_KINDS } from '../../../registry/doors/reports.ts'
import type { App } from '../../edge/app-type.ts'
import { rootPathOf } from '../../edge/base-url.ts'
import { query } from '../../edge/fields.ts'
import { html } from '../../edge/html.ts'
import { languageOf } from '../../edge/language.ts'
import { plainPage } from '../../edge/plain-page.ts'
import type { StrangerGuard } from '../strangers/stranger-guard.ts'

export interface ReportPageParts {
  readonly strangers: StrangerGuard
  readonly publicUrl: string | undefined
}

const text = (vi: string, en: string): Text => ({ vi, en })
const WORDS = {
  title: text('Báo sai', 'Report an error'),
  lead: text(
    'Không cần tài khoản. Cán bộ của xã, phường sẽ xem; những gì bạn viết không được hiện cho ai khác.',
    'No account is needed. The office of the commune looks at it; what you write is shown to nobody else.',
  ),
  about: text('Báo về', 'About'),
  aboutHint: text('Mã địa chỉ số, hoặc “kinh độ, vĩ độ”', 'An address code, or “longitude, latitude”'),
  kind: text('Điều gì sai?', 'What is wrong?'),
  text: text('Viết rõ hơn', 'Say more'),
  textHint: text(
    'Ví dụ: số nhà đúng, tên đường đúng. Đừng ghi tên hay số điện thoại.',
    'For instance the right number or name. Leave out names of people and phone numbers.',
  ),
  send: text('Gửi', 'Send'),
} as const
/** What each kind of report is called on the form. */
const KINDS: Readonly<Record<(typeof SENT_KINDS)[number], Text>> = {
  missing: text('Thiếu địa chỉ ở đây', 'An address is missing here'),
  'wrong-place': text('Sai vị trí', 'The place is wrong'),
  'wrong-content': text('Sai tên, số nhà hoặc nội dung khác', 'A name, number or something else is wrong'),
  'not-there': text('Không còn ở đây', 'It is not there any more'),
  duplicate: text('Trùng với một địa chỉ khác', 'It is there twice'),
  'personal-data': text('Có thông tin cá nhân', 'It shows something personal'),
  other: text('Điều khác', 'Something else'),
}
/** A place has no content yet that could be wrong. */
const OF_PLACES: readonly (typeof SENT_KINDS)[number][] = ['missing', 'wrong-place', 'wrong-content', 'other']
const PLACE = /^-?[\d.]+,-?[\d.]+$/

/** `/phan-anh`: the form that reports an error to `/v1/reports`, without scripts and without an account. */
export function reportPageRoutes(app: App, { strangers, publicUrl }: ReportPageParts): void {
  const root = rootPathOf(publicUrl)
  app.get(
    '/phan-anh',
    {
      schema: {
        hide: true,
        querystring: query({
          about: Type.Optional(Type.String({ maxLength: 128 })),
          kind: Type.Optional(Type.String({ maxLength: 40 })),
        }),
      },
    },
    async (request, reply) => {
      const { about = '', kind } = request.query
      const language = languageOf(request)
      const { token } = strangers.challenge(request)
      const kinds = PLACE.test(about) ? OF_PLACES : SENT_KINDS
      const chosen = kinds.find((each) => each === kind)
      const title = WORDS.title[language]
      const hrefIn = (lang: string) => `${root}/phan-anh?${new URLSearchParams({ about, lang })}`
      const subject = html`<p><label for="about">${WORDS.about[language]}</label>
<input id="about" name="about" value="${about}" maxlength="128" required aria-describedby="about-hint">
<small id="about-hint">${WORDS.aboutHint[language]}</small></p>`
      const choices = kinds.map(
        (each) =>
          html`<label class="choice"><input type="radio" name="kind" value="${each}" required${each === chosen ? html` checked` : ''}> ${KINDS[each][language]}</label>
`,
      )
      const page = plainPage(
        { language, root, title, hrefIn, head: html`<meta name="robots" content="noindex">\n` },
        html`<h1>${title}</h1>
<p class="lead">${WORDS.lead[language]}</p>
<form class="report" method="post" action="${root}/v1/reports?lang=${language}">
<input type="hidden" name="csrf" value="${token}">
${subject}
<fieldset><legend>${WORDS.kind[language]}</legend>
${choices}</fieldset>
<p><label for="text">${WORDS.text[language]}</label>
<textarea id="text" name="text" rows="5" maxlength="2000" required aria-describedby="text-hint"></textarea>
<small id="text-hint">${WORDS.textHint[language]}</small></p>
<p><button type="submit">${WORDS.send[language]}</button></p>
</form>`,
      )
      // the token is whoever's who asked
      reply.headers({ 'cache-control': 'no-store', vary: 'accept-language' })
      return reply.type('text/html; charset=utf-8').send(page.text)
    },
  )
}
