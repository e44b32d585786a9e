import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { App } from '../edge/app-type.ts'

/** Pages by path, each a file of the built browser side. */
const PAGES: Readonly<Record<string, string>> = { '/': 'portal.html', '/chuyen-doi': 'converter.html' }

/** Scripts, styles and pictures of the pages, from the folder of the built ones. */
export async function assetRoutes(app: App, { webDir }: { webDir: string }): Promise<void> {
  if (!existsSync(webDir)) return
  await app.register(fastifyStatic, {
    root: webDir,
    prefix: '/assets/',
    index: false,
    cacheControl: true,
    maxAge: '1h',
    etag: true,
    preCompressed: true,
  })
}

/** The pages for people with their scripts and styles, from the folder of the built pages. */
export async function pageRoutes(app: App, { webDir }: { webDir: string }): Promise<void> {
  if (!existsSync(webDir)) return
  await assetRoutes(app, { webDir })
  for (const [path, file] of Object.entries(PAGES)) {
    if (!existsSync(join(webDir, file))) continue
    app.get(path, { schema: { hide: true } }, async (_request, reply) =>
      reply.header('cache-control', 'no-cache').sendFile(file, { cacheControl: false }),
    )
  }
}
