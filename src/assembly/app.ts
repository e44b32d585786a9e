import type { FastifyBaseLogger } from 'fastify'
import type { Config } from '../config.ts'
import { batchRoutes } from '../http/bulk/batch.ts'
import { tableRoutes } from '../http/bulk/tables.ts'
import type { App } from '../http/edge/app-type.ts'
import { createBaseApp } from '../http/edge/base-app.ts'
import { ogcRoutes } from '../http/ogc/ogc-routes.ts'
import { mapPageRoutes } from '../http/pages/map-pages.ts'
import { pageRoutes } from '../http/pages/pages.ts'
import { addressRoutes } from '../http/read/addresses.ts'
import { codeRoutes } from '../http/read/codes.ts'
import { convertRoutes } from '../http/read/convert.ts'
import { reverseRoutes } from '../http/read/reverse.ts'
import { searchRoutes } from '../http/read/search.ts'
import { unitRoutes } from '../http/read/units.ts'
import { serviceRoutes } from '../http/service.ts'
import { styleRoutes } from '../http/tiles/styles.ts'
import { tileRoutes } from '../http/tiles/tiles.ts'
import { Turns } from '../tables/turns.ts'
import { ThemeMaps } from '../tiles/styles/theme-maps.ts'
import type { Rooms } from './server-state.ts'

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
