import { once } from 'node:events'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Config } from '../config.ts'
import { type ErrorCode, Problem } from '../errors.ts'
import type { App } from './edge/app-type.ts'
import { Json, query } from './edge/fields.ts'
import { checkMetricsDoor } from './edge/metrics/metrics-door.ts'
import { metricsListener } from './edge/metrics/metrics-listener.ts'
import { type RegistryMetricsParts, registryMetrics } from './registry/registry-metrics.ts'

/** With who may read `/metrics`, and where. */
export interface ServiceParts
  extends Pick<Config, 'host' | 'metricsToken' | 'metricsPort'>,
    RegistryMetricsParts {
  version: string
  /** Why what is served can no longer be relied on; undefined while it can. */
  unready: () => ErrorCode | undefined | Promise<ErrorCode | undefined>
  /** What is served from memory; undefined of a server that only keeps the registry. */
  served: Served | undefined
}

/** What `/ready` and `/metrics` tell of what is served from memory. */
export interface Served {
  /** How many addresses are served, and of which kind. */
  facts: () => { addresses: number; data: string; sequence: number; lagSeconds: number }
  /** How many rows of each table of the record cannot be used. */
  unusable: { readonly counts: ReadonlyMap<string, number> }
  /** How often a text being typed was answered, and how often from the cache; its bytes. */
  answerCache: { readonly lookups: number; readonly hits: number; readonly bytes: number }
}

/** `/health`, `/ready`, `/metrics`: for whoever runs the server. */
export function serviceRoutes(app: App, parts: ServiceParts): void {
  const metrics = measured(app, parts)
  registryMetrics(metrics, parts)
  healthRoute(app, parts)
  readyRoute(app, parts)
  if (parts.metricsPort === undefined) metricsRoute(app, metrics, parts)
  else listenForMetrics(app, metrics, parts)
}

/** What Prometheus collects: the process, the time of every answer, the addresses in the record. */
function measured(app: App, { served }: ServiceParts): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer, by route and status',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  })
  if (served) measureServed(registry, served)
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none'
    duration.observe(
      { method: request.method, route, status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    )
    done()
  })
  return registry
}

/** The addresses served, how far behind they are, and how often answers were kept. */
function measureServed(registry: Registry, { facts, unusable, answerCache }: Served): void {
  new Gauge({
    name: 'diachiso_addresses',
    help: 'Addresses in the record',
    registers: [registry],
    collect() {
      this.set(facts().addresses)
    },
  })
  new Gauge({
    name: 'diachiso_following_lag_seconds',
    help: 'Seconds since edits of the record are known that are not served yet',
    registers: [registry],
    collect() {
      this.set(facts().lagSeconds)
    },
  })
  new Gauge({
    name: 'diachiso_unusable_rows',
    help: 'Rows of the record that cannot be used and are left out, by table; npm run check lists them',
    labelNames: ['table'] as const,
    registers: [registry],
    collect() {
      for (const [table, count] of unusable.counts) this.set({ table }, count)
    },
  })
  new Counter({
    name: 'diachiso_typed_text_answers_total',
    help: 'Answers to texts being typed, by whether they were in the cache',
    labelNames: ['cached'] as const,
    registers: [registry],
    collect() {
      this.reset()
      this.inc({ cached: 'yes' }, answerCache.hits)
      this.inc({ cached: 'no' }, answerCache.lookups - answerCache.hits)
    },
  })
  new Gauge({
    name: 'diachiso_answer_cache_bytes',
    help: 'Bytes of answers in the cache',
    registers: [registry],
    collect() {
      this.set(answerCache.bytes)
    },
  })
}

const uncached = { 'cache-control': 'no-store' }

function schema(operationId: string, summary: string) {
  return { operationId, tags: ['service'], summary, querystring: query({}) }
}

function healthRoute(app: App, { version }: ServiceParts): void {
  app.get(
    '/health',
    {
      logLevel: 'warn',
      schema: { ...schema('health', 'Máy chủ còn sống · Alive'), response: { 200: Json('ok') } },
    },
    async (_request, reply) => {
      reply.headers(uncached)
      return { status: 'ok', version }
    },
  )
}

function readyRoute(app: App, { version, unready, served }: ServiceParts): void {
  app.get(
    '/ready',
    {
      logLevel: 'warn',
      schema: { ...schema('ready', 'Dữ liệu đã nạp · Data loaded'), response: { 200: Json('ready') } },
    },
    async (_request, reply) => {
      const wrong = await unready()
      if (wrong) throw new Problem(wrong)
      reply.headers(uncached)
      if (!served) return { status: 'registry-only', version }
      const { lagSeconds, ...facts } = served.facts()
      return { status: 'ready', version, ...facts, lag_seconds: Math.round(lagSeconds * 1000) / 1000 }
    },
  )
}

function metricsRoute(app: App, metrics: Registry, { metricsToken }: ServiceParts): void {
  app.get(
    '/metrics',
    {
      logLevel: 'warn',
      schema: { ...schema('metrics', 'Số đo Prometheus · Prometheus metrics'), hide: true },
    },
    async (request, reply) => {
      checkMetricsDoor(request.raw, metricsToken)
      reply.headers(uncached).type(metrics.contentType)
      return metrics.metrics()
    },
  )
}

/** `/metrics` on a port of its own, open as long as the server is. */
function listenForMetrics(
  app: App,
  metrics: Registry,
  { host, metricsPort, metricsToken }: ServiceParts,
): void {
  const listener = metricsListener(metrics, metricsToken)
  app.addHook('onReady', async () => {
    await once(listener.listen(metricsPort, host), 'listening')
  })
  app.addHook('onClose', async () => {
    listener.close().closeAllConnections()
  })
}
