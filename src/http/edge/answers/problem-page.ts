import type { Text } from '../../../errors.ts'
import type { App } from '../app-type.ts'
import { html } from '../html.ts'
import { languageOf } from '../language.ts'
import { plainPage } from '../plain-page.ts'

/** The page that a failure is told on. */
interface ProblemFrame {
  /** Path of the server's root. */
  readonly root: string
  readonly title: Text
  /** Path of the page. */
  readonly page: string
}

/**
 * Tells every failure of a scope's routes, also of their hooks and schemas, on a page with the status and headers that a program
 * would get: whoever sends a form reads no JSON. The sentence is that of the problem details.
 */
export function tellOnPages(app: App, { root, title, page }: ProblemFrame): void {
  app.addHook('preSerialization', async (request, reply, payload: unknown) => {
    if (!String(reply.getHeader('content-type')).startsWith('application/problem+json')) return payload
    const language = languageOf(request)
    const { detail } = payload as { detail: string }
    const hrefIn = (other: string) => `${root}${page}?lang=${other}`
    reply.type('text/html; charset=utf-8').serializer(String)
    return plainPage(
      { language, root, title: title[language], hrefIn },
      html`<h1>${title[language]}</h1>
<p class="trouble" role="alert">${detail}</p>
<p><a href="${hrefIn(language)}">${BACK[language]}</a></p>`,
    ).text
  })
}

const BACK: Text = { vi: 'Mở lại trang', en: 'Open the page again' }
