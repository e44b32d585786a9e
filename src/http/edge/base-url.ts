import type { FastifyRequest } from 'fastify'

/** The address under which this server is reached: as configured, else as the client asked for it. */
export function baseUrlOf(request: FastifyRequest, publicUrl: string | undefined): string {
  return publicUrl ?? `${request.protocol}://${request.host}`
}
