import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Type } from 'typebox'
import { Problem } from '../../errors.ts'
import type { ThemeSource } from '../../tiles/styles/styles.ts'
import type { App } from '../edge/app-type.ts'
import { rootPathOf } from '../edge/base-url.ts'
import { query } from '../edge/fields.ts'
import { languageOf } from '../edge/language.ts'
import { mapList } from './map-list.ts'
import { PageFile } from './page-files.ts'

export interface MapPageParts {
  themes: ThemeSource
  /** Folder of the built pages. */
  webDir: string
  /** Origins whose pages may show a map in a frame; `*` for any, none when empty. */
  embedOrigins: readonly string[]
  publicUrl?: string | undefined
}

const PAGE = 'theme-map.html'

/** `/ban-do`, the list of thematic maps, and `/ban-do/{layer}`, the only pages that others may show in a frame. */
export function mapPageRoutes(app: App, { themes, webDir, embedOrigins, publicUrl }: MapPageParts): void {
  const root = rootPathOf(publicUrl)
  app.get('/ban-do', { schema: { hide: true, querystring: query({}) } }, async (request, reply) =>
    reply
      .header('cache-control', 'public, no-cache')
      .header('vary', 'accept-language')
      .type('text/html; charset=utf-8')
      .send(mapList(await themes.all(), languageOf(request), root).text),
  )
  if (!existsSync(join(webDir, PAGE))) return
  const page = new PageFile(webDir, PAGE, root)

  app.get(
    '/ban-do/:layer',
    { schema: { hide: true, params: Type.Object({ layer: Type.String() }) } },
    async (request, reply) => {
      const { layer } = request.params
      if (!(await themes.one(layer)))
        throw new Problem('unknown-layer', {
          detail: {
            vi: `Không có bản đồ "${layer}"; danh sách ở /ban-do.`,
            en: `There is no map "${layer}"; /ban-do lists them.`,
          },
        })
      const policy = String(reply.getHeader('content-security-policy'))
      reply.header(
        'content-security-policy',
        policy.replace(/frame-ancestors [^;]*/, `frame-ancestors ${ancestors(embedOrigins)}`),
      )
      // the older header knows one origin at most, and would forbid what the policy allows
      if (embedOrigins.length > 0) reply.removeHeader('x-frame-options')
      return page.send(request, reply)
    },
  )
}

function ancestors(origins: readonly string[]): string {
  return origins.length === 0 ? "'none'" : origins.includes('*') ? '*' : ["'self'", ...origins].join(' ')
}
