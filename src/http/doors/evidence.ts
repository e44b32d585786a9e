import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { Problem, refuse } from '../../errors.ts'
import type { Evidence } from '../../registry/doors/evidence.ts'
import type { App } from '../edge/app-type.ts'
import { rootPathOf } from '../edge/base-url.ts'
import { Json, query } from '../edge/fields.ts'
import { params } from '../registry/address-writes.ts'
import { orRefused } from '../registry/refused.ts'
import { type DoorParts, doorHooks } from './door.ts'
import { shownReceipt } from './receipt-door.ts'

export interface EvidenceRouteParts extends DoorParts {
  /** Undefined where `people.db` cannot be used. */
  readonly doors: { readonly evidence: Evidence } | undefined
}

const EvidenceBody = Type.Object(
  { number: Type.String({ minLength: 1, maxLength: 100, description: 'Number of the receipt' }) },
  { additionalProperties: false },
)

/** What a browser may do with a photo of a stranger: show it. */
const SHOWN = {
  'cache-control': 'no-store',
  'content-type': 'image/jpeg',
  'content-disposition': 'inline; filename="evidence.jpg"',
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
} as const

/** `/v1/evidence`: the photo of a declaration, sent with its receipt's number, seen by officers of the area. */
export function evidenceRoutes(app: App, parts: EvidenceRouteParts): void {
  const { guard } = parts
  app.register(async (scope) => {
    await parts.forms.accept(scope as unknown as FastifyInstance)
    sendRoute(scope as unknown as App, parts)
  })

  app.get(
    '/v1/evidence/:id',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'getEvidence',
        tags: ['registry'],
        summary: 'Ảnh kèm một khai báo · The photo of a declaration',
        description: 'image/jpeg; id: evidence của /v1/proposals/{id} · of /v1/proposals/{id}',
        params,
        querystring: query({}),
      },
    },
    async (request, reply) => {
      const { jpeg } = await orRefused(roomOf(parts).photo(guard.of(request), request.params.id))
      reply.headers(SHOWN).removeHeader('access-control-allow-origin')
      return reply.send(jpeg)
    },
  )
}

function sendRoute(app: App, parts: EvidenceRouteParts): void {
  const { guard, forms, strangers, publicUrl } = parts
  app.post(
    '/v1/evidence',
    {
      ...doorHooks(parts),
      schema: {
        operationId: 'sendEvidence',
        tags: ['declarations'],
        summary: 'Gửi một ảnh cho khai báo của mình · Send a photo for one’s declaration',
        description:
          'multipart/form-data: number, rồi tệp photo (JPEG, PNG, WebP, ≤ 10 MB, ≤ 40 triệu điểm ảnh); không cần tài khoản, như /v1/declarations · number, then the file photo; needs no account, as /v1/declarations',
        consumes: ['multipart/form-data'],
        querystring: query({}),
        body: EvidenceBody,
        response: { 201: Json('id of the photo') },
      },
    },
    async (request, reply) => {
      const { number } = request.body
      const photo = forms.photo(request)
      if (photo === undefined)
        throw refuse('photo', 'missing', 'Thiếu tệp photo.', 'The file photo is missing.')
      if (typeof photo === 'string') throw new Problem(photo)
      const add = () => roomOf(parts).add(guard.known(request), number, photo)
      const id = await shownReceipt(strangers, request, reply, add)
      reply.code(201).header('location', `${rootPathOf(publicUrl)}/v1/evidence/${id}`)
      return { id }
    },
  )
}

function roomOf({ doors }: EvidenceRouteParts): Evidence {
  if (doors) return doors.evidence
  throw new Problem('no-proposals')
}
