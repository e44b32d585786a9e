import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * How somebody proves who he is here, as every 401 must name a way (RFC 9110 §15.5.2): the scheme of keys. The login by a form has no
 * scheme, and one that browsers know would have them ask for a password in the place of our page.
 */
const CHALLENGE = 'Bearer realm="registry"'

/** A hook `onSend`: a 401 names a challenge, unless its own is named already. */
export function nameChallenge(
  _request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: (error: null, payload: unknown) => void,
): void {
  if (reply.statusCode === 401 && !reply.hasHeader('www-authenticate'))
    reply.header('www-authenticate', CHALLENGE)
  done(null, payload)
}
