import cors from '@fastify/cors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../../errors.ts'
import type { App } from '../app-type.ts'
import { type AllowedMethods, allowOf, METHODS } from './allowed-methods.ts'

/** What pages of others may ask for: they read, and search in bodies. Whoever writes has an account, and pages of his own. */
const SHARED_METHODS = ['GET', 'HEAD', 'POST'] as const

export interface PreflightParts {
  /** Whose pages may read the answers, and which of their headers. */
  shared: { origin: string; exposedHeaders: string }
  /** Headers of every answer but a preflight's. */
  everywhere: Readonly<Record<string, string>>
  methods: AllowedMethods
}

/**
 * Answers `OPTIONS`: preflights of browsers by the package, `OPTIONS *` with the methods of the server; anything else is
 * refused. In a scope of its own: what other answers say of origins never changes.
 */
export async function preflights(app: App, { shared, everywhere, methods }: PreflightParts): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
      if (request.raw.url === '*') return reply.code(204).header('allow', allowOf(METHODS)).send()
      const { origin, 'access-control-request-method': method } = request.headers
      if (origin && method) return
      reply.headers(everywhere)
      const allow = methods.of(request.raw.url ?? '/')
      throw new Problem('bad-preflight', allow ? { headers: { allow } } : {})
    })
    await scope.register(cors, { ...shared, methods: [...SHARED_METHODS], maxAge: 86_400 })
  })
}
