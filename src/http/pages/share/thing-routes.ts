import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { checkCode } from '../../../codes/check-code.ts'
import { Problem, refuse } from '../../../errors.ts'
import { acceptedForm } from '../../edge/answers/accepted-form.ts'
import { qrCode } from '../../edge/answers/qr-code.ts'
import type { App } from '../../edge/app-type.ts'
import { baseUrlOf, rootPathOf } from '../../edge/base-url.ts'
import { query } from '../../edge/fields.ts'
import type { Html } from '../../edge/html.ts'
import { languageOf } from '../../edge/language.ts'
import { unknownAddress } from '../../read/addresses.ts'
import { type FeatureParts, unknownFeature } from '../../read/features.ts'
import { MadePapers, type PaperParts } from './made-papers.ts'
import { type NoThing, type SharedThing, thingByCode, thingById } from './shared-thing.ts'
import { type ThingFacts, thingFacts } from './thing-facts.ts'
import { CODE_PATH, thingPath, thingQuery } from './thing-links.ts'
import { mapOrder, previewOrder, sheetOrder } from './thing-orders.ts'
import { nothingPage, type PageFrame, thingPage } from './thing-page.ts'

export interface ThingRouteParts extends FeatureParts, PaperParts {
  readonly publicUrl: string | undefined
  readonly isDemo: () => boolean
  /** Now; a test's own. */
  readonly now?: () => Date
}

const params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 512 }) })
const former = Type.Optional(
  Type.String({ pattern: '^[0-9]{1,10}$', description: 'Code of the former commune that was chosen' }),
)
const v = Type.Optional(Type.String({ maxLength: 40, description: 'Version, as the page gives it' }))
const kind = Type.Optional(
  Type.Union([Type.Literal('sheet'), Type.Literal('certificate')], {
    description: 'A look-up, or the certificate with a serial',
  }),
)
const serial = Type.Optional(Type.String({ minLength: 1, maxLength: 60, description: 'Of a certificate' }))
const FOREVER = 'public, max-age=31536000, immutable'
const ASK_AGAIN = 'public, no-cache'

type Query = { former?: string | undefined; lang?: string | undefined }

/** `/{code}` and `/p/{id}`: the page of a thing, its pictures, and `/v1/addresses/{id}.pdf`, the sheet of an address. */
export function thingRoutes(app: App, parts: ThingRouteParts): void {
  const papers = new MadePapers(parts)
  pageRoutes(app, parts, papers)
  pictureRoute(app, parts, papers, 'map.png', mapOrder)
  pictureRoute(app, parts, papers, 'preview.png', previewOrder)
  sheetRoute(app, parts, papers)
}

function pageRoutes(app: App, parts: ThingRouteParts, papers: MadePapers): void {
  const schema = { hide: true, querystring: query({ former }) }
  const root = rootPathOf(parts.publicUrl)
  const show = async (
    request: FastifyRequest,
    reply: FastifyReply,
    path: string,
    found: SharedThing | NoThing | undefined,
    absent: () => Problem,
  ) => {
    reply.header('cache-control', ASK_AGAIN).header('vary', 'accept, accept-language')
    const thing = found && 'feature' in found ? found : undefined
    if (acceptedForm(request.headers.accept) === 'json') {
      if (!thing) throw absent()
      return reply.type('application/geo+json; charset=utf-8').serializer(JSON.stringify).send(thing.feature)
    }
    const { former, lang } = request.query as Query
    const frame: PageFrame = {
      language: languageOf(request),
      root,
      base: baseUrlOf(request, parts.publicUrl),
      path,
      query: { former, lang },
    }
    if (!thing) {
      reply.code(404).header('cache-control', 'no-store')
      return sendPage(reply, nothingPage(found as NoThing | undefined, frame))
    }
    return sendPage(reply, await pageOf(thing, frame, parts, papers))
  }

  app.get('/p/:id', { schema: { ...schema, params } }, (request, reply) => {
    const { id } = request.params
    const path = `/p/${encodeURIComponent(id)}`
    return show(request, reply, path, thingById(id, parts), () => unknownFeature(id))
  })
  app.get(
    CODE_PATH,
    { schema: { ...schema, params: Type.Object({ code: Type.String() }) } },
    async (request, reply) => {
      const { code } = request.params
      const { normalized } = checkCode(code)
      if (normalized !== code) return reply.redirect(`${root}/${normalized}${thingQuery(request.query)}`, 301)
      const found = thingByCode(code, parts)
      return show(request, reply, `/${code}`, found, () => unknownCode(found as NoThing))
    },
  )
}

