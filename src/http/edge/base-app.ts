import cors from '@fastify/cors'
import rateLimit from '@fastify/rate-limit'
import fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import type { Config } from '../../config.ts'
import { Problem } from '../../errors.ts'
import type { App } from './app-type.ts'
import { describeApi } from './description.ts'
import { etagHook } from './etag.ts'
import { answerMalformed } from './malformed-request.ts'
import { sendProblem } from './problem-details.ts'
import { securityHeaders } from './security-headers.ts'

export interface BaseParts {
  config: Pick<Config, 'maxBodyBytes' | 'trustProxy' | 'rateLimit'>
  version: string
  logger: FastifyBaseLogger | false
  /** Called before every request: brings the indexes up to date with the record; the request waits for what it returns. */
  follow: () => Promise<void> | undefined
}

/** Longest path parameter that the router looks at, in characters. */
const MAX_PARAM_LENGTH = 512

/** Time in which a request must arrive whole, in milliseconds. */
const REQUEST_TIMEOUT = 300_000

/** Security headers of every answer: pages load nothing from other origins and may not be framed. */
const SECURITY = {
  hsts: false,
  crossOriginResourcePolicy: { policy: 'cross-origin' },
  crossOriginEmbedderPolicy: false,
  frameguard: { action: 'deny' },
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

/** Whose pages may read the answers, and which of their headers. */
const SHARED = { origin: '*', exposedHeaders: 'ETag, Content-Crs, Link' } as const

/** A server without routes of its own: errors as problem details, ETags, CORS, security headers, one log line a request. */
export async function createBaseApp({ config, version, logger, follow }: BaseParts): Promise<App> {
  const app: App = fastify({
    ...(logger ? { loggerInstance: logger } : {}),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: config.maxBodyBytes,
    trustProxy: config.trustProxy,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    ajv: {
      customOptions: { removeAdditional: false, coerceTypes: true, allErrors: true, useDefaults: true },
    },
    frameworkErrors: sendProblem,
    clientErrorHandler: answerMalformed,
    requestTimeout: REQUEST_TIMEOUT,
  })
  app.setErrorHandler(sendProblem)
  app.setNotFoundHandler((request, reply) => sendProblem(new Problem('not-found'), request, reply))
  beginRequests(app, follow)
  app.addHook('onSend', etagHook)
  closeConnectionsOnExit(app)
  logRequests(app)
  // In a scope of its own: only preflights need the package, as all other answers carry the same fixed headers.
  await app.register(async (preflights) => {
    await preflights.register(cors, { ...SHARED, methods: ['GET', 'HEAD', 'POST'], maxAge: 86_400 })
  })
  if (config.rateLimit > 0)
    await app.register(rateLimit, {
      max: config.rateLimit,
      timeWindow: '1 minute',
      errorResponseBuilder: () => new Problem('too-many-requests'),
    })
  await describeApi(app, version)
  return app
}

/** Puts the headers of every answer on it and brings the indexes up to date. */
function beginRequests(app: App, follow: BaseParts['follow']): void {
  const everywhere = {
    ...securityHeaders(SECURITY),
    'access-control-allow-origin': SHARED.origin,
    'access-control-expose-headers': SHARED.exposedHeaders,
  }
  app.addHook('onRequest', (request, reply, done) => {
    if (request.method !== 'OPTIONS') reply.headers(everywhere)
    const changes = follow()
    if (changes) changes.then(() => done(), done)
    else done()
  })
}

function logRequests(app: App): void {
  app.addHook('onResponse', (request, reply, done) => {
    const ms = Math.round(reply.elapsedTime * 100) / 100
    const { method, routeOptions } = request
    request.log.info({ method, route: routeOptions.url, status: reply.statusCode, ms }, 'request')
    done()
  })
}

/** Closes the connection of a request that ends while the server closes: a kept-alive one would delay the exit. */
function closeConnectionsOnExit(app: App): void {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) reply.header('connection', 'close')
    done(null, payload)
  })
}
