import type { Language } from '../../errors.ts'
import { type Html, html } from './html.ts'
import { type HeadFrame, siteFoot, siteHead } from './site-frame.ts'

export { SITE } from './site-frame.ts'

/** What stands around the content of a page without scripts. */
interface Frame extends HeadFrame {
  readonly language: Language
  readonly title: string
  /** Further lines of the head, each with its line end. */
  readonly head?: Html
}

/** A whole page without scripts. */
export function plainPage(frame: Frame, main: Html): Html {
  const { language, root, title, head } = frame
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
${siteHead(frame)}
<main id="main">
${main}
</main>
${siteFoot(frame)}
</body>
</html>
`
}
