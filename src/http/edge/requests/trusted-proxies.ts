import type { FastifyServerOptions } from 'fastify'
import type { Config } from '../../../config.ts'

/**
 * Whom Fastify believes `X-Forwarded-*`: nobody, proxies of some networks, or the nearest `n`, counted from this server:
 * then the n-th address from the right of `X-Forwarded-For` is the client's, whatever the client wrote to its left.
 */
export function trustedProxies(trust: Config['trustProxy']): NonNullable<FastifyServerOptions['trustProxy']> {
  if (typeof trust === 'object') return [...trust]
  return trust > 0 ? (_address, hop) => hop < trust : false
}
