import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { ERRORS, type Language, Problem } from '../../../errors.ts'
import { Refusal } from '../../../registry/refusal.ts'
import type { UnitRegister } from '../../../units/unit-register.ts'
import { tellOnPages } from '../../edge/answers/problem-page.ts'
import type { App } from '../../edge/app-type.ts'
import { rootPathOf } from '../../edge/base-url.ts'
import { Lat, Lon, query } from '../../edge/fields.ts'
import { type Html, html } from '../../edge/html.ts'
import { languageOf } from '../../edge/language.ts'
import { plainPage } from '../../edge/plain-page.ts'
import { asProblem, problemBody } from '../../edge/problem-details.ts'
import type { HitUnits } from '../../features/hit-units.ts'
import { type SearchParts, searchAnswers } from '../../read/search-answers.ts'
import { type DeclarationParts, DeclareBody, takeDeclaration } from '../declarations.ts'
import { doorHooks, fieldsOf } from '../door.ts'
import { FORM_BYTES } from '../form-bodies.ts'
import { WORDS } from './citizen-words.ts'
import { declareForm, type FieldProblem } from './declare-form.ts'
import { type FoundPlace, placeStep } from './place-step.ts'
import { type SurroundingParts, surroundingsOf } from './surroundings.ts'

export type DeclarePageParts = DeclarationParts &
  SearchParts &
  SurroundingParts & { readonly units: HitUnits & { readonly register: UnitRegister } }

const PAGE = '/dang-ky'
const FOUND = 6
const Step = query({
  q: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  lat: Type.Optional(Lat),
  lon: Type.Optional(Lon),
})

/** `/dang-ky`: a citizen declares an address in two steps, where and what, without an account and without scripts. */
export function declarePage(app: App, parts: DeclarePageParts): void {
  const { strangers, units, publicUrl, isDemo } = parts
  const root = rootPathOf(publicUrl)
  const answers = searchAnswers(parts)

  const show = (request: FastifyRequest, reply: FastifyReply, main: Html, at = '') => {
    const language = languageOf(request)
    const title = WORDS.declare[language]
    const head = html`<link rel="stylesheet" href="${root}/assets/account-page.css">
<link rel="stylesheet" href="${root}/assets/declare-page.css">
<script type="module" src="${root}/assets/declare-page.js"></script>
`
    const hrefIn = (other: Language) => `${root}${PAGE}?lang=${other}${at}`
    return reply
      .headers({ 'cache-control': 'no-store', 'referrer-policy': 'same-origin' })
      .type('text/html; charset=utf-8')
      .serializer(String)
      .send(plainPage({ language, root, title, hrefIn, head }, html`<h1>${title}</h1>\n${main}`).text)
  }

  const askPlace = (request: FastifyRequest, reply: FastifyReply, q?: string, problem?: string) => {
    const found = q === undefined ? [] : places(q)
    const language = languageOf(request)
    return show(request, reply, placeStep({ language, root, q, found, problem, isDemo: isDemo() }))
  }

  const places = (q: string): FoundPlace[] =>
    answers.find({ q, limit: FOUND }).features.flatMap(({ geometry, properties }) => {
      const [lon, lat] = geometry?.coordinates ?? []
      const { label } = properties.geocoding
      return lon === undefined || lat === undefined || label === undefined ? [] : [{ label, lon, lat }]
    })

  const askContent = (
    request: FastifyRequest,
    reply: FastifyReply,
    [lon, lat]: readonly [number, number],
    typed: Readonly<Record<string, string>> = {},
    problems: readonly FieldProblem[] = [],
  ) => {
    const language = languageOf(request)
    const commune = units.register.containing(lon, lat)?.commune.code ?? typed.commune_code
    if (commune === undefined) {
      reply.code(422)
      return askPlace(request, reply, undefined, WORDS.outside[language])
    }
    const form = declareForm({
      ...{ language, root, lon, lat, commune, typed, problems },
      communes: units.register
        .at(units.today(), { level: 'commune' })
        .map(({ code, fullName: name }) => ({ code, name })),
      around: surroundingsOf(lon, lat, parts),
      csrf: strangers.challenge(request).token,
      key: randomUUID(),
    })
    return show(request, reply, form, `&lat=${lat}&lon=${lon}`)
  }

  app.register(async (plain) => {
    const scope = plain as unknown as App
    await parts.forms.accept(plain as unknown as FastifyInstance)
    tellOnPages(scope, { root, title: WORDS.declare, page: PAGE })

    scope.get(PAGE, { schema: { hide: true, querystring: Step } }, async (request, reply) => {
      if (parts.doors === undefined) throw new Problem('no-proposals')
      const { q, lat, lon } = request.query
      if (lat !== undefined && lon !== undefined) return askContent(request, reply, [lon, lat])
      return askPlace(request, reply, q?.trim() || undefined)
    })

    scope.post(
      PAGE,
      {
        ...doorHooks(parts),
        bodyLimit: FORM_BYTES,
        attachValidation: true,
        schema: { hide: true, querystring: Step, body: DeclareBody },
      },
      async (request, reply) => {
        const language = languageOf(request)
        try {
          if (request.validationError) throw request.validationError
          const { number, notes } = await takeDeclaration(parts, request, request.body)
          return reply.redirect(`${root}/theo-doi/${number}?lang=${language}${notes && `&${notes}`}`, 303)
        } catch (error) {
          const problems = problemsOf(error, request)
          const typed = Object.fromEntries(fieldsOf(request.body))
          const place = [Number(typed.lon), Number(typed.lat)] as const
          if (problems === undefined || !(Math.abs(place[0]) <= 180 && Math.abs(place[1]) <= 90)) throw error
          reply.code(422)
          return askContent(request, reply, place, typed, problems)
        }
      },
    )
  })
}

/** What of a form was refused, for the fields that are to be mended; undefined for anything else. */
function problemsOf(error: unknown, request: FastifyRequest): FieldProblem[] | undefined {
  const language = languageOf(request)
  if (error instanceof Refusal)
    return error.code === 'findings'
      ? (error.more.findings ?? []).map(({ path, message }) => ({ path, message: message[language] }))
      : undefined
  const problem = asProblem(error as Problem, request)
  if (ERRORS[problem.code].status !== 400) return undefined
  const { problems, detail } = problemBody(problem, language) as {
    problems: FieldProblem[]
    detail: string
  }
  return problems.length > 0 ? problems : [{ path: '', message: detail }]
}
