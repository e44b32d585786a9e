import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { dayOf } from '../../../chains/day-of.ts'
import { startOfDay } from '../../../chains/start-of-day.ts'
import type { RecentChanges } from '../../../registry/desk/recent-changes.ts'
import type { Registry } from '../../../registry/registry.ts'
import type { UnitRegister } from '../../../units/unit-register.ts'
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
import { mustBeDay } from '../../registry/address-body.ts'
import { areaCommunes } from '../../registry/desk/area-communes.ts'
import { orRefused } from '../../registry/refused.ts'
import { hrefOf, PAGE, recentPage, type ShownRecent } from './recent-view.ts'
import { WORDS } from './recent-words.ts'

export interface RecentPageParts {
  /** Undefined where `people.db` cannot be used: nobody could be named. */
  readonly recentChanges: RecentChanges | undefined
  readonly registry: Pick<Registry, 'undo'>
  readonly guard: ActorGuard
  readonly units: { readonly register: Pick<UnitRegister, 'at' | 'today'> }
  readonly publicUrl: string | undefined
  readonly csrfOf: (request: FastifyRequest) => Promise<string | undefined>
}

const DAY = 86_400_000
/** Empty where a form leaves it out. */
const Commune = Type.Optional(Type.String({ pattern: '^(?:\\d{5})?$' }))
const Day = Type.Optional(Type.String({ maxLength: 10 }))
const Asked = query({
  commune: Commune,
  ngay: Day,
  xong: Type.Optional(Type.Union([Type.Literal('undone'), Type.Literal('proposed')])),
})
const Sent = Type.Object(
  {
    csrf: Type.Optional(Type.String({ maxLength: 200 })),
    event: Type.String({ minLength: 1, maxLength: 64 }),
    reason: Type.Optional(Type.String({ maxLength: 200 })),
    commune: Commune,
    ngay: Day,
  },
  { additionalProperties: false },
)

/** `/ban-lam-viec/thay-doi`: what was done since yesterday, or on a day, and the way back, without scripts. */
export function recentPageRoutes(app: App, parts: RecentPageParts): void {
  const { guard, publicUrl, csrfOf, units, registry } = parts
  const root = rootPathOf(publicUrl)

  const show = async (
    request: FastifyRequest,
    reply: FastifyReply,
    asked: { commune?: string | undefined; ngay?: string | undefined },
    more: Pick<ShownRecent, 'problem' | 'done'> = {},
  ) => {
    const actor = guard.of(request)
    const day = asked.ngay || undefined
    mustBeDay('ngay', day)
    const first = day ?? dayOf(new Date(Date.now() - DAY))
    const from = startOfDay(first)
    const until = new Date(day === undefined ? Date.now() + DAY : from.getTime() + DAY)
    const commune = asked.commune || undefined
    const answer = await orRefused(
      peopleOrProblem(parts.recentChanges).of(actor, {
        commune,
        from: from.toISOString(),
        until: until.toISOString(),
      }),
    )
    const communes = areaCommunes(actor, units.register)
    const main = recentPage({
      ...{ language: languageOf(request), root, csrf: await csrfOf(request), communes, commune, day, answer },
      dayBefore: dayOf(new Date(from.getTime() - DAY)),
      ...more,
    })
    const kept = { ...(commune && { commune }), ...(day && { ngay: day }) }
    const at = { root, title: WORDS.title, path: PAGE, query: String(new URLSearchParams(kept)) || undefined }
    return accountFrame(request, reply, { ...at, style: 'office-page', main })
  }

  app.register(async (plain) => {
    const scope = plain as unknown as App
    acceptForms(scope)
    tellOnPages(scope, { root, title: WORDS.title, page: PAGE })
    const onRequest = [toLogin(parts, root), guard.check]

    scope.get(PAGE, { onRequest, schema: { hide: true, querystring: Asked } }, (request, reply) =>
      show(request, reply, request.query, { done: request.query.xong }),
    )

    scope.post(
      PAGE,
      { onRequest, schema: { hide: true, querystring: query({}), body: Sent } },
      async (request, reply) => {
        const { event, reason, commune, ngay } = request.body
        try {
          const done = await orRefused(registry.undo(guard.of(request), event, { reason: reason?.trim() }))
          const at = { root, language: languageOf(request), commune: commune || undefined }
          const word = 'proposal' in done ? 'proposed' : 'undone'
          return reply.redirect(hrefOf(at, ngay || undefined, word), 303)
        } catch (error) {
          const { status, text } = troubleOf(error)
          reply.code(status)
          return show(request, reply, { commune, ngay }, { problem: text[languageOf(request)] })
        }
      },
    )
  })
}
