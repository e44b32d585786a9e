import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { Problem } from '../../errors.ts'
import { CONSENT_PURPOSES } from '../../registry/people/contact-draft.ts'
import type { PersonRequests } from '../../registry/people/requests/person-requests.ts'
import { REQUEST_KINDS } from '../../registry/people/requests/request-clocks.ts'
import type { PersonRequestHead, RequestKind } from '../../store/people/requests/person-request-tables.ts'
import { peopleOrProblem } from '../accounts/people-or-problem.ts'
import { type DoorParts, doorHooks } from '../doors/door.ts'
import { FORM_BYTES } from '../doors/form-bodies.ts'
import type { App } from '../edge/app-type.ts'
import { Json, Limit, query } from '../edge/fields.ts'
import { orRefused } from '../registry/refused.ts'
import { ChannelBody } from './contacts.ts'

export interface PersonRequestParts extends DoorParts {
  /** Undefined where `people.db` cannot be used. */
  readonly personRequests: PersonRequests | undefined
}

/** What is asked, as it is sent. */
export const AskBody = Type.Object(
  {
    kind: Type.Unsafe<RequestKind>({ type: 'string', enum: [...REQUEST_KINDS] }),
    address: Type.String({ minLength: 1, maxLength: 64, description: 'Id; without an account also a code' }),
    name: Type.String({ minLength: 1, maxLength: 200 }),
    channel: ChannelBody,
    text: Type.Optional(Type.String({ minLength: 1, maxLength: 4000 })),
    third_party: Type.Optional(
      Type.Boolean({
        description: 'Somebody else got the data and must stop too; for an office to say',
      }),
    ),
  },
  { additionalProperties: false },
)

const OFFICE = ['officer', 'verifier'] as const
const params = Type.Object({ id: Type.String({ pattern: '^[0-9a-f-]{36}$' }) })
const Text = Type.String({ minLength: 1, maxLength: 4000 })
const HEAD = Json('id, kind, address, state, reply_due, fulfil_due and what was done')

const schema = (operationId: string, summary: string) => ({ operationId, tags: ['people'], summary })

/**
 * `/v1/person-requests`: what persons ask for about own data, with two clocks; sent by anybody for a receipt, or taken by an officer for
 * who comes to the office.
 */
