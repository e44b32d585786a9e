import { hash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { DoneFuncWithErrOrRes, FastifyReply, FastifyRequest } from 'fastify'
import { type Coding, compressed, compressedStream, preferredCoding } from './content-coding.ts'
import { TextBuffers } from './text-buffers.ts'

/** Bytes from which on an answer is compressed: below, it fits one packet anyway. */
const MIN_COMPRESSED = 1024
/** Text, JSON and what is written in them; not what is compressed already, and not events that must flow. */
const TEXT = /^(?:text\/(?!event-stream)|application\/(?:[\w.+-]+\+)?(?:json|xml|javascript)\b|image\/svg)/
/** In which answers are offered, the first before the second. */
export const CODINGS: readonly Coding[] = ['gzip', 'br']

/**
 * A hook `onSend`, the last step of every answer: adds a strong ETag to a cacheable one without, compresses text above a kilobyte as the
 * client likes it, each coding with a tag of its own (`"…-gzip"`), and turns the answer into a 304 when the client has it.
 * Text is encoded here, once for the tag, the length and the socket.
 */
export function answerFinisher(): typeof finish {
  const texts = new TextBuffers()
  return (request, reply, payload, done) =>
    finish(request, reply, typeof payload === 'string' ? texts.encoded(payload) : payload, done)
}

function finish(
  request: FastifyRequest,
  reply: FastifyReply,
  body: unknown,
  done: DoneFuncWithErrOrRes,
): void {
  const read = (request.method === 'GET' || request.method === 'HEAD') && reply.statusCode === 200
  if (
    read &&
    Buffer.isBuffer(body) &&
    !reply.hasHeader('etag') &&
    reply.getHeader('cache-control') !== 'no-store'
  )
    reply.header('etag', request.stateTag ?? `"${hash('sha1', body, 'base64url')}"`)
  const coding = codingOf(request, reply, body)
  if (coding) mark(reply, coding)
  if (
    read &&
    reply.hasHeader('etag') &&
    matches(request.headers['if-none-match'], String(reply.getHeader('etag')))
  ) {
    if (body instanceof Readable) body.destroy()
    reply.code(304)
    for (const name of ['content-length', 'content-type', 'content-encoding']) reply.removeHeader(name)
    done(null, '')
  } else if (!coding) done(null, body)
  else if (Buffer.isBuffer(body)) {
    const packed = compressed(body, coding)
    if (Buffer.isBuffer(packed)) done(null, packed)
    else packed.then((bytes) => done(null, bytes), done)
  } else done(null, request.method === 'HEAD' ? body : compressedStream(body as Readable, coding))
}

/** The coding to answer in; undefined where there is nothing to compress or the client takes it as it is. */
function codingOf(request: FastifyRequest, reply: FastifyReply, body: unknown): Coding | undefined {
  const large = Buffer.isBuffer(body) ? body.length >= MIN_COMPRESSED : body instanceof Readable
  if (!large || reply.statusCode === 206 || reply.hasHeader('content-encoding')) return undefined
  if (!TEXT.test(String(reply.getHeader('content-type') ?? ''))) return undefined
  const vary = String(reply.getHeader('vary') ?? '')
  if (!/accept-encoding/i.test(vary))
    reply.header('vary', vary ? `${vary}, accept-encoding` : 'accept-encoding')
  return preferredCoding(request.headers['accept-encoding'], CODINGS)
}

/** Says that the answer is in a coding: its own tag, no length yet, no parts. */
function mark(reply: FastifyReply, coding: Coding): void {
  reply.header('content-encoding', coding).removeHeader('content-length').removeHeader('accept-ranges')
  const etag = reply.getHeader('etag')
  if (etag !== undefined) reply.header('etag', codedTag(String(etag), coding))
}

/** The tag of an answer in a coding. */
export function codedTag(etag: string, coding: Coding): string {
  return `${etag.slice(0, -1)}-${coding}"`
}

/** Weak comparison of If-None-Match with an ETag (RFC 9110 §13.1.2). */
export function matches(header: string | undefined, etag: string): boolean {
  if (!header) return false
  if (header.trim() === '*') return true
  const opaque = etag.replace(/^W\//, '')
  return header.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === opaque)
}
