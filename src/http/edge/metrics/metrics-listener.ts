import { createServer, type Server } from 'node:http'
import type { Registry } from 'prom-client'
import { ERRORS, Problem } from '../../../errors.ts'
import { problemBody } from '../problem-details.ts'
import { checkMetricsDoor } from './metrics-door.ts'

/**
 * A server that answers `/metrics` and nothing else, for a network of the operator's own; without a token whoever
 * reaches its port may read.
 */
export function metricsListener(registry: Registry, token: string | undefined): Server {
  return createServer(async (request, reply) => {
    try {
      if (request.url?.split('?', 1)[0] !== '/metrics') throw new Problem('not-found')
      if (request.method !== 'GET' && request.method !== 'HEAD')
        throw new Problem('method-not-allowed', { headers: { allow: 'GET, HEAD' } })
      if (token !== undefined) checkMetricsDoor(request, token)
      const body = await registry.metrics()
      reply.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' }).end(body)
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem('internal-error')
      reply
        .writeHead(ERRORS[problem.code].status, {
          'content-type': 'application/problem+json; charset=utf-8',
          ...problem.more.headers,
        })
        .end(JSON.stringify(problemBody(problem, 'vi')))
    }
  })
}
