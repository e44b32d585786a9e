import type { App } from '../../src/http/edge/app-type.ts'
import { createBaseApp } from '../../src/http/edge/base-app.ts'

/** The server's frame (errors, ETags, CORS, headers) with only the routes that `mount` adds; close it after the test. */
export async function routeApp(
  mount: (app: App) => void | Promise<void>,
  follow: () => void = () => undefined,
): Promise<App> {
  const app = await createBaseApp({
    config: { maxBodyBytes: 1_048_576, trustProxy: false, rateLimit: 0 },
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
