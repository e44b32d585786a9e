import { Type } from 'typebox'
import { Problem } from '../../../errors.ts'
import type { StoredProposal } from '../../../store/people/people-tables.ts'
import type { App } from '../../edge/app-type.ts'
import { Json, query } from '../../edge/fields.ts'
import { languageOf } from '../../edge/language.ts'
import { ChangeBody, changesOf, Words } from '../address-body.ts'
import { params } from '../address-writes.ts'
import { findingJson } from '../finding-json.ts'
import { revisionOf } from '../if-match.ts'
import type { ProposalParts } from '../proposals.ts'
import { orRefused } from '../refused.ts'

const AmendBody = Type.Object(
  {
    ...ChangeBody.properties,
    text: Type.Optional(Words),
    base_revision: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })),
  },
  { additionalProperties: false, minProperties: 1 },
)

/** `/v1/proposals/{id}`: what is proposed beside what is, and a returned one completed by who sent it. */
export function amendmentRoutes(app: App, { waiting, guard }: ProposalParts): void {
  const room = () => {
    if (waiting) return waiting.amendments
    throw new Problem('no-proposals')
  }

  app.get(
    '/v1/proposals/:id',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'getProposal',
        tags: ['registry'],
        summary: 'Một đề nghị, bên cạnh địa chỉ hiện nay · A proposal beside the address as it is',
        params,
        querystring: query({}),
        response: {
          200: Json(
            'the proposal with content, versions: base, present, proposed, and findings of what is declared',
          ),
        },
      },
    },
    async (request, reply) => {
      const viewed = await orRefused(room().view(guard.of(request), request.params.id))
      const { proposal, content, base, present, proposed, evidence, findings } = viewed
      const language = languageOf(request)
      reply.header('etag', `"${proposal.revision}"`).header('cache-control', 'no-store')
      return {
        ...proposalJson(proposal),
        content,
        versions: { base, present, proposed },
        evidence,
        findings: findings.map((each) => findingJson(each, language)),
      }
    },
  )

  app.patch(
    '/v1/proposals/:id',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'amendProposal',
        tags: ['registry'],
        summary:
          'Bổ sung một đề nghị đã bị trả lại, với If-Match · Complete a proposal that was returned, with If-Match',
        params,
        querystring: query({}),
        body: AmendBody,
        response: { 200: Json('the proposal, open again') },
      },
    },
    async (request, reply) => {
      const { text, base_revision, ...body } = request.body
      const amendment = { changes: changesOf(body), reason: body.reason, text, baseRevision: base_revision }
      const amended = await orRefused(
        room().amend(guard.of(request), request.params.id, revisionOf(request), amendment),
      )
      reply.header('etag', `"${amended.revision}"`).header('cache-control', 'no-store')
      return proposalJson(amended)
    },
  )
}

function proposalJson(proposal: StoredProposal) {
  const { id, kind, subject, base_revision, commune_code, text, reason, office, state, revision } = proposal
  const { created_at, ended_at, settled_office, settle_reason, settle_text } = proposal
  return {
    ...{ id, kind, address: subject, base_revision, commune_code, text, reason, office, state, revision },
    ...{ created_at, ended_at, settled_office, settle_reason, settle_text },
  }
}
