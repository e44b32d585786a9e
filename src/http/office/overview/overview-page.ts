import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { dayOf } from '../../../chains/day-of.ts'
import type { CommuneOverview, Overview } from '../../../registry/desk/overview.ts'
import type { UnitRegister } from '../../../units/unit-register.ts'
import { accountFrame, troubleOf } from '../../accounts/account-frame.ts'
import { toLogin } from '../../accounts/login-pages/to-login.ts'
import { tellOnPages } from '../../edge/answers/problem-page.ts'
import type { App } from '../../edge/app-type.ts'
import { rootPathOf } from '../../edge/base-url.ts'
import { DateField, query } from '../../edge/fields.ts'
import { languageOf } from '../../edge/language.ts'
import { acceptForms } from '../../edge/requests/form-body.ts'
import type { UnitKnowledge } from '../../features/address-feature.ts'
import type { ActorGuard } from '../../registry/actor-guard.ts'
import { mustBeDay } from '../../registry/address-body.ts'
import { orRefused } from '../../registry/refused.ts'
import { COLUMNS } from './overview-lines.ts'
import { MEASURES, type Measure } from './overview-map.ts'
import { keptOf, type OverviewAsked, overviewPage, PAGE, type ShownOverview } from './overview-view.ts'
import { WORDS } from './overview-words.ts'

export interface OverviewPageParts {
  readonly overview: Overview
  readonly guard: ActorGuard
  readonly units: UnitKnowledge & { readonly register: UnitRegister }
  readonly publicUrl: string | undefined
  readonly csrfOf: (request: FastifyRequest) => Promise<string | undefined>
}

const SORTS = ['name', ...COLUMNS].flatMap((column) => [column, `-${column}`])
const Commune = Type.String({ pattern: '^\\d{5}$' })
/** The choice of all classes is sent as an empty text. */
const Class = Type.Union([Type.Integer({ minimum: 1, maximum: 5 }), Type.Literal('')])
const Asked = query({
  commune: Type.Optional(Commune),
  class: Type.Optional(Class),
  show: Type.Optional(Type.Unsafe<Measure>({ type: 'string', enum: [...MEASURES] })),
  sort: Type.Optional(Type.Unsafe<string>({ type: 'string', enum: SORTS })),
  xong: Type.Optional(Type.Literal('1')),
})
const Sent = Type.Object(
  {
    csrf: Type.Optional(Type.String({ maxLength: 200 })),
    commune_code: Commune,
    hamlet: Type.Optional(Type.String({ maxLength: 200 })),
    class: Type.Integer({ minimum: 1, maximum: 5 }),
    count: Type.Optional(Type.String({ pattern: '^\\d{0,8}$' })),
    source: Type.String({ minLength: 1, maxLength: 200 }),
    date: DateField,
  },
  { additionalProperties: false },
)
const SAYS = ['officer', 'verifier', 'coordinator'] as const

/** `/ban-lam-viec/tong-quan`: what was collected, as a map and tables, and what is expected, without scripts. */
export function overviewPageRoutes(app: App, parts: OverviewPageParts): void {
  const { overview, guard, units, publicUrl, csrfOf } = parts
  const root = rootPathOf(publicUrl)

  const show = async (
    request: FastifyRequest,
    reply: FastifyReply,
    asked: OverviewAsked,
    more: Pick<ShownOverview, 'problem' | 'done'> & { typed?: Readonly<Record<string, string>> } = {},
  ) => {
    const actor = guard.of(request)
    const language = languageOf(request)
    const communes: CommuneOverview[] = []
    const seen = await orRefused(overview.communes(actor))
    for (const code of asked.commune === undefined ? seen : await overview.communes(actor, asked.commune))
      communes.push(await overview.of(code))
    const today = dayOf(new Date())
    const { typed = {}, ...told } = more
    const main = overviewPage({
      ...{ language, root, asked, communes, officeNames: await overview.officeNames() },
      nameOf: (code) => units.register.get(code, units.today(), 'commune')?.fullName ?? code,
      areas: units.register
        .at(units.today(), { level: 'commune' })
        .map((unit) => ({ code: unit.code, geometry: units.register.geometry(unit) })),
      hasOthers: seen.length > 1,
      ...(SAYS.some((role) => actor.roles.has(role)) && {
        saying: { csrf: await csrfOf(request), today, typed },
      }),
      ...told,
    })
    const title = WORDS.title
    const at = { root, title, path: PAGE, query: String(new URLSearchParams(keptOf(asked))) || undefined }
    return accountFrame(request, reply, { ...at, style: 'office-page', main })
  }

  app.register(async (plain) => {
    const scope = plain as unknown as App
    acceptForms(scope)
    tellOnPages(scope, { root, title: WORDS.title, page: PAGE })
    const onRequest = [toLogin(parts, root), guard.check]

    scope.get(PAGE, { onRequest, schema: { hide: true, querystring: Asked } }, async (request, reply) => {
      const { commune, show: measure, sort, xong, class: objectClass } = request.query
      const asked = { commune, show: measure, sort, class: objectClass === '' ? undefined : objectClass }
      return orRefused(show(request, reply, asked, { done: xong === '1' }))
    })

    scope.post(
      PAGE,
      { onRequest, schema: { hide: true, querystring: query({}), body: Sent } },
      async (request, reply) => {
        const { csrf: _, count = '', hamlet = '', ...said } = request.body
        const actor = guard.of(request)
        try {
          mustBeDay('date', said.date)
          const expected = {
            ...said,
            hamlet: hamlet === '' ? null : hamlet,
            count: count === '' ? null : Number(count),
          }
          await orRefused(overview.expect(actor, expected))
        } catch (error) {
          const { status, text } = troubleOf(error)
          const isSeen = await overview.communes(actor, said.commune_code).catch(() => undefined)
          if (isSeen === undefined) throw error
          reply.code(status)
          const typed = { count, hamlet, ...said, class: String(said.class) }
          const problem = text[languageOf(request)]
          return orRefused(show(request, reply, { commune: said.commune_code }, { problem, typed }))
        }
        const to = new URLSearchParams({
          ...{ commune: said.commune_code, xong: '1', lang: languageOf(request) },
        })
        return reply.redirect(`${root}${PAGE}?${to}`, 303)
      },
    )
  })
}
