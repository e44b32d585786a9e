import { Type } from 'typebox'
import type { App } from '../../edge/app-type.ts'
import { DateField, Json, Limit, query } from '../../edge/fields.ts'
import { orRefused } from '../../registry/refused.ts'
import { peopleOrProblem } from '../people-or-problem.ts'
import { Areas, Id, type IssuingRouteParts, params, Roles } from './issuing-parts.ts'

const exact = { additionalProperties: false }
const KINDS = ['commune', 'post', 'agency', 'department'] as const

/** `/v1/offices`: offices, who works there, and who stands in for them; `/v1/approvals`: what waits for another person. */
export function officeRoutes(app: App, { accounts, guard }: IssuingRouteParts): void {
  const room = () => peopleOrProblem(accounts)
  const schema = (operationId: string, summary: string) => ({
    operationId,
    tags: ['accounts'],
    summary,
    querystring: query({}),
  })

  app.get(
    '/v1/offices',
    {
      schema: {
        ...schema('listOffices', 'Các cơ quan · All offices'),
        response: { 200: Json('offices: id, kind, name, areas') },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store')
      return { offices: await room().offices.all() }
    },
  )

  app.post(
    '/v1/offices',
    {
      onRequest: guard.check,
      schema: {
        ...schema('addOffice', 'Thêm cơ quan · Add an office'),
        body: Type.Object(
          {
            kind: Type.Union(KINDS.map((each) => Type.Literal(each))),
            name: Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\p{Cc}=+@-][^\\p{Cc}]*$' }),
            areas: Areas,
            served_by: Type.Optional(Type.Array(Id, { maxItems: 20, uniqueItems: true })),
          },
          exact,
        ),
        response: { 201: Json('id') },
      },
    },
    async (request, reply) => {
      const made = await orRefused(room().offices.add(guard.of(request), request.body))
      reply.code(201)
      return made
    },
  )

  app.put(
    '/v1/offices/:id/head',
    {
      onRequest: guard.check,
      schema: {
        ...schema(
          'nameHead',
          'Cử người đứng đầu cơ quan, đọc lý do tra cứu liên hệ · Name the head of an office, who reads the reasons of looks',
        ),
        params,
        body: Type.Object(
          {
            account: Type.Unsafe<string | null>({
              type: ['string', 'null'],
              minLength: 1,
              maxLength: 100,
              description: 'An active account of the office; null for none',
            }),
          },
          exact,
        ),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { params: of, body } = request
      await orRefused(room().offices.nameHead(guard.of(request), of.id, body.account))
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/v1/offices/:id/members',
    {
      onRequest: guard.check,
      schema: {
        ...schema('listMembers', 'Người của cơ quan · Who works in an office'),
        params,
        response: { 200: Json('members: account, login, roles, state, valid_to') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const found = await orRefused(room().offices.members(guard.of(request), request.params.id))
      return {
        members: found.map(({ id, login, state, valid_to, roles }) => ({
          account: id,
          ...{ login, state, valid_to, roles: roles.map(({ role }) => role).sort() },
        })),
      }
    },
  )

  app.get(
    '/v1/offices/:id/substitutes',
    {
      onRequest: guard.check,
      schema: {
        ...schema('listSubstitutes', 'Cơ quan làm thay · Offices that stand in'),
        params,
        response: { 200: Json('substitutes: id, substitute, roles, from, to') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const found = await orRefused(room().offices.substitutes(request.params.id))
      return {
        substitutes: found.map(({ id, substitute, roles, from_day, to_day }) => ({
          ...{ id, substitute, roles: roles.split(' '), from: from_day, to: to_day },
        })),
      }
    },
  )

  app.post(
    '/v1/offices/:id/substitutes',
    {
      onRequest: guard.check,
      schema: {
        ...schema('addSubstitute', 'Cử cơ quan làm thay · Name an office that stands in'),
        params,
        body: Type.Object({ substitute: Id, roles: Roles, from: DateField, to: DateField }, exact),
        response: { 201: Json('id') },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const made = await orRefused(room().offices.addSubstitute(guard.of(request), id, request.body))
      reply.code(201)
      return made
    },
  )

  app.delete(
    '/v1/offices/:id/substitutes/:substitute',
    {
      onRequest: guard.check,
      schema: {
        ...schema('endSubstitute', 'Kết thúc làm thay · End a substitution'),
        params: Type.Object({ id: Id, substitute: Id }),
      },
    },
    async (request, reply) => {
      const { id, substitute } = request.params
      await orRefused(room().offices.endSubstitute(guard.of(request), id, substitute))
      return reply.code(204).send()
    },
  )

  app.get(
    '/v1/approvals',
    {
      onRequest: guard.check,
      schema: {
        ...schema('listApprovals', 'Việc chờ tôi đồng ý · What waits for my yes'),
        querystring: query({ cursor: Type.Optional(Id), limit: Type.Optional(Limit(50, 500)) }),
        response: {
          200: Json('approvals: id, kind, subject, office, account, created_at, expires_at; next'),
        },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { cursor: after, limit = 50 } = request.query
      const found = await orRefused(room().approvals.open(guard.of(request), { after, limit }))
      return {
        approvals: found.map(({ id, kind, subject, office, account, created_at, expires_at }) => ({
          ...{ id, kind, subject, office, account, created_at, expires_at },
        })),
        next: found.length === limit ? (found.at(-1)?.id ?? null) : null,
      }
    },
  )

  app.post(
    '/v1/approvals/:id',
    {
      onRequest: guard.check,
      schema: {
        ...schema(
          'settleApproval',
          'Đồng ý hoặc từ chối, bởi người khác · Agree or refuse, as another person',
        ),
        params,
        body: Type.Object(
          { agree: Type.Boolean(), word: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })) },
          exact,
        ),
        response: { 200: Json('state') },
      },
    },
    async (request) => orRefused(room().approvals.settle(guard.of(request), request.params.id, request.body)),
  )
}
