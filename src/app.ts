import type { FastifyBaseLogger } from 'fastify'
import type { Config } from './config.ts'
import { addressRoutes } from './http/addresses.ts'
import type { App } from './http/app-type.ts'
import { createBaseApp } from './http/base-app.ts'
import { batchRoutes } from './http/batch.ts'
import { codeRoutes } from './http/codes.ts'
import { convertRoutes } from './http/convert.ts'
import { mapPageRoutes } from './http/map-pages.ts'
import { ogcRoutes } from './http/ogc/ogc-routes.ts'
import { pageRoutes } from './http/pages.ts'
import { reverseRoutes } from './http/reverse.ts'
import { searchRoutes } from './http/search.ts'
import { serviceRoutes } from './http/service.ts'
import { styleRoutes } from './http/styles.ts'
import { tableRoutes } from './http/tables.ts'
import { tileRoutes } from './http/tiles.ts'
import { unitRoutes } from './http/units.ts'
import type { Rooms } from './rooms.ts'
import { Turns } from './tables/turns.ts'
import { ThemeMaps } from './tiles/styles/theme-maps.ts'

export interface AppParts {
  config: Config
  rooms: Rooms
  version: string
  /** Folder of the built pages. */
  webDir: string
  logger: FastifyBaseLogger | false
}

/** The whole server as a function of its parts; it listens nowhere yet. */
export async function buildApp({ config, rooms, version, webDir, logger }: AppParts): Promise<App> {
  const app = await createBaseApp({ config, version, logger, follow: () => rooms.follow() })
  const { record, units, reverse, search, tiles } = rooms
  const { addresses, gazetteer } = record
  serviceRoutes(app, { version, ready: () => true, facts: () => rooms.facts() })
  searchRoutes(app, { search, units })
  reverseRoutes(app, { reverse, addresses, gazetteer, units })
  const looking = { search, reverse, addresses, gazetteer, units, turns: new Turns() }
  batchRoutes(app, looking)
  tableRoutes(app, { ...looking, maxBytes: config.maxTableBytes })
  codeRoutes(app, { addresses, units })
  addressRoutes(app, { addresses, units })
  unitRoutes(app, { units })
  convertRoutes(app, { units })
  tileRoutes(app, { tiles, publicUrl: config.publicUrl })
  ogcRoutes(app, { pages: record.pages, themes: record.themes, units, tiles, publicUrl: config.publicUrl })
  const themes = new ThemeMaps(record.themes, tiles)
  styleRoutes(app, { publicUrl: config.publicUrl, themes })
  await pageRoutes(app, webDir)
  mapPageRoutes(app, { themes, webDir, embedOrigins: config.embedOrigins })
  return app
}
