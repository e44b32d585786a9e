import { Type } from 'typebox'
import { Problem } from '../../errors.ts'
import type { Objections } from '../../registry/doors/objections.ts'
import type { App } from '../edge/app-type.ts'
import { rootPathOf } from '../edge/base-url.ts'
import { Json, query } from '../edge/fields.ts'
import type { ActorGuard } from '../registry/actor-guard.ts'
import { Words } from '../registry/address-body.ts'
import { numberParams, shownReceipt } from './receipt-door.ts'
import type { StrangerGuard } from './strangers/stranger-guard.ts'

export interface ObjectionParts {
  /** Undefined where `people.db` cannot be used. */
  readonly doors: { readonly objections: Objections } | undefined
  readonly guard: ActorGuard
  readonly strangers: StrangerGuard
  readonly publicUrl: string | undefined
}

/** `/v1/declarations/{number}/objection`: who shows the receipt of a refused declaration objects; another officer looks at it. */
export function objectionRoute(app: App, { doors, guard, strangers, publicUrl }: ObjectionParts): void {
  app.post(
    '/v1/declarations/:number/objection',
    {
      onRequest: guard.ask,
      schema: {
        operationId: 'objectToRefusal',
        tags: ['declarations'],
        summary: 'Khiếu nại việc từ chối một khai báo · Object to the refusal of a declaration',
        params: numberParams,
        querystring: query({}),
        body: Type.Object({ text: Words }, { additionalProperties: false }),
        response: { 201: Json('number of the objection’s own receipt, told this once, state') },
      },
    },
    async (request, reply) => {
      if (doors === undefined) throw new Problem('no-proposals')
      const number = await shownReceipt(strangers, request, reply, () =>
        doors.objections.object(guard.known(request), request.params.number, request.body.text),
      )
      reply.code(201).header('location', `${rootPathOf(publicUrl)}/v1/reports/${number}`)
      return { number, state: 'open' }
    },
  )
}
