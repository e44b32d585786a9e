import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { Problem } from '../../errors.ts'
import type { Correction } from '../../registry/doors/correction.ts'
import type { Declared } from '../../registry/doors/declarations.ts'
import type { App } from '../edge/app-type.ts'
import { rootPathOf } from '../edge/base-url.ts'
import { Json, query } from '../edge/fields.ts'
import { languageOf } from '../edge/language.ts'
import { CreateBody, changesOf, Words } from '../registry/address-body.ts'
import { params } from '../registry/address-writes.ts'
import { findingJson } from '../registry/finding-json.ts'
import { revisionOf } from '../registry/if-match.ts'
import { orRefused } from '../registry/refused.ts'
import type { DeclarationParts } from './declarations.ts'
import { doorHooks, keyOf } from './door.ts'
import { FORM_BYTES } from './form-bodies.ts'

const {
  class: objectClass,
  name,
  house_number,
  street,
  hamlet,
  group,
  lon,
  lat,
} = Type.Partial(Type.Object(CreateBody.properties)).properties
const CorrectBody = Type.Object(
  { class: objectClass, name, house_number, street, hamlet, group, lon, lat, text: Type.Optional(Words) },
  { additionalProperties: false, minProperties: 1 },
)

/** `/v1/addresses/{id}/corrections`: what is wrong with an address, set right by anybody and agreed to by its commune. */
export function correctionRoutes(app: App, parts: DeclarationParts): void {
  app.register(async (plain) => {
    await parts.forms.accept(plain as unknown as FastifyInstance)
    const scope = plain as unknown as App
    scope.post(
      '/v1/addresses/:id/corrections',
      {
        ...doorHooks(parts),
        bodyLimit: FORM_BYTES,
        schema: {
          operationId: 'correctAddress',
          tags: ['declarations'],
          summary:
            'Đề nghị sửa một địa chỉ, với If-Match · Propose a correction of an address, with If-Match',
          description:
            'Như khai báo: không cần tài khoản, kèm x-form-token của /v1/challenge; chỉ những mục khác hiện nay · As a declaration: no account, but x-form-token of /v1/challenge; only what differs',
          params,
          querystring: query({}),
          body: CorrectBody,
          response: { 201: Json('number of the receipt, told this once, state, findings') },
        },
      },
      async (request, reply) => {
        const { text, ...fields } = request.body
        const seen = { address: request.params.id, revision: revisionOf(request) }
        const { number, findings } = await orRefused(
          takeCorrection(parts, request, seen, changesOf(fields), text),
        )
        const language = languageOf(request)
        reply.code(201).headers({
          location: `${rootPathOf(parts.publicUrl)}/v1/declarations/${number}`,
          'cache-control': 'no-store',
        })
        return { number, state: 'open', findings: findings.map((each) => findingJson(each, language)) }
      },
    )
  })
}

/** Takes the correction that a request has sent. Throws {@link Refusal} and {@link Problem}. */
export async function takeCorrection(
  { doors, guard, forms }: DeclarationParts,
  request: FastifyRequest,
  seen: { readonly address: string; readonly revision: number },
  changes: Correction,
  text: Static<typeof Words> | undefined,
): Promise<Declared> {
  if (doors === undefined) throw new Problem('no-proposals')
  const sent = { text, request: keyOf(forms, request) }
  return doors.declarations.correct(guard.known(request), seen, changes, sent)
}