async function pageOf(
  { feature, successors, retiredCode }: SharedThing,
  frame: PageFrame,
  parts: ThingRouteParts,
  papers: MadePapers,
): Promise<Html> {
  const { former } = frame.query
  const facts = thingFacts(feature, former)
  const isDemo = parts.isDemo()
  const [map, preview] = [mapOrder(facts, isDemo), previewOrder(facts, isDemo)]
  const pictures = map &&
    preview && { map: await papers.versionOf(map), preview: await papers.versionOf(preview) }
  return thingPage(
    {
      facts,
      successors: successors.map((one) => thingFacts(one, undefined)),
      retiredCode,
      qr: await qrCode(linkTo(facts, frame.base, former)),
      pictures,
      isDemo,
    },
    frame,
  )
}

/** The lasting link to a thing that keeps what was chosen. */
function linkTo(facts: ThingFacts, base: string, former: string | undefined): string {
  const isThere = former !== undefined && facts.former.some(({ code }) => code === former)
  return `${base}${thingPath(facts)}${thingQuery(isThere ? { former } : {})}`
}

function pictureRoute(
  app: App,
  parts: ThingRouteParts,
  papers: MadePapers,
  name: 'map.png' | 'preview.png',
  orderOf: typeof mapOrder,
): void {
  app.get(
    `/p/:id/${name}`,
    { schema: { hide: true, params, querystring: query({ former, v }) } },
    async (request, reply) => {
      const { id } = request.params
      const found = thingById(id, parts)
      const order = found && orderOf(thingFacts(found.feature, request.query.former), parts.isDemo())
      if (!order) throw unknownFeature(id)
      const { bytes, version } = await papers.of(order, request.ip)
      reply.header('cache-control', request.query.v === version ? FOREVER : ASK_AGAIN)
      return reply.header('etag', `"${version}"`).type('image/png').send(bytes)
    },
  )
}

function sheetRoute(app: App, parts: ThingRouteParts, papers: MadePapers): void {
  app.get(
    '/v1/addresses/:id.pdf',
    {
      schema: {
        operationId: 'getAddressSheet',
        tags: ['addresses'],
        summary: 'Giấy địa chỉ, một trang A4 (bản tra cứu) · Address sheet, one page A4 (a look-up)',
        params,
        querystring: query({ former, kind, serial }),
        response: {
          200: Type.Unsafe<Buffer>({ type: 'string', format: 'binary', description: 'application/pdf' }),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      if (request.query.kind === 'certificate')
        return reply.redirect(`${rootPathOf(parts.publicUrl)}${certificatePath(request.query.serial)}`, 303)
      const found = thingById(id, parts)
      const facts = found && thingFacts(found.feature, request.query.former)
      if (!facts?.isAddress) throw unknownAddress(id)
      const url = linkTo(facts, baseUrlOf(request, parts.publicUrl), request.query.former)
      const order = sheetOrder(facts, url, parts.now?.() ?? new Date(), parts.isDemo())
      const { bytes, version } = await papers.of(order, request.ip)
      return reply
        .headers({ 'cache-control': ASK_AGAIN, etag: `"${version}"` })
        .header('content-disposition', `inline; filename="giay-dia-chi-${facts.code ?? 'dia-chi'}.pdf"`)
        .type('application/pdf')
        .serializer((body: Buffer) => body as unknown as string)
        .send(bytes)
    },
  )
}

/** Path of the file of a certificate; throws {@link Problem} without its serial. */
function certificatePath(serial: string | undefined): string {
  if (serial !== undefined) return `/v1/certificates/${encodeURIComponent(serial)}.pdf`
  throw refuse(
    'serial',
    'required',
    'serial: giấy xác nhận (kind=certificate) cần số của nó.',
    'serial: a certificate (kind=certificate) needs its serial.',
  )
}

function sendPage(reply: FastifyReply, page: Html): FastifyReply {
  return reply.type('text/html; charset=utf-8').serializer(String).send(page.text)
}

function unknownCode({ code, problems }: NoThing): Problem {
  const said = (language: 'vi' | 'en') => `${code}: ${problems.map((problem) => problem[language]).join(' ')}`
  return new Problem('unknown-address', { detail: { vi: said('vi'), en: said('en') } })
}
