import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { SUSPENSIONS } from '../../../registry/accounts/issuing/account-care.ts'
import { suspendAndUndo } from '../../../registry/accounts/limits/suspend-and-undo.ts'
import { doorHooks } from '../../doors/door.ts'
import { FORM_BYTES } from '../../doors/form-bodies.ts'
import type { App } from '../../edge/app-type.ts'
import { asMoment } from '../../edge/at-date.ts'
import { DateField, InstantField, Json, query } from '../../edge/fields.ts'
import { Reason } from '../../registry/address-body.ts'
import { orRefused } from '../../registry/refused.ts'
import { peopleOrProblem } from '../people-or-problem.ts'
import { AskedAccount, Identity, type IssuingRouteParts, params } from './issuing-parts.ts'

const exact = { additionalProperties: false }

/** `/v1/accounts/{id}/…`: what is done with accounts, and the door of requests for one. */
export function accountActRoutes(app: App, parts: IssuingRouteParts): void {
  const { accounts, guard } = parts
  const room = () => peopleOrProblem(accounts)
  const schema = (operationId: string, summary: string) => ({
    operationId,
    tags: ['accounts'],
    summary,
    params,
    querystring: query({}),
  })

  app.register(async (scope) => {
    await parts.forms.accept(scope as unknown as FastifyInstance)
    requestRoute(scope as unknown as App, parts)
  })

  app.post(
    '/v1/accounts/:id/identity',
    {
      onRequest: guard.check,
      schema: {
        ...schema('checkIdentity', 'Ghi nhận đã đối chiếu giấy tờ · Note that the identity was checked'),
        body: Identity,
      },
    },
    async (request, reply) => {
      await orRefused(room().issuing.checkIdentity(guard.of(request), request.params.id, request.body))
      return reply.code(204).send()
    },
  )

  app.post(
    '/v1/accounts/:id/decline',
    {
      onRequest: guard.check,
      schema: {
        ...schema('declineAccount', 'Không cấp tài khoản đã đề nghị · Decline a request'),
        body: Type.Object({}, exact),
      },
    },
    async (request, reply) => {
      await orRefused(room().issuing.decline(guard.of(request), request.params.id))
      return reply.code(204).send()
    },
  )

  app.post(
    '/v1/accounts/:id/suspend',
    {
      onRequest: guard.check,
      schema: {
        ...schema(
          'suspendAccount',
          'Khoá tài khoản ngay; có thể hoàn tác việc đã làm từ một thời điểm · Suspend an account at once; what it did since a moment may be taken back',
        ),
        body: Type.Object(
          {
            reason: Type.Union(SUSPENSIONS.map((each) => Type.Literal(each))),
            undo_since: Type.Optional(InstantField),
            text: Type.Optional(Reason),
          },
          exact,
        ),
        response: {
          200: Json(
            'with undo_since, for administrators: undone, withdrawn, left, acts; text is the reason in the events',
          ),
          204: Type.Null({ description: 'without undo_since' }),
        },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { reason: why, undo_since, text: reason } = request.body
      const actor = guard.of(request)
      if (undo_since === undefined) {
        await orRefused(room().care.suspend(actor, request.params.id, why))
        return reply.code(204).send(null)
      }
      const since = asMoment('undo_since', undo_since)
      return orRefused(suspendAndUndo(room(), actor, request.params.id, { why, since, reason }))
    },
  )

  app.post(
    '/v1/accounts/:id/hand-over',
    {
      onRequest: guard.check,
      schema: {
        ...schema('handOverAccount', 'Bàn giao cho người kế nhiệm · Hand over to a successor'),
        body: Type.Object({}, exact),
        response: { 201: Json('id and login of the successor’s account; keys: names of those that ended') },
      },
    },
    async (request, reply) => {
      const made = await orRefused(room().care.handOver(guard.of(request), request.params.id))
      reply.code(201)
      return made
    },
  )

  app.post(
    '/v1/accounts/:id/review',
    {
      onRequest: guard.check,
      schema: {
        ...schema('reviewAccount', 'Rà soát, gia hạn nhiều nhất một năm · Review, and extend a year at most'),
        body: Type.Object({ valid_to: Type.Optional(DateField) }, exact),
        response: { 200: Json('valid_to') },
      },
    },
    async (request) =>
      orRefused(room().care.review(guard.of(request), request.params.id, request.body.valid_to)),
  )

  app.post(
    '/v1/accounts/:id/factor-reset',
    {
      onRequest: guard.check,
      schema: {
        ...schema('resetFactor', 'Đề nghị bỏ xác thực hai bước · Ask that the second factor goes'),
        body: Type.Object({}, exact),
        response: { 202: Json('approval: id of what another person agrees to') },
      },
    },
    async (request, reply) => {
      const asked = await orRefused(room().care.factorReset(guard.of(request), request.params.id))
      reply.code(202)
      return asked
    },
  )
}

function requestRoute(app: App, parts: IssuingRouteParts): void {
  app.post(
    '/v1/accounts/requests',
    {
      ...doorHooks(parts),
      bodyLimit: FORM_BYTES,
      schema: {
        operationId: 'requestAccount',
        tags: ['accounts'],
        summary: 'Đề nghị cấp tài khoản, không cần tài khoản · Ask for an account, without one',
        description:
          'Kèm x-form-token của /v1/challenge, như /v1/declarations · With x-form-token of /v1/challenge, as /v1/declarations',
        consumes: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
        querystring: query({}),
        body: AskedAccount,
        response: {
          202: Json(
            'id, which the office asks for; without: name, mail where there is no key to keep them under',
          ),
        },
      },
    },
    async (request, reply) => {
      const made = await orRefused(peopleOrProblem(parts.accounts).issuing.request(request.body))
      reply.code(202)
      return made
    },
  )
}
