import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from '../../edge/app-type.ts'
import { rootPathOf } from '../../edge/base-url.ts'
import { html } from '../../edge/html.ts'
import { languageOf } from '../../edge/language.ts'
import { type ConvertParts, lineConversion } from '../../read/convert.ts'
import { PageFile } from '../page-files.ts'
import type { PageParts } from '../pages.ts'
import { converterResults } from './converter-results.ts'

const FILE = 'converter.html'
/** Characters of a text and of a line that are converted on the page itself. */
const MOST_TEXT = 20_000
const MOST_LINE = 1000

/** `/chuyen-doi?q=&to=`: old and new addresses, also without scripts. */
export function converterPageRoute(
  app: App,
  { webDir, publicUrl, ...parts }: PageParts & Pick<ConvertParts, 'units' | 'hamlets'>,
): void {
  if (!existsSync(join(webDir, FILE))) return
  const page = new PageFile(webDir, FILE, rootPathOf(publicUrl))
  const convert = lineConversion(parts)
  app.get('/chuyen-doi', { schema: { hide: true } }, async (request, reply) => {
    const { q, to } = request.query as { q?: unknown; to?: unknown }
    const text = typeof q === 'string' ? q.slice(0, MOST_TEXT) : ''
    const direction = to === 'former' ? 'former' : 'current'
    const converted = (line: string) => convert(line.slice(0, MOST_LINE), direction)
    return page.send(request, reply, {
      text: html`${text}`,
      results: text.trim() === '' ? html`` : converterResults(text, converted, languageOf(request)),
    })
  })
}
