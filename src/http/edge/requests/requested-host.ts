import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { isHost } from '../../../config.ts'
import { Problem } from '../../../errors.ts'

const ABSOLUTE = /^https?:\/\/([^/?#]*)/i

/** The target of a request as a path; one in absolute form names the host itself (RFC 9112 §3.2.2). */
export function originForm(raw: IncomingMessage): string {
  const { url = '/' } = raw
  if (url.startsWith('/')) return url
  const [start = '', host] = ABSOLUTE.exec(url) ?? []
  if (host === undefined) return url
  const rest = url.slice(start.length)
  raw.headers.host = host
  return rest.startsWith('/') ? rest : `/${rest}`
}

/**
 * Checks who a request says this server is, so that `request.host` and `request.protocol` may be printed: refuses a
 * `Host` that is none, or two, sets the first of the allowed hosts in the place of any other, and leaves aside a
 * forwarded protocol that is not a web server's.
 */
export function checkHost(request: FastifyRequest, allowed: readonly string[]): void {
  const { headers, socket, httpVersion } = request.raw
  // HTTP/1.0 knows no Host
  if (headers.host === undefined && httpVersion === '1.0')
    headers.host = `${socket.localFamily === 'IPv6' ? `[${socket.localAddress}]` : socket.localAddress}:${socket.localPort}`
  const host = headers.host ?? ''
  if (hostLines(request.raw) > 1 || !isHost(host) || (request.host !== host && !isHost(request.host)))
    throw new Problem('bad-host')
  if (allowed.length > 0 && !allowed.includes(request.host.toLowerCase())) {
    headers.host = allowed[0]
    delete headers['x-forwarded-host']
  }
  if (request.protocol !== 'http' && request.protocol !== 'https') delete headers['x-forwarded-proto']
}

/** Node keeps the first of several lines only; proxies may have gone by another. */
function hostLines({ rawHeaders }: IncomingMessage): number {
  let count = 0
  for (let i = 0; i < rawHeaders.length; i += 2)
    if (rawHeaders[i]!.length === 4 && rawHeaders[i]!.toLowerCase() === 'host') count++
  return count
}
