import { formatLocalCode, LOCAL_CODE } from '../../../codes/local-code.ts'
import type { Text } from '../../../errors.ts'
import { type Html, html } from '../../edge/html.ts'
import type { Language } from '../../edge/language.ts'
import { plainPage, SITE } from '../../edge/plain-page.ts'
import type { GeocodeFeature } from '../../features/geocode-reply.ts'
import type { codeAnswers } from '../../read/codes.ts'

type Answer = ReturnType<Awaited<ReturnType<ReturnType<typeof codeAnswers>>>>

const WORDS = {
  title: { vi: 'Tra cứu mã địa chỉ', en: 'Check an address code' },
  lead: {
    vi: 'Nhập mã địa chỉ số, mã quốc gia, Plus code hoặc mã bưu chính. Trang này cho biết mã có đúng không, thuộc về đâu, và nếu gõ nhầm thì có thể là mã nào.',
    en: 'Enter an address code, a national code, a plus code or a postal code. This page tells whether it is right, what it stands for, and which one may have been meant.',
  },
  code: { vi: 'Mã', en: 'Code' },
  check: { vi: 'Tra cứu', en: 'Check' },
  registered: { vi: 'Mã đúng và đang được dùng.', en: 'The code is right and in use.' },
  formed: { vi: 'Mã đúng dạng.', en: 'The code is well formed.' },
  wrong: { vi: 'Mã chưa dùng được', en: 'The code cannot be used' },
  meant: { vi: 'Có phải bạn muốn gõ', en: 'Did you mean' },
  stands: { vi: 'Mã này là của', en: 'It stands for' },
  scheme: { vi: 'Loại mã', en: 'Kind of code' },
} as const satisfies Record<string, Text>
const SCHEMES: Readonly<Record<string, Text>> = {
  local: { vi: 'Mã địa chỉ số', en: 'Address code' },
  ndas: { vi: 'Mã quốc gia', en: 'National code' },
  pluscode: { vi: 'Plus code', en: 'Plus code' },
  postal: { vi: 'Mã bưu chính', en: 'Postal code' },
}

export interface CodePage {
  readonly language: Language
  readonly root: string
  readonly hrefIn: (language: Language) => string
  /** What was asked, and what is known of it. */
  readonly asked: string
  readonly answer: Answer | undefined
}

/** `/tra-cuu-ma`: the page that checks a code, without scripts. */
export function codePage({ language, root, hrefIn, asked, answer }: CodePage): Html {
  const say = (text: Text) => text[language]
  return plainPage(
    {
      ...{ language, root, hrefIn, title: `${say(WORDS.title)} · ${SITE[language]}` },
      head: html`<link rel="stylesheet" href="${root}/assets/site-page.css">
`,
    },
    html`<h1>${say(WORDS.title)}</h1>
<p class="lead">${say(WORDS.lead)}</p>
<form class="find" action="${root}/tra-cuu-ma" method="get">
${language !== 'vi' && html`<input type="hidden" name="lang" value="${language}">`}<label for="ma">${say(WORDS.code)}</label>
<input id="ma" name="ma" type="text" maxlength="200" autocomplete="off" spellcheck="false" value="${asked}"> <button type="submit">${say(WORDS.check)}</button></form>
${answer && found(answer, language, root)}`,
  )
}

function found(answer: Answer, language: Language, root: string): Html {
  const { valid, registered, status, problems, suggestions, normalized, scheme, label } = answer
  const isRight = valid && problems.length === 0
  const kind = label ?? SCHEMES[scheme]?.[language]
  const address = answer.address as GeocodeFeature | null
  const readable = LOCAL_CODE.test(normalized) ? formatLocalCode(normalized) : normalized
  return html`<section class="${isRight ? 'answer right' : 'answer wrong'}" aria-labelledby="answer-title">
<h2 id="answer-title">${readable}</h2>
<p><strong>${(isRight ? (registered ? WORDS.registered : WORDS.formed) : WORDS.wrong)[language]}</strong>${kind !== undefined && html` ${WORDS.scheme[language]}: ${kind}.`}</p>
${problems.map(({ message }) => html`<p>${message}</p>`)}
${address && html`<p>${WORDS.stands[language]}: <a href="${root}/${pageOf(answer, address)}">${address.properties.geocoding.label}</a></p>`}
${
  suggestions.length > 0 &&
  html`<p>${WORDS.meant[language]}:</p><ul>${suggestions.map((code) => html`<li><a href="${root}/tra-cuu-ma?ma=${code}">${code}</a></li>`)}</ul>`
}${status === 'retired' && html`<p><a href="${root}/${encodeURIComponent(normalized)}">${readable}</a></p>`}</section>`
}

/** The page of what a code stands for: of the code itself where it is one of an address. */
function pageOf({ normalized, scheme }: Answer, { id }: GeocodeFeature): string {
  return scheme === 'local' || scheme === 'ndas' ? normalized : `p/${encodeURIComponent(String(id))}`
}
