import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import fastify, { type FastifyBaseLogger } from 'fastify'
import type { Config } from './config.ts'
import { Problem } from './errors.ts'
import { addressRoutes } from './http/addresses.ts'
import type { App } from './http/app-type.ts'
import { codeRoutes } from './http/codes.ts'
import { convertRoutes } from './http/convert.ts'
import { describeApi } from './http/description.ts'
import { etagHook } from './http/etag.ts'
import { pageRoutes } from './http/pages.ts'
import { sendProblem } from './http/problem-details.ts'
import { reverseRoutes } from './http/reverse.ts'
import { searchRoutes } from './http/search.ts'
import { serviceRoutes } from './http/service.ts'
import { styleRoutes } from './http/styles.ts'
import { tileRoutes } from './http/tiles.ts'
import { unitRoutes } from './http/units.ts'
import type { Rooms } from './rooms.ts'

export interface AppParts {
  config: Config
  rooms: Rooms
  version: string
  /** Folder of the built pages. */
  webDir: string
  logger: FastifyBaseLogger | false
}

/** Requests longer than this are refused by the router (characters of a path parameter). */
const MAX_PARAM_LENGTH = 512

/** The whole server as a function of its parts; it listens nowhere yet. */
export async function buildApp({ config, rooms, version, webDir, logger }: AppParts): Promise<App> {
  const app: App = fastify({
    ...(logger ? { loggerInstance: logger } : {}),
    disableRequestLogging: true,
    bodyLimit: config.maxBodyBytes,
    trustProxy: config.trustProxy,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH, ignoreTrailingSlash: false },
    ajv: {
      customOptions: { removeAdditional: false, coerceTypes: true, allErrors: true, useDefaults: true },
    },
    frameworkErrors: sendProblem,
  })

  app.setErrorHandler(sendProblem)
  app.setNotFoundHandler((request, reply) => sendProblem(new Problem('not-found'), request, reply))
  app.addHook('onRequest', async () => rooms.follow())
  app.addHook('onSend', etagHook)
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request
    const ms = Math.round(reply.elapsedTime * 100) / 100
    request.log.info({ method, route: routeOptions.url, status: reply.statusCode, ms }, 'request')
  })

  await app.register(cors, {
    origin: '*',
    methods: ['GET', 'HEAD', 'POST'],
    exposedHeaders: ['ETag'],
    maxAge: 86_400,
  })
  await app.register(helmet, SECURITY)
  if (config.rateLimit > 0)
    await app.register(rateLimit, {
      max: config.rateLimit,
      timeWindow: '1 minute',
      errorResponseBuilder: () => new Problem('too-many-requests'),
    })
  await describeApi(app, version)

  const { record, units, reverse, search, tiles } = rooms
  const { addresses, gazetteer } = record
  serviceRoutes(app, { version, ready: () => true, facts: () => rooms.facts() })
  searchRoutes(app, { search, addresses, units })
  reverseRoutes(app, { reverse, addresses, gazetteer, units })
  codeRoutes(app, { addresses, units })
  addressRoutes(app, { addresses, units })
  unitRoutes(app, { units })
  convertRoutes(app, { units })
  tileRoutes(app, { tiles, publicUrl: config.publicUrl })
  styleRoutes(app, { publicUrl: config.publicUrl })
  await pageRoutes(app, webDir)
  return app
}

/** Headers of every answer; pages load nothing from elsewhere, and only maps made for it may be framed. */
const SECURITY = {
  hsts: false,
  crossOriginResourcePolicy: { policy: 'cross-origin' },
  crossOriginEmbedderPolicy: false,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
} as const
