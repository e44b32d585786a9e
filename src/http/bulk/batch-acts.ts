import { Type } from 'typebox'
import type { App } from '../edge/app-type.ts'
import { DateField, Json, query } from '../edge/fields.ts'
import { mustBeDay, Reason, Words } from '../registry/address-body.ts'
import { orRefused } from '../registry/refused.ts'
import {
  type AddressBatchParts,
  answerBatch,
  batchSchema,
  deskOf,
  Id,
  params,
  REPORT,
  Rules,
} from './batch-desk.ts'
import { sampleJson } from './batch-json.ts'

/** Verdicts that one request names. */
const MOST_VERDICTS = 1000

/** What is done with a batch that was read: applied, undone, sampled, verified. */
export function batchActRoutes(app: App, parts: AddressBatchParts): void {
  writingRoutes(app, parts)
  sampleRoutes(app, parts)
}

function writingRoutes(app: App, parts: AddressBatchParts): void {
  app.post(
    '/v1/batches/:id/apply',
    {
      onRequest: parts.guard.check,
      schema: {
        ...batchSchema(
          'applyBatch',
          'Áp dụng một mẻ; yes: các quy tắc được chấp nhận, reason với lớp bản đồ · Apply a batch; yes: rules whose warnings are accepted, with a reason for layers',
        ),
        params,
        querystring: query({}),
        body: Type.Object(
          {
            yes: Type.Optional(Rules),
            reason: Type.Optional(Reason),
          },
          { additionalProperties: false },
        ),
        response: { 200: REPORT },
      },
    },
    async (request, reply) => {
      const actor = parts.guard.of(request)
      const { id } = request.params
      const { yes, reason } = request.body
      await orRefused(deskOf(parts).acts.apply(actor, id, { yes: yes ?? [], reason }))
      return answerBatch(request, reply, parts, id, false)
    },
  )

  app.post(
    '/v1/batches/:id/undo',
    {
      onRequest: parts.guard.check,
      schema: {
        ...batchSchema('undoBatch', 'Hoàn tác một mẻ · Take a batch back'),
        params,
        querystring: query({}),
        body: Type.Object({ reason: Reason }, { additionalProperties: false }),
        response: { 200: Json('the batch, with undone: how many, and left: ids of what stays') },
      },
    },
    async (request, reply) => {
      const actor = parts.guard.of(request)
      const { id } = request.params
      const undone = await orRefused(deskOf(parts).acts.undo(actor, id, request.body.reason))
      return { ...(await answerBatch(request, reply, parts, id, false)), ...undone }
    },
  )
}

function sampleRoutes(app: App, parts: AddressBatchParts): void {
  app.post(
    '/v1/batches/:id/sample',
    {
      onRequest: parts.guard.check,
      schema: {
        ...batchSchema('sampleBatch', 'Rút mẫu để xác thực một mẻ · Draw the sample that verifies a batch'),
        params,
        querystring: query({}),
        body: Type.Object({}, { additionalProperties: false }),
        response: { 200: Json('lots: size, sample, allowed, wrong, state; drawn: id, verdict') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { sampling } = deskOf(parts)
      return sampleJson(await orRefused(sampling.draw(parts.guard.of(request), request.params.id)))
    },
  )

  app.post(
    '/v1/batches/:id/verify',
    {
      onRequest: parts.guard.check,
      schema: {
        ...batchSchema('verifyBatch', 'Kết luận mẫu của một mẻ · Settle what was drawn of a batch'),
        params,
        querystring: query({}),
        body: Type.Object(
          {
            date: DateField,
            items: Type.Array(
              Type.Object(
                {
                  id: Id,
                  verdict: Type.Union([Type.Literal('right'), Type.Literal('wrong')]),
                  text: Type.Optional(Words),
                },
                { additionalProperties: false },
              ),
              { maxItems: MOST_VERDICTS },
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: Json('lots and drawn, as they stand now') },
      },
    },
    async (request, reply) => {
      const { date, items } = request.body
      mustBeDay('date', date)
      reply.header('cache-control', 'no-store')
      const verdicts = items.map(({ id, verdict, text }) => ({ uid: id, right: verdict === 'right', text }))
      const { sampling } = deskOf(parts)
      const actor = parts.guard.of(request)
      return sampleJson(await orRefused(sampling.verify(actor, request.params.id, verdicts, date)))
    },
  )
}
