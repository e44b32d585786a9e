import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { preferredCoding } from './answers/content-coding.ts'

const unzip = promisify(gunzip)

/** Answers with bytes that are stored as gzip; unpacks them for a client that does not accept gzip. */
export function sendGzip(
  request: FastifyRequest,
  reply: FastifyReply,
  gzip: Uint8Array,
  etag: string,
): FastifyReply | Promise<FastifyReply> {
  const body = Buffer.from(gzip.buffer, gzip.byteOffset, gzip.byteLength)
  reply.header('vary', 'accept-encoding')
  if (preferredCoding(request.headers['accept-encoding'], ['gzip']))
    return reply.header('etag', `"${etag}"`).header('content-encoding', 'gzip').send(body)
  return unzip(body).then((plain) => reply.header('etag', `"${etag}-plain"`).send(plain))
}
