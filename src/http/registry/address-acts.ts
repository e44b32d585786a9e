import { Type } from 'typebox'
import type { App } from '../edge/app-type.ts'
import { Json, query } from '../edge/fields.ts'
import { languageOf } from '../edge/language.ts'
import { problemBody } from '../edge/problem-details.ts'
import { ChangeBody, CreateBody, changesOf, draftOf, mustBeDay, PARTICULARS, Reason } from './address-body.ts'
import { FEATURE, params, type RegistryParts, WAITING } from './address-writes.ts'
import { changedComponent } from './components/component-json.ts'
import type { ComponentWriteParts } from './components/component-writes.ts'
import { revisionOf } from './if-match.ts'
import { keyedRequest } from './keyed-request.ts'
import { shown } from './outcome.ts'
import { orRefused, refusalProblem } from './refused.ts'

/** Addresses that one request may lead to a state, take in, or make of one. */
const MOST_ITEMS = 500
const MOST_OTHERS = 50
const Seen = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 64 }),
    revision: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
  },
  { additionalProperties: false },
)
const answers = { response: { 200: FEATURE, 202: WAITING } }

/** What is done with several addresses, or with what was done: many steps at once, merge, split, identifiers, undo. */
export function addressActRoutes(
  app: App,
  { registry, components, guard, units }: RegistryParts & ComponentWriteParts,
): void {
  app.post(
    '/v1/transitions',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'transitionAddresses',
        tags: ['registry'],
        summary:
          'Chuyển trạng thái nhiều địa chỉ, trả lời từng cái · Lead many addresses to a state, answered one by one',
        querystring: query({}),
        body: Type.Object(
          { ...PARTICULARS, items: Type.Array(Seen, { minItems: 1, maxItems: MOST_ITEMS }) },
          { additionalProperties: false },
        ),
        response: { 200: Json('results in the order of the items: id, and revision, proposal or problem') },
      },
    },
    async (request, reply) => {
      const { to, items, ...particulars } = request.body
      mustBeDay('date', particulars.date)
      mustBeDay('decision/date', particulars.decision?.date)
      const language = languageOf(request)
      const seen = items.map(({ id, revision }) => ({ uid: id, revision }))
      const outcomes = await registry.transitions(
        guard.of(request),
        to,
        seen,
        particulars,
        keyedRequest(request),
      )
      reply.header('cache-control', 'no-store')
      return {
        results: outcomes.map((item) => {
          const id = item.uid
          if ('refusal' in item) return { id, problem: problemBody(refusalProblem(item.refusal), language) }
          const { outcome } = item
          if ('proposal' in outcome) return { id, proposal: outcome.proposal }
          const { revision } = 'repeated' in outcome ? outcome.repeated : outcome.version
          return { id, revision }
        }),
      }
    },
  )

  app.post(
    '/v1/addresses/:id/merge',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'mergeAddresses',
        tags: ['registry'],
        summary: 'Nhập các địa chỉ khác vào địa chỉ này · Take other addresses into this one',
        params,
        querystring: query({}),
        body: Type.Object(
          {
            others: Type.Array(Seen, { minItems: 1, maxItems: MOST_OTHERS }),
            changes: Type.Optional(ChangeBody),
            reason: Reason,
          },
          { additionalProperties: false },
        ),
        ...answers,
      },
    },
    async (request, reply) => {
      const { others, changes, reason } = request.body
      const into = { uid: request.params.id, revision: revisionOf(request) }
      const merge = {
        others: others.map(({ id, revision }) => ({ uid: id, revision })),
        changes: changes && changesOf(changes),
        reason,
      }
      return shown(
        reply,
        await orRefused(registry.merge(guard.of(request), into, merge, keyedRequest(request))),
        units,
      )
    },
  )

  app.post(
    '/v1/addresses/:id/split',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'splitAddress',
        tags: ['registry'],
        summary: 'Tách địa chỉ thành nhiều địa chỉ mới · Put new addresses in the place of one',
        params,
        querystring: query({}),
        body: Type.Object(
          { parts: Type.Array(CreateBody, { minItems: 2, maxItems: MOST_OTHERS }), reason: Reason },
          { additionalProperties: false },
        ),
        ...answers,
      },
    },
    async (request, reply) => {
      const { parts, reason } = request.body
      const address = { uid: request.params.id, revision: revisionOf(request) }
      const split = { parts: parts.map(draftOf), reason }
      return shown(
        reply,
        await orRefused(registry.split(guard.of(request), address, split, keyedRequest(request))),
        units,
      )
    },
  )

  app.post(
    '/v1/addresses/:id/identifiers',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'attachIdentifier',
        tags: ['registry'],
        summary: 'Gắn mã, như mã địa chỉ số quốc gia (ndas) · Attach a code, as the national one (ndas)',
        params,
        querystring: query({}),
        body: Type.Object(
          {
            scheme: Type.String({ minLength: 1, maxLength: 40 }),
            value: Type.String({ minLength: 1, maxLength: 100 }),
            reason: Type.Optional(Reason),
          },
          { additionalProperties: false },
        ),
        ...answers,
      },
    },
    async (request, reply) => {
      const { reason, ...identifier } = request.body
      const address = { uid: request.params.id, revision: revisionOf(request) }
      const sent = { reason, request: keyedRequest(request) }
      return shown(
        reply,
        await orRefused(registry.attachIdentifier(guard.of(request), address, identifier, sent)),
        units,
      )
    },
  )

  app.post(
    '/v1/events/:id/undo',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'undoEvent',
        tags: ['registry'],
        summary: 'Hoàn tác một sự kiện · Take an event back',
        params,
        querystring: query({}),
        body: Type.Object(
          { reason: Reason, decision: PARTICULARS.decision },
          { additionalProperties: false },
        ),
        ...answers,
      },
    },
    async (request, reply) => {
      const { reason, decision } = request.body
      const sent = { reason, request: keyedRequest(request) }
      const { id } = request.params
      const component = await orRefused(components.undo(guard.of(request), id, { ...sent, decision }))
      if (component !== undefined) return changedComponent(reply, component)
      return shown(reply, await orRefused(registry.undo(guard.of(request), id, sent)), units)
    },
  )
}
