import { plainDate } from '../../../text/former-label.ts'
import { CONVERSION_WORDS } from '../../../text/words/conversion-words.ts'
import { type Html, html } from '../../edge/html.ts'
import type { Language } from '../../edge/language.ts'
import type { lineConversion } from '../../read/convert.ts'

type Conversion = ReturnType<ReturnType<typeof lineConversion>>

const WORDS = {
  results: { vi: 'Kết quả', en: 'Results' },
  none: { vi: 'Không tìm thấy đơn vị nào khớp.', en: 'No unit matches.' },
  same: { vi: 'Không thay đổi.', en: 'Not changed.' },
  more: {
    vi: 'Chỉ đổi {n} dòng đầu khi không có JavaScript.',
    en: 'Without JavaScript the first {n} lines are converted.',
  },
} as const
/** Lines that are converted on the page itself. */
const MOST = 50

/** What each line of a text became, for who has no scripts: scripts of the page draw their own. */
export function converterResults(
  text: string,
  convert: (line: string) => Conversion,
  language: Language,
): Html {
  const lines = text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const items = lines.slice(0, MOST).map((line) => drawn(line, convert(line), language))
  return html`<noscript><section aria-labelledby="given-title"><h2 id="given-title">${WORDS.results[language]}</h2>
${lines.length > MOST && html`<p>${WORDS.more[language].replace('{n}', String(MOST))}</p>`}<ol class="results">${items}</ol></section></noscript>
`
}

function drawn(line: string, { grade, candidates, warnings }: Conversion, language: Language): Html {
  const say = (word: string) => {
    const words: Readonly<Record<string, readonly [string, string]>> = CONVERSION_WORDS
    return words[word]?.[language === 'vi' ? 0 : 1]
  }
  const notes = warnings.flatMap((code) => say(`warning.${code}`) ?? [])
  return html`<li class="result"><p class="result-input">${line}</p><div class="result-output">
<p class="grade grade-${grade.toLowerCase()}">${grade} · ${say(`grade.${grade}`)}</p>
${candidates.length === 0 && html`<p>${WORDS.none[language]}</p>`}${candidates.map(
  ({ label, commune, steps }) =>
    html`<div class="candidate"><p class="candidate-label sure">${label} (${commune.code})</p><small>${
      steps.length === 0
        ? WORDS.same[language]
        : steps
            .map(
              ({ from, to, date, basis }) =>
                `${from.full_name} → ${to.full_name}: ${plainDate(date)}, ${basis}`,
            )
            .join(' · ')
    }</small></div>`,
)}${notes.length > 0 && html`<ul class="remarks">${notes.map((note) => html`<li>${note}</li>`)}</ul>`}</div></li>
`
}
