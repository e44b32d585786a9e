import type { FastifyRequest } from 'fastify'

/** The address under which this server is reached: the configured one, else the one in the request. */
export function baseUrlOf(request: FastifyRequest, publicUrl: string | undefined): string {
  return publicUrl ?? `${request.protocol}://${request.host}`
}
