import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { App } from '../edge/app-type.ts'
import { baseUrlOf, rootPathOf } from '../edge/base-url.ts'
import { html } from '../edge/html.ts'
import { PageFile } from './page-files.ts'

/** Pages by path, each a file of the built browser side. */
const PAGES: Readonly<Record<string, string>> = { '/': 'portal.html', '/nhung': 'embed.html' }

/** A file whose name changes with what is in it. */
const HASHED = /-[A-Z0-9]{8}\.(?:js|css|woff2|svg)(?:\.br|\.gz)?$/
const FOR_GOOD = 'public, max-age=31536000, immutable'
const AN_HOUR = 'public, max-age=3600'

/** Scripts, styles and pictures of the pages, from the folder of the built ones. */
export async function assetRoutes(app: App, { webDir }: { webDir: string }): Promise<void> {
  if (!existsSync(webDir)) return
  await app.register(fastifyStatic, {
    root: webDir,
    prefix: '/assets/',
    index: false,
    cacheControl: false,
    setHeaders: (reply, path) => reply.header('cache-control', HASHED.test(path) ? FOR_GOOD : AN_HOUR),
    etag: true,
    preCompressed: true,
  })
}

export interface PageParts {
  webDir: string
  publicUrl?: string | undefined
}

/** The portal and the page of elements for other pages, with scripts and styles of all, from the folder of the built ones. */
export async function pageRoutes(app: App, { webDir, publicUrl }: PageParts): Promise<void> {
  await assetRoutes(app, { webDir })
  for (const [path, file] of Object.entries(PAGES)) {
    if (!existsSync(join(webDir, file))) continue
    const page = new PageFile(webDir, file, rootPathOf(publicUrl))
    app.get(path, { schema: { hide: true } }, async (request, reply) =>
      page.send(request, reply, { 'base url': html`${baseUrlOf(request, publicUrl)}` }),
    )
  }
}
