import { Type } from 'typebox'
import {
  CHANNEL_KINDS,
  CONSENT_PURPOSES,
  CONSENT_WAYS,
  CONTACT_ROLES,
  type ContactDraft,
} from '../../registry/people/contact-draft.ts'
import type { Contacts } from '../../registry/people/contacts.ts'
import { peopleOrProblem } from '../accounts/people-or-problem.ts'
import type { App } from '../edge/app-type.ts'
import { Json, Limit, MomentField, query } from '../edge/fields.ts'
import type { ActorGuard } from '../registry/actor-guard.ts'
import { params } from '../registry/address-writes.ts'
import { orRefused } from '../registry/refused.ts'
import { purposeOf } from './purpose-header.ts'

export interface ContactParts {
  /** Undefined where `people.db` cannot be used. */
  contacts: Contacts | undefined
  guard: ActorGuard
}

const oneOf = <Name extends string>(names: readonly Name[]) =>
  Type.Unsafe<Name>({ type: 'string', enum: [...names] })
const text = (maxLength: number) => Type.String({ minLength: 1, maxLength })

export const ChannelBody = Type.Object(
  { kind: oneOf(CHANNEL_KINDS), value: text(300) },
  { additionalProperties: false },
)
const ContactBody = Type.Object(
  {
    role: oneOf(CONTACT_ROLES),
    name: text(200),
    channels: Type.Array(ChannelBody, { maxItems: 5 }),
    consents: Type.Optional(
      Type.Array(
        Type.Object(
          {
            purpose: oneOf(CONSENT_PURPOSES),
            version: Type.String({ pattern: '^[\\w.-]{1,40}$', description: 'Of the words agreed to' }),
            text: text(2000),
            how: oneOf(CONSENT_WAYS),
            given_at: MomentField,
          },
          { additionalProperties: false },
        ),
        { maxItems: 10 },
      ),
    ),
  },
  { additionalProperties: false },
)

/** `/v1/addresses/{id}/people`: who is to be reached about an address. Each look needs a purpose and is noted. */
export function contactRoutes(app: App, { contacts, guard }: ContactParts): void {
  const schema = (operationId: string, summary: string) => ({
    operationId,
    tags: ['people'],
    summary,
    params,
  })

  app.get(
    '/v1/addresses/:id/people',
    {
      onRequest: guard.check,
      schema: {
        ...schema(
          'getPeople',
          'Người liên hệ, cần Purpose; mỗi lần xem được ghi · Contacts, with Purpose; each look is noted',
        ),
        querystring: query({}),
        response: {
          200: Json(
            'people: id, address where it was written, role, state (written, unproven, confirmed), name, channels, consents, written_at; to_place: address and contacts of the one that was split',
          ),
        },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const purpose = purposeOf(request)
      const known = peopleOrProblem(contacts)
      const actor = guard.of(request)
      const { id } = request.params
      const people = await orRefused(known.look(actor, id, purpose))
      const toPlace = await known.toPlace(actor, id)
      return { people, ...(toPlace && { to_place: toPlace }) }
    },
  )

  app.put(
    '/v1/addresses/:id/people',
    {
      onRequest: guard.check,
      schema: {
        ...schema(
          'putPeople',
          'Ghi người liên hệ của các vai trò nêu trong đó · Write the contacts of the roles named',
        ),
        querystring: query({}),
        body: Type.Object(
          { people: Type.Array(ContactBody, { minItems: 1, maxItems: 20 }) },
          { additionalProperties: false },
        ),
        response: { 200: Json('ids of the contacts') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const drafts = request.body.people.map((draft): ContactDraft => ({ consents: [], ...draft }))
      const known = peopleOrProblem(contacts)
      return { ids: await orRefused(known.write(guard.of(request), request.params.id, drafts)) }
    },
  )

  app.delete(
    '/v1/addresses/:id/people',
    {
      onRequest: guard.check,
      schema: {
        ...schema(
          'deletePeople',
          'Xoá hẳn người liên hệ, của một vai trò hay tất cả · Delete contacts for good, of a role or all',
        ),
        querystring: query({ role: Type.Optional(oneOf(CONTACT_ROLES)) }),
        response: { 200: Json('how many were deleted') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { role } = request.query
      const known = peopleOrProblem(contacts)
      return {
        deleted: await orRefused(known.remove(guard.of(request), request.params.id, role && [role])),
      }
    },
  )

  app.post(
    '/v1/addresses/:id/people/:contact/confirm',
    {
      onRequest: guard.check,
      schema: {
        ...schema(
          'confirmContact',
          'Xác nhận liên hệ mà người khai đã gửi · Confirm a contact that came with the declaration',
        ),
        params: Type.Object({ ...params.properties, contact: Type.String({ pattern: '^[0-9a-f-]{36}$' }) }),
        querystring: query({}),
        body: Type.Object({}, { additionalProperties: false }),
        response: { 200: Json('state') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { id, contact } = request.params
      await orRefused(peopleOrProblem(contacts).confirm(guard.of(request), id, contact))
      return { state: 'confirmed' }
    },
  )

  app.get(
    '/v1/looks',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'listLooks',
        tags: ['people'],
        summary:
          'Lý do tra cứu liên hệ của cơ quan mình, cho người đứng đầu · Reasons of looks of one’s office, for its head',
        querystring: query({
          before: Type.Optional(MomentField),
          limit: Type.Optional(Limit(50, 200)),
        }),
        response: { 200: Json('looks: at, address, account, reason, approval; next') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { before, limit = 50 } = request.query
      const known = peopleOrProblem(contacts)
      const looks = await orRefused(known.looksOf(guard.of(request), { before, limit }))
      return {
        looks: looks.map(({ at, address, account, reason, approval }) => ({
          at,
          address,
          account,
          reason,
          approval,
        })),
        next: looks.length === limit ? (looks.at(-1)?.at ?? null) : null,
      }
    },
  )
}
