import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { refuse } from '../../../errors.ts'
import type { Actor } from '../../../registry/actor.ts'
import type { PersonRequests } from '../../../registry/people/requests/person-requests.ts'
import type { Fulfilled } from '../../../registry/people/requests/request-answers.ts'
import { accountFrame, troubleOf } from '../../accounts/account-frame.ts'
import { toLogin } from '../../accounts/login-pages/to-login.ts'
import { peopleOrProblem } from '../../accounts/people-or-problem.ts'
import { tellOnPages } from '../../edge/answers/problem-page.ts'
import type { App } from '../../edge/app-type.ts'
import { rootPathOf } from '../../edge/base-url.ts'
import { query } from '../../edge/fields.ts'
import { languageOf } from '../../edge/language.ts'
import { acceptForms } from '../../edge/requests/form-body.ts'
import type { ActorGuard } from '../../registry/actor-guard.ts'
import { orRefused } from '../../registry/refused.ts'
import { PAGE, requestsPage, type ShownRequests } from './requests-view.ts'
import { WORDS } from './requests-words.ts'

export interface RequestsPageParts {
  /** Undefined where `people.db` cannot be used. */
  readonly personRequests: PersonRequests | undefined
  readonly guard: ActorGuard
  readonly publicUrl: string | undefined
  readonly csrfOf: (request: FastifyRequest) => Promise<string | undefined>
}

const MOST = 500
const Id = Type.String({ pattern: '^[0-9a-f-]{36}$' })
const Sent = Type.Object(
  {
    csrf: Type.Optional(Type.String({ maxLength: 200 })),
    act: Type.Union(['reply', 'extend', 'fulfil'].map((each) => Type.Literal(each))),
    id: Id,
    text: Type.Optional(Type.String({ maxLength: 4000 })),
    reason: Type.Optional(Type.String({ maxLength: 4000 })),
    days: Type.Optional(Type.String({ maxLength: 2 })),
    outcome: Type.Optional(Type.Union([Type.Literal('done'), Type.Literal('refused')])),
    event: Type.Optional(Type.String({ maxLength: 64 })),
  },
  { additionalProperties: false },
)

/** `/ban-lam-viec/yeu-cau`: what persons ask for about own data, with its two clocks, answered without scripts. */
export function requestsPageRoutes(app: App, parts: RequestsPageParts): void {
  const { guard, publicUrl, csrfOf } = parts
  const root = rootPathOf(publicUrl)

  const show = async (
    request: FastifyRequest,
    reply: FastifyReply,
    id: string | undefined,
    more: Pick<ShownRequests, 'problem' | 'told' | 'done'> = {},
  ) => {
    const actor = guard.of(request)
    const requests = peopleOrProblem(parts.personRequests)
    const main = requestsPage({
      ...{ language: languageOf(request), root, csrf: await csrfOf(request), now: new Date() },
      waiting: id === undefined ? await orRefused(requests.waiting(actor, MOST)) : [],
      ...(id !== undefined && { opened: await orRefused(requests.read(actor, id)) }),
      ...more,
    })
    const query = id === undefined ? undefined : `id=${id}`
    return accountFrame(request, reply, {
      ...{ root, title: WORDS.title, path: PAGE, query, style: 'office-page', main },
    })
  }

  app.register(async (plain) => {
    const scope = plain as unknown as App
    acceptForms(scope)
    tellOnPages(scope, { root, title: WORDS.title, page: PAGE })
    const onRequest = [toLogin(parts, root), guard.check]
    const asked = query({ id: Type.Optional(Id), xong: Type.Optional(Type.Literal('1')) })

    scope.get(PAGE, { onRequest, schema: { hide: true, querystring: asked } }, (request, reply) =>
      show(request, reply, request.query.id, { done: request.query.xong === '1' }),
    )

    scope.post(
      PAGE,
      { onRequest, schema: { hide: true, querystring: query({}), body: Sent } },
      async (request, reply) => {
        const { id } = request.body
        let told: Fulfilled
        try {
          told = await orRefused(done(peopleOrProblem(parts.personRequests), guard.of(request), request.body))
        } catch (error) {
          const { status, code, text } = troubleOf(error)
          reply.code(status)
          const isUnknown = code === 'unknown-person-request'
          return show(request, reply, isUnknown ? undefined : id, { problem: text[languageOf(request)] })
        }
        // What is handed over is shown this once, so it stands in the answer itself.
        if (told.contacts !== undefined) return show(request, reply, undefined, { told, done: true })
        return reply.redirect(`${root}${PAGE}?xong=1&lang=${languageOf(request)}`, 303)
      },
    )
  })
}

async function done(
  requests: PersonRequests,
  actor: Actor,
  { act, id, text = '', reason = '', days = '', outcome = 'done', event = '' }: Static<typeof Sent>,
): Promise<Fulfilled> {
  if (act === 'fulfil')
    return requests.fulfil(actor, id, { outcome, text, event: event === '' ? undefined : event })
  if (act === 'reply') await requests.reply(actor, id, text)
  else await requests.extend(actor, id, { days: daysOf(days), reason })
  return {}
}

function daysOf(text: string): number {
  const days = /^\d{1,2}$/.test(text) ? Number(text) : 0
  if (days >= 1) return days
  throw refuse(
    'days',
    'out-of-range',
    `days = "${text}" phải là số ngày, từ 1.`,
    `days = "${text}" must be a number of days, 1 at least.`,
  )
}
