import { Type } from 'typebox'
import { Problem } from '../../errors.ts'
import type { AddressDraft } from '../../registry/actions/create-address.ts'
import type { Acceptance } from '../../registry/proposals/acceptance.ts'
import type { Amendments } from '../../registry/proposals/amendments.ts'
import type { Proposals } from '../../registry/proposals/proposals.ts'
import type { App } from '../edge/app-type.ts'
import { Json, query } from '../edge/fields.ts'
import { CreateBody, changesOf, Reason, Words } from './address-body.ts'
import { FEATURE, params, type RegistryParts } from './address-writes.ts'
import { keyedRequest } from './keyed-request.ts'
import { shown } from './outcome.ts'
import { orRefused } from './refused.ts'

export interface ProposalParts extends RegistryParts {
  /** What waits for another person; undefined where `people.db` cannot be used. */
  waiting: { proposals: Proposals; acceptance: Acceptance; amendments: Amendments } | undefined
}

/** Its attributes are set right afterwards: they are sent by member. */
const { attributes: _, ...SET_RIGHT } = CreateBody.properties
const SetRight = Type.Object(Type.Partial(Type.Object(SET_RIGHT)).properties, {
  additionalProperties: false,
  minProperties: 1,
})
const STATE = Json('id and state of the proposal')

/** `/v1/proposals`: another person agrees, rejects, sends back, or opens again. */
export function proposalRoutes(app: App, { waiting, guard, units }: ProposalParts): void {
  const room = () => {
    if (waiting) return waiting
    throw new Problem('no-proposals')
  }
  const schema = (operationId: string, summary: string) => ({
    operationId,
    tags: ['registry'],
    summary,
    params,
    querystring: query({}),
  })

  app.post(
    '/v1/proposals/:id/accept',
    {
      onRequest: guard.check,
      schema: {
        ...schema('acceptProposal', 'Đồng ý một đề nghị · Agree to a proposal'),
        description:
          'changes: những gì cán bộ sửa lại trong một khai báo · changes: what an officer sets right in a declaration',
        body: Type.Object({ changes: Type.Optional(SetRight) }, { additionalProperties: false }),
        response: { 200: FEATURE },
      },
    },
    async (request, reply) => {
      const { changes } = request.body
      const agreement = {
        request: keyedRequest(request),
        amendments: changes && (changesOf(changes) as Partial<AddressDraft>),
      }
      const { acceptance } = room()
      return shown(
        reply,
        await orRefused(acceptance.accept(guard.of(request), request.params.id, agreement)),
        units,
      )
    },
  )

  app.post(
    '/v1/proposals/:id/reject',
    {
      onRequest: guard.check,
      schema: {
        ...schema('rejectProposal', 'Từ chối một đề nghị, kèm lý do · Reject a proposal, with a reason'),
        body: Type.Object({ reason: Reason, text: Words }, { additionalProperties: false }),
        response: { 200: STATE },
      },
    },
    async (request) =>
      stateOf(await orRefused(room().proposals.reject(guard.of(request), request.params.id, request.body))),
  )

  app.post(
    '/v1/proposals/:id/return',
    {
      onRequest: guard.check,
      schema: {
        ...schema('returnProposal', 'Trả lại để bổ sung · Send a proposal back to be completed'),
        body: Type.Object({ text: Words }, { additionalProperties: false }),
        response: { 200: STATE },
      },
    },
    async (request) =>
      stateOf(await orRefused(room().proposals.return(guard.of(request), request.params.id, request.body))),
  )

  app.post(
    '/v1/proposals/:id/reopen',
    {
      onRequest: guard.check,
      schema: {
        ...schema('reopenProposal', 'Mở lại một đề nghị · Open a proposal again'),
        body: Type.Object({}, { additionalProperties: false }),
        response: { 200: STATE },
      },
    },
    async (request) =>
      stateOf(await orRefused(room().proposals.reopen(guard.of(request), request.params.id))),
  )
}

function stateOf({ id, state }: { id: string; state: string }) {
  return { id, state }
}
