import { LANGUAGE_CODES, LANGUAGES, type Language, type Text } from '../../errors.ts'
import { type Html, html } from './html.ts'

/** What every page calls this server. */
export const SITE: Text = { vi: 'Địa chỉ số', en: 'Digital addresses' }

/** What stands around the content of a page without scripts. */
interface Frame {
  readonly language: Language
  /** Path of the server's root. */
  readonly root: string
  readonly title: string
  /** Where the same page is in another language. */
  readonly hrefIn: (language: Language) => string
  /** Further lines of the head, each with its line end. */
  readonly head?: Html
}

/** A whole page without scripts. */
export function plainPage({ language, root, title, hrefIn, head }: Frame, main: Html): Html {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<meta name="color-scheme" content="light dark">
<link rel="icon" href="${root}/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${root}/assets/ogc-page.css">
${head ?? ''}</head>
<body class="ogc">
<header class="top">
<a class="brand" href="${root}/"><img src="${root}/assets/icon.svg" alt="" width="36" height="36"> <strong>${SITE[language]}</strong></a>
${otherLanguages(language, hrefIn)}
</header>
<main>
${main}
</main>
</body>
</html>
`
}

/** Links to a page in the languages that it is not in, each by its own name. */
function otherLanguages(language: Language, hrefIn: (language: Language) => string): Html[] {
  return LANGUAGE_CODES.filter((code) => code !== language).map(
    (code) => html`<a href="${hrefIn(code)}" lang="${code}" hreflang="${code}">${LANGUAGES[code]}</a>`,
  )
}
