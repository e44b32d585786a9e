import type { App } from '../../src/http/edge/app-type.ts'
import { type BaseParts, createBaseApp } from '../../src/http/edge/base-app.ts'

/** The server's frame (errors, ETags, CORS, headers) with only the routes that `mount` adds; close it after the test. */
export async function routeApp(
  mount: (app: App) => void | Promise<void>,
  follow: () => void = () => undefined,
  config: Partial<BaseParts['config']> = {},
): Promise<App> {
  const app = await createBaseApp({
    config: { maxBodyBytes: 1_048_576, trustProxy: 0, rateLimit: 0, allowedHosts: [], ...config },
    version: '0.0.0',
    logger: false,
    follow: () => {
      follow()
      return undefined
    },
  })
  await mount(app)
  await app.ready()
  return app
}
