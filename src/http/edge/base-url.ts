import type { FastifyRequest } from 'fastify'

/** The path under which a proxy in front shows this server, for links of pages: `/maps`, empty where there is none. */
export function rootPathOf(publicUrl: string | undefined): string {
  return publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/$/, '')
}

/** The address under which this server is reached: the configured one, else the one in the request. */
export function baseUrlOf(request: FastifyRequest, publicUrl: string | undefined): string {
  return publicUrl ?? `${request.protocol}://${request.host}`
}
