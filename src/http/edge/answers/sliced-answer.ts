import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { Problem } from '../../../errors.ts'
import type { Turns } from '../../../tables/turns.ts'
import { JSON_TYPE } from '../fields.ts'
import { jsonPieces } from './json-pieces.ts'

/** Does work for an answer in turns and resolves with its result; rejects with a Problem when the client leaves. */
export function inTurns<Result>(
  reply: FastifyReply,
  turns: Turns,
  work: Generator<unknown, Result>,
): Promise<Result> {
  return turns.finish(work, () => checkClient(reply))
}

/**
 * Sends an object as JSON while it is written, an element of its arrays after the other and no faster than the client
 * reads: for answers that no client may keep. When the client leaves, no further element is asked for.
 */
export function streamJson(
  reply: FastifyReply,
  turns: Turns,
  document: Readonly<Record<string, unknown>>,
): FastifyReply {
  const pieces = turns.joined([jsonPieces(document)])
  return reply.type(JSON_TYPE).send(Readable.from(pieces))
}

/**
 * Sends a text that is made piece by piece, whole, with its length and a strong ETag: for answers that a client may
 * keep. Rejects with a Problem when the client leaves before.
 */
export async function sendWhole(
  reply: FastifyReply,
  turns: Turns,
  texts: Iterable<string>,
): Promise<FastifyReply> {
  const digest = createHash('sha1')
  const pieces: Buffer[] = []
  for await (const text of turns.joined([texts])) {
    checkClient(reply)
    const piece = Buffer.from(text)
    digest.update(piece)
    pieces.push(piece)
  }
  reply.header('etag', `"${digest.digest('base64url')}"`)
  return reply.send(Buffer.concat(pieces))
}

function checkClient({ raw }: FastifyReply): void {
  if (raw.destroyed) throw new Problem('client-left')
}
