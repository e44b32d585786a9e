import { Type } from 'typebox'
import type { Registry } from '../../registry/registry.ts'
import type { App } from '../edge/app-type.ts'
import { Json, query } from '../edge/fields.ts'
import type { UnitKnowledge } from '../features/address-feature.ts'
import type { ActorGuard } from './actor-guard.ts'
import { ChangeBody, CreateBody, changesOf, draftOf, mustBeDay, PARTICULARS } from './address-body.ts'
import { revisionOf } from './if-match.ts'
import { keyedRequest } from './keyed-request.ts'
import { shown } from './outcome.ts'
import { orRefused } from './refused.ts'

export interface RegistryParts {
  registry: Registry
  guard: ActorGuard
  units: UnitKnowledge
}

const TransitionBody = Type.Object(PARTICULARS, { additionalProperties: false })
/** The id of an address in a path. */
export const params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) })
export const FEATURE = Json('the address as GeoJSON Feature, with vn.revision')
export const WAITING = Json('the id of the proposal that waits for another person')

/** `/v1/addresses` for writing: create, change, lead to another state. Each needs an account of the area. */
export function addressWriteRoutes(app: App, { registry, guard, units }: RegistryParts): void {
  app.post(
    '/v1/addresses',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'createAddress',
        tags: ['registry'],
        summary: 'Tạo địa chỉ · Create an address',
        querystring: query({}),
        body: CreateBody,
        response: { 201: FEATURE },
      },
    },
    async (request, reply) => {
      const sent = { request: keyedRequest(request) }
      const outcome = await orRefused(registry.create(guard.of(request), draftOf(request.body), sent))
      const uid = 'version' in outcome ? outcome.version.uid : outcome.repeated.subject
      reply.code(201).header('location', `/v1/addresses/${uid}`)
      return shown(reply, outcome, units)
    },
  )

  app.patch(
    '/v1/addresses/:id',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'changeAddress',
        tags: ['registry'],
        summary: 'Sửa địa chỉ, với If-Match · Change an address, with If-Match',
        params,
        querystring: query({}),
        body: ChangeBody,
        response: { 200: FEATURE, 202: WAITING },
      },
    },
    async (request, reply) => {
      const { params, body } = request
      const revision = revisionOf(request)
      const sent = { reason: body.reason, request: keyedRequest(request) }
      const change = registry.change(guard.of(request), params.id, revision, changesOf(body), sent)
      return shown(reply, await orRefused(change), units)
    },
  )

  app.post(
    '/v1/addresses/:id/transitions',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'transitionAddress',
        tags: ['registry'],
        summary: 'Chuyển trạng thái, với If-Match · Lead an address to another state, with If-Match',
        params,
        querystring: query({}),
        body: TransitionBody,
        response: { 200: FEATURE, 202: WAITING },
      },
    },
    async (request, reply) => {
      const { to, ...particulars } = request.body
      mustBeDay('date', particulars.date)
      mustBeDay('decision/date', particulars.decision?.date)
      const revision = revisionOf(request)
      const { id } = request.params
      const key = keyedRequest(request)
      const step = registry.transition(guard.of(request), id, revision, to, particulars, key)
      return shown(reply, await orRefused(step), units)
    },
  )
}
