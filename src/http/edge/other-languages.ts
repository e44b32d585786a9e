import { LANGUAGE_CODES, LANGUAGES, type Language } from '../../errors.ts'
import { type Html, html } from './html.ts'

/** Links to a page in the languages that it is not in, each by its own name. */
export function otherLanguages(language: Language, hrefIn: (language: Language) => string): Html[] {
  return LANGUAGE_CODES.filter((code) => code !== language).map(
    (code) => html`<a href="${hrefIn(code)}" lang="${code}" hreflang="${code}">${LANGUAGES[code]}</a>`,
  )
}