export function personRequestRoutes(app: App, parts: PersonRequestParts): void {
  const { personRequests, guard } = parts
  app.register(async (plain) => {
    await parts.forms.accept(plain as unknown as FastifyInstance)
    askRoute(plain as unknown as App, parts)
  })

  app.get(
    '/v1/person-requests',
    {
      onRequest: guard.check,
      schema: {
        ...schema(
          'listPersonRequests',
          'Yêu cầu đang chờ trong địa bàn · Requests that wait in one’s own area',
        ),
        querystring: query({ limit: Type.Optional(Limit(50, 500)) }),
        response: { 200: Json('requests, the first to be due first, without who asks') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const known = peopleOrProblem(personRequests)
      const found = await orRefused(later(() => known.waiting(guard.of(request), request.query.limit ?? 50)))
      return { requests: found.map(headJson) }
    },
  )

  app.get(
    '/v1/person-requests/:id',
    {
      onRequest: guard.check,
      schema: {
        ...schema(
          'getPersonRequest',
          'Một yêu cầu, với người gửi; lần xem được ghi · A request with who asks; noted',
        ),
        params,
        querystring: query({}),
        response: { 200: HEAD },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const known = peopleOrProblem(personRequests)
      const {
        content,
        reply: said,
        extension,
        result,
        ...head
      } = await orRefused(known.read(guard.of(request), request.params.id))
      const asked = JSON.parse(content) as Record<string, unknown>
      return { ...headJson(head), ...asked, reply: said, extension, result }
    },
  )

  app.post(
    '/v1/person-requests/:id/reply',
    {
      onRequest: guard.check,
      schema: {
        ...schema('replyPersonRequest', 'Ghi lần trả lời đầu · Note the first reply'),
        params,
        querystring: query({}),
        body: Type.Object({ text: Text }, { additionalProperties: false }),
        response: { 200: HEAD },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const known = peopleOrProblem(personRequests)
      return headJson(
        await orRefused(later(() => known.reply(guard.of(request), request.params.id, request.body.text))),
      )
    },
  )

  app.post(
    '/v1/person-requests/:id/extend',
    {
      onRequest: guard.check,
      schema: {
        ...schema('extendPersonRequest', 'Gia hạn một lần, có lý do · Put the end off once, with a reason'),
        params,
        querystring: query({}),
        body: Type.Object(
          { days: Type.Integer({ minimum: 1, maximum: 60 }), reason: Text },
          { additionalProperties: false },
        ),
        response: { 200: HEAD },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const known = peopleOrProblem(personRequests)
      return headJson(
        await orRefused(later(() => known.extend(guard.of(request), request.params.id, request.body))),
      )
    },
  )

  app.post(
    '/v1/person-requests/:id/fulfil',
    {
      onRequest: guard.check,
      schema: {
        ...schema(
          'fulfilPersonRequest',
          'Kết thúc yêu cầu và làm điều được yêu cầu · End a request and do what it asks',
        ),
        params,
        querystring: query({}),
        body: Type.Object(
          {
            outcome: Type.Unsafe<'done' | 'refused'>({ type: 'string', enum: ['done', 'refused'] }),
            text: Text,
            event: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Of the record' })),
            purposes: Type.Optional(
              Type.Array(
                Type.Unsafe<(typeof CONSENT_PURPOSES)[number]>({
                  type: 'string',
                  enum: [...CONSENT_PURPOSES],
                }),
                { minItems: 1, uniqueItems: true },
              ),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: Json('state; of "see" contacts and looks') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const known = peopleOrProblem(personRequests)
      const told = await orRefused(known.fulfil(guard.of(request), request.params.id, request.body))
      return { state: 'fulfilled', ...told }
    },
  )
}

/** The route that is sent to without an account, too. */
function askRoute(app: App, parts: PersonRequestParts): void {
  const { personRequests, guard } = parts
  app.post(
    '/v1/person-requests',
    {
      ...doorHooks(parts),
      bodyLimit: FORM_BYTES,
      schema: {
        ...schema(
          'takePersonRequest',
          'Gửi, nhận yêu cầu về dữ liệu của mình · Send or take a request about own data',
        ),
        description:
          'Không cần tài khoản: kèm x-form-token của /v1/challenge, trả lời là số biên nhận. Cán bộ nhận thay người đến cơ quan · Needs no account, but x-form-token of /v1/challenge, and is answered with the number of a receipt. An officer takes it for who comes to the office',
        querystring: query({}),
        body: AskBody,
        response: { 201: HEAD },
      },
    },
    async (request, reply) => {
      const known = peopleOrProblem(personRequests)
      const { third_party: thirdParty, ...draft } = request.body
      const actor = guard.known(request)
      reply.code(201).header('cache-control', 'no-store')
      if (actor?.key !== undefined) throw new Problem('forbidden')
      if (actor === undefined || !OFFICE.some((role) => actor.roles.has(role))) {
        const { number, request: asked } = await orRefused(known.ask(draft))
        const { state, reply_due, fulfil_due } = asked
        return { number, state, reply_due, fulfil_due }
      }
      const taken = await orRefused(known.take(actor, { ...draft, thirdParty }))
      reply.header('location', `/v1/person-requests/${taken.id}`)
      return headJson(taken)
    },
  )
}

/** What a rule throws before it waits for anything is refused too. */
function later<T>(work: () => Promise<T>): Promise<T> {
  return Promise.resolve().then(work)
}

function headJson({ third_party, hamlet: _, ...head }: PersonRequestHead) {
  return { ...head, third_party: third_party === 1 }
}
