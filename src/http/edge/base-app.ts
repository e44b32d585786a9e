import rateLimit from '@fastify/rate-limit'
import fastify, { type FastifyBaseLogger, type FastifyRequest, LogController } from 'fastify'
import type { Config } from '../../config.ts'
import { Problem } from '../../errors.ts'
import { nameChallenge } from './answers/challenge.ts'
import { answerFinisher } from './answers/finish-answer.ts'
import { answerPages } from './answers/page-answers.ts'
import { tagByState } from './answers/state-tags.ts'
import { endUnreadAnswers } from './answers/unread-answers.ts'
import type { App } from './app-type.ts'
import { rootPathOf } from './base-url.ts'
import { describeApi } from './description.ts'
import { answerMalformed, refuseTunnel } from './malformed-request.ts'
import { sendProblem } from './problem-details.ts'
import { AllowedMethods } from './requests/allowed-methods.ts'
import { acceptJson } from './requests/json-body.ts'
import { preflights } from './requests/preflights.ts'
import { checkHost, originForm } from './requests/requested-host.ts'
import { SchemaValidation } from './requests/schema-validation.ts'
import { trustedProxies } from './requests/trusted-proxies.ts'
import { securityHeaders } from './security-headers.ts'
import type { SiteFacts } from './site-frame.ts'
import { endConnectionsOnClose } from './stopping.ts'

export interface BaseParts {
  config: Pick<Config, 'maxBodyBytes' | 'trustProxy' | 'rateLimit' | 'allowedHosts'> &
    Partial<Pick<Config, 'publicUrl'>>
  version: string
  /** What the foot of pages says beside the version. */
  site?: Omit<SiteFacts, 'version'>
  logger: FastifyBaseLogger | false
  /** Called before every request: brings the indexes up to date with the record; the request waits for what it returns. */
  follow: () => Promise<void> | undefined
  /** Names what is served, for ETags: changes with the program, the record and the day; undefined where nothing names it. */
  state?: () => string | undefined
  /** What an error is that a store below has thrown; undefined for any other. */
  problemOf?: (error: unknown) => Problem | undefined
  /** Checks requests by the routes' schemas. */
  validation?: SchemaValidation
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

/** Headers of every answer but a preflight's. */
const EVERYWHERE = {
  ...securityHeaders(SECURITY),
  'access-control-allow-origin': SHARED.origin,
  'access-control-expose-headers': SHARED.exposedHeaders,
}

/** A server without routes of its own: errors as problem details, ETags, CORS, security headers, one log line a request. */
export async function createBaseApp(parts: BaseParts): Promise<App> {
  const { config, version, logger, follow, state, problemOf, validation = new SchemaValidation() } = parts
  const app: App = fastify({
    ...(logger ? { loggerInstance: logger } : {}),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: config.maxBodyBytes,
    trustProxy: trustedProxies(config.trustProxy),
    forceCloseConnections: 'idle',
    http: { requireHostHeader: false },
    rewriteUrl: originForm,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    schemaController: { compilersFactory: { buildValidator: validation.buildValidator } },
    frameworkErrors: sendProblem,
    clientErrorHandler: answerMalformed,
    requestTimeout: REQUEST_TIMEOUT,
  })
  app.server.on('connect', refuseTunnel)
  app.setErrorHandler((error: Problem, request, reply) =>
    sendProblem(problemOf?.(error) ?? error, request, reply),
  )
  acceptJson(app)
  const methods = new AllowedMethods({ maxParamLength: MAX_PARAM_LENGTH })
  app.addHook('onRoute', (route) => methods.add(route))
  app.setNotFoundHandler((request, reply) => sendProblem(missing(request, methods), request, reply))
  app.addHook('onRequest', (request, reply, done) => {
    if (request.method !== 'OPTIONS') reply.headers(EVERYWHERE)
    done()
  })
  if (config.rateLimit > 0) await limitRate(app, config.rateLimit)
  app.addHook('onRequest', (request, _reply, done) => {
    checkHost(request, config.allowedHosts)
    // before its body is read
    if (request.is404) throw missing(request, methods)
    const changes = follow()
    if (changes) changes.then(() => done(), done)
    else done()
  })
  tagByState(app, state ?? (() => undefined))
  const { site = { contact: undefined, dataDay: () => undefined } } = parts
  answerPages(app, { root: rootPathOf(config.publicUrl), facts: { version, ...site } })
  app.addHook('onSend', nameChallenge)
  app.addHook('onSend', answerFinisher())
  endConnectionsOnClose(app)
  endUnreadAnswers(app)
  logRequests(app)
  await preflights(app, { shared: SHARED, everywhere: EVERYWHERE, methods })
  await describeApi(app, { version, publicUrl: config.publicUrl })
  return app
}

/** Why there is no route for a request: none of its path, or none of its method. */
function missing({ raw }: FastifyRequest, methods: AllowedMethods): Problem {
  const allow = methods.of(raw.url ?? '/')
  return allow ? new Problem('method-not-allowed', { headers: { allow } }) : new Problem('not-found')
}

/** Counts every request of a client, for what is not there too, and refuses those above `max` a minute. */
async function limitRate(app: App, max: number): Promise<void> {
  await app.register(rateLimit, {
    global: false,
    max,
    timeWindow: '1 minute',
    errorResponseBuilder: () => new Problem('too-many-requests'),
  })
  app.addHook('onRequest', app.rateLimit())
}

function logRequests(app: App): void {
  app.addHook('onResponse', (request, reply, done) => {
    const ms = Math.round(reply.elapsedTime * 100) / 100
    const { method, routeOptions } = request
    request.log.info({ method, route: routeOptions.url, status: reply.statusCode, ms }, 'request')
    done()
  })
}
