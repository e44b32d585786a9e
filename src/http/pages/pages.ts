import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { App } from '../edge/app-type.ts'
import { rootPathOf } from '../edge/base-url.ts'
import { PageFile } from './page-files.ts'

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

export interface PageParts {
  webDir: string
  publicUrl?: string | undefined
}

/** The portal, and scripts and styles of all pages, from the folder of the built ones. */
export async function pageRoutes(app: App, { webDir, publicUrl }: PageParts): Promise<void> {
  await assetRoutes(app, { webDir })
  if (!existsSync(join(webDir, 'portal.html'))) return
  const portal = new PageFile(webDir, 'portal.html', rootPathOf(publicUrl))
  app.get('/', { schema: { hide: true } }, async (request, reply) => portal.send(request, reply))
}
