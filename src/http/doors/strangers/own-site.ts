import type { FastifyRequest } from 'fastify'
import { Problem } from '../../../errors.ts'

/**
 * Throws {@link Problem} `other-site` for what a page of another site makes a browser send (Fetch Metadata, RFC 6454): those
 * who open it would lend it their addresses. Programs send neither header.
 */
export function mustBeOwnSite(request: FastifyRequest, publicUrl: string | undefined): void {
  const { origin, 'sec-fetch-site': site } = request.headers
  if (site === 'same-origin' || site === 'none') return
  const own = publicUrl === undefined ? `${request.protocol}://${request.host}` : new URL(publicUrl).origin
  if (site !== undefined || (origin !== undefined && origin !== own)) throw new Problem('other-site')
}
