import { hash } from 'node:crypto'
import type { DoneFuncWithErrOrRes, FastifyReply, FastifyRequest } from 'fastify'

/**
 * Adds a strong ETag to every cacheable answer without one and turns it into a 304 when the client has it. Text is
 * encoded here, once for the tag, the length and the socket.
 */
export function etagHook(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: DoneFuncWithErrOrRes,
): void {
  done(null, tagged(request, reply, payload))
}

function tagged(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
  if ((request.method !== 'GET' && request.method !== 'HEAD') || reply.statusCode !== 200) return payload
  let body = payload
  if (!reply.hasHeader('etag')) {
    if (reply.getHeader('cache-control') === 'no-store') return payload
    if (typeof payload === 'string') body = encoded(payload)
    if (!Buffer.isBuffer(body)) return payload
    reply.header('etag', `"${hash('sha1', body, 'base64url')}"`)
  }
  if (!matches(request.headers['if-none-match'], String(reply.getHeader('etag')))) return body
  reply.code(304).removeHeader('content-length').removeHeader('content-type').removeHeader('content-encoding')
  return ''
}

/** Text in UTF-8. It allots three bytes a character, the longest there are: counting them takes as long as writing. */
function encoded(text: string): Buffer {
  const bytes = Buffer.allocUnsafe(text.length * 3)
  return bytes.subarray(0, bytes.write(text))
}

/** Weak comparison of If-None-Match with an ETag (RFC 9110 §13.1.2). */
export function matches(header: string | undefined, etag: string): boolean {
  if (!header) return false
  if (header.trim() === '*') return true
  const opaque = etag.replace(/^W\//, '')
  return header.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === opaque)
}
