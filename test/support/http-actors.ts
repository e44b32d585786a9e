import type { FastifyRequest } from 'fastify'
import type { Actor } from '../../src/registry/actor.ts'
import { actor } from './registry-actors.ts'

/** Accounts that a test may send requests as, by their name in `X-Test-Actor`. */
export const HTTP_ACTORS: Readonly<Record<string, Actor>> = {
  collector: actor('cúc', ['collector']),
  officer: actor('oanh', ['officer']),
  second: actor('hai', ['officer']),
  verifier: actor('vinh', ['verifier']),
  other: actor('khác', ['verifier']),
  elsewhere: actor('em', ['officer', 'verifier'], ['28159']),
}

/** The account that a request names; nobody for any other name. */
export async function namedActor({ headers }: FastifyRequest): Promise<Actor | undefined> {
  return HTTP_ACTORS[String(headers['x-test-actor'])]
}
