import { hash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { App } from '../app-type.ts'
import { CODINGS, codedTag, matches } from './finish-answer.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer depends on the request's address and language, the record, the day and the program, and on nothing else. */
    taggedByState?: boolean
  }
  interface FastifyRequest {
    /** Tag of an answer that is {@link FastifyContextConfig.taggedByState}, once its request is known to be valid. */
    stateTag: string | undefined
  }
}

/**
 * Gives routes that say so in their `config` a strong ETag of what their answer depends on, in the place of a hash of the answer,
 * and answers 304 before any work is done to a client that has the answer (RFC 9110 §13.1.2).
 *
 * @param state names what is served: program, state of the record and day; undefined where that is not known
 */
export function tagByState(app: App, state: () => string | undefined): void {
  app.decorateRequest('stateTag', undefined)
  app.addHook('onRoute', (route) => {
    if (!route.config?.taggedByState) return
    const others = [route.preHandler ?? []].flat()
    route.preHandler = [
      (request, reply, done) => {
        request.stateTag = tagOf(request, state())
        const held = heldBy(request)
        if (held === undefined) done()
        else reply.code(304).header('etag', held).send('')
      },
      ...others,
    ]
  })
}

function tagOf(request: FastifyRequest, state: string | undefined): string | undefined {
  if (state === undefined) return undefined
  const { url, headers } = request
  const parts = [state, url, headers['accept-language'] ?? '']
  return `"${hash('sha1', parts.join('\n'), 'base64url')}"`
}

/** The tag of the answer in the coding in which the client has it. */
function heldBy({ stateTag, headers }: FastifyRequest): string | undefined {
  const header = headers['if-none-match']
  if (header === undefined || stateTag === undefined || header.trim() === '*') return undefined
  const tags = [stateTag, ...CODINGS.map((coding) => codedTag(stateTag, coding))]
  return tags.find((tag) => matches(header, tag))
}
