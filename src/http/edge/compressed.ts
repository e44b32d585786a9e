import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

const unzip = promisify(gunzip)

/** Answers with bytes that are stored as gzip; unpacks them for a client that does not accept gzip. */
export async function sendGzip(
  request: FastifyRequest,
  reply: FastifyReply,
  gzip: Uint8Array,
  etag: string,
): Promise<FastifyReply> {
  const body = Buffer.from(gzip.buffer, gzip.byteOffset, gzip.byteLength)
  reply.header('vary', 'accept-encoding')
  if (acceptsGzip(request.headers['accept-encoding']))
    return reply.header('etag', `"${etag}"`).header('content-encoding', 'gzip').send(body)
  return reply.header('etag', `"${etag}-plain"`).send(await unzip(body))
}

/** Whether an Accept-Encoding header names gzip, or `*`, with a weight above 0. */
export function acceptsGzip(header: string | string[] | undefined): boolean {
  const weights = new Map<string, number>()
  for (const part of String(header ?? '').split(',')) {
    const [coding = '', ...options] = part.trim().toLowerCase().split(';')
    const weight = options.map((option) => /^\s*q=([\d.]+)\s*$/.exec(option)?.[1]).find(Boolean)
    weights.set(coding.trim(), weight === undefined ? 1 : Number(weight))
  }
  return (weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0) > 0
}
