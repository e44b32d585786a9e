import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { qrCode } from '../../edge/answers/qr-code.ts'
import type { App } from '../../edge/app-type.ts'
import { baseUrlOf, rootPathOf } from '../../edge/base-url.ts'
import { query } from '../../edge/fields.ts'
import type { Html } from '../../edge/html.ts'
import { languageOf } from '../../edge/language.ts'
import { type CodeParts, codeAnswers } from '../../read/codes.ts'
import { hrefOf } from '../page-files.ts'
import { aboutPage, handbillPage } from './about-page.ts'
import { codePage } from './code-page.ts'
import { developerPage } from './developer-page.ts'

/** `/tra-cuu-ma`, `/dia-chi-so` with its handbill, `/nha-phat-trien`: pages without scripts, and paths that people try for them. */
export function siteRoutes(
  app: App,
  { publicUrl, ...parts }: CodeParts & { publicUrl: string | undefined },
): void {
  const root = rootPathOf(publicUrl)
  const answering = codeAnswers(parts)
  const schema = { hide: true, querystring: query({}) }
  const frameOf = (request: Parameters<typeof languageOf>[0]) => ({
    language: languageOf(request),
    root,
    hrefIn: hrefOf(request, root),
  })

  const ma = Type.Optional(Type.String({ maxLength: 200, description: 'The code to check' }))
  app.get('/tra-cuu-ma', { schema: { hide: true, querystring: query({ ma }) } }, async (request, reply) => {
    const asked = request.query.ma?.trim() ?? ''
    const frame = frameOf(request)
    const answer = asked === '' ? undefined : (await answering([asked]))(asked, frame.language)
    return page(reply, codePage({ ...frame, asked, answer }))
  })
  app.get('/dia-chi-so', { schema }, async (request, reply) => page(reply, aboutPage(frameOf(request))))
  app.get('/dia-chi-so/to-roi', { schema }, async (request, reply) => {
    const base = baseUrlOf(request, publicUrl)
    return page(reply, handbillPage(frameOf(request), base, await qrCode(`${base}/`)))
  })
  app.get('/nha-phat-trien', { schema }, async (request, reply) =>
    page(reply, developerPage(frameOf(request), baseUrlOf(request, publicUrl))),
  )
}

function page(reply: FastifyReply, { text }: Html): FastifyReply {
  return reply
    .header('cache-control', 'public, no-cache')
    .header('vary', 'accept-language')
    .type('text/html; charset=utf-8')
    .serializer(String)
    .send(text)
}
