import type { FastifyReply, FastifyRequest } from 'fastify'
import { languageOf } from '../../edge/language.ts'
import type { ActorGuard } from '../../registry/actor-guard.ts'

/** A hook of a page that needs a login: leads who has none to the form, and from there back. */
export function toLogin({ guard }: { readonly guard: ActorGuard }, root: string) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    if (request.method !== 'GET' || (await guard.knows(request))) return undefined
    const next = encodeURIComponent(request.url)
    return reply
      .header('cache-control', 'no-store')
      .redirect(`${root}/dang-nhap?toi=${next}&lang=${languageOf(request)}`, 303)
  }
}
