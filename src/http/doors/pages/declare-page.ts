import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { checkCode } from '../../../codes/check-code.ts'
import { ERRORS, type Language, Problem, type Text } from '../../../errors.ts'
import { decodePoint } from '../../../geo/geopackage-geometry.ts'
import { isHouseNumber } from '../../../parsing/house-path.ts'
import type { Correction } from '../../../registry/doors/correction.ts'
import { Refusal } from '../../../registry/refusal.ts'
import type { PublicAddressRow } from '../../../store/record/public-address.ts'
import type { AddressesAbout } from '../../../store/record/public-addresses.ts'
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
import { unknownAddress } from '../../read/addresses.ts'
import { type SearchParts, searchAnswers } from '../../read/search-answers.ts'
import { takeCorrection } from '../corrections.ts'
import { type DeclarationParts, DeclareBody, takeDeclaration } from '../declarations.ts'
import { doorHooks, fieldsOf } from '../door.ts'
import { FORM_BYTES } from '../form-bodies.ts'
import { WORDS } from './citizen-words.ts'
import { declareForm, type FieldProblem } from './declare-form.ts'
import { type FoundPlace, placeStep } from './place-step.ts'
import { type SurroundingParts, surroundingsOf } from './surroundings.ts'

export type DeclarePageParts = DeclarationParts &
  SearchParts &
  SurroundingParts & {
    readonly units: HitUnits & { readonly register: UnitRegister }
    readonly addressesAbout: AddressesAbout
  }

const PAGE = '/dang-ky'
const FOUND = 6
const Step = query({
  sua: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Address to be set right' })),
  revision: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })),
  q: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  lat: Type.Optional(Lat),
  lon: Type.Optional(Lon),
  ghi: Type.Optional(
    Type.String({
      maxLength: 50,
      description: 'House number that is sent as it is written, though it looks like none',
    }),
  ),
})

/** `/dang-ky`: a citizen declares an address in two steps, where and what, without an account and without scripts. */
export function declarePage(app: App, parts: DeclarePageParts): void {
  const { strangers, units, publicUrl, isDemo } = parts
  const root = rootPathOf(publicUrl)
  const answers = searchAnswers(parts)

  const show = (
    request: FastifyRequest,
    reply: FastifyReply,
    main: Html,
    at = '',
    heading: Text = WORDS.declare,
  ) => {
    const language = languageOf(request)
    const title = heading[language]
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
    corrects?: Corrected,
  ) => {
    const language = languageOf(request)
    const commune = corrects
      ? corrects.row.commune_code
      : (units.register.containing(lon, lat)?.commune.code ?? typed.commune_code)
    if (commune === undefined) {
      reply.code(422)
      return askPlace(request, reply, undefined, WORDS.outside[language])
    }
    const form = declareForm({
      ...{ language, root, lon, lat, commune, problems },
      typed: corrects ? { ...shownFields(corrects.row), ...typed } : typed,
      corrects: corrects && {
        ...{ id: corrects.row.uid, revision: corrects.revision },
        isHome: corrects.row.class === HOME,
      },
      communes: units.register
        .at(units.today(), { level: 'commune' })
        .map(({ code, fullName: name }) => ({ code, name })),
      around: surroundingsOf(lon, lat, parts),
      csrf: strangers.challenge(request).token,
      key: randomUUID(),
    })
    if (corrects === undefined) return show(request, reply, form, `&lat=${lat}&lon=${lon}`)
    const main = html`<p class="lead">${WORDS.correctLead[language]}</p>\n${form}`
    return show(request, reply, main, `&sua=${encodeURIComponent(corrects.row.uid)}`, WORDS.correct)
  }

  const corrected = async (named: string): Promise<Corrected> => {
    const { normalized } = checkCode(named)
    const addresses = await parts.addressesAbout(() => [named, normalized])
    const row = addresses.byUid(named) ?? addresses.byCode(normalized) ?? addresses.byNdas(normalized)
    if (row === undefined || row.status === 'retired') throw unknownAddress(named)
    return { row, revision: addresses.versionFacts(row.uid)?.revision ?? 0 }
  }

  app.register(async (plain) => {
    const scope = plain as unknown as App
    await parts.forms.accept(plain as unknown as FastifyInstance)
    tellOnPages(scope, { root, title: WORDS.declare, page: PAGE })

    scope.get(PAGE, { schema: { hide: true, querystring: Step } }, async (request, reply) => {
      if (parts.doors === undefined) throw new Problem('no-proposals')
      const { q, lat, lon, sua } = request.query
      if (sua !== undefined) {
        const found = await corrected(sua)
        const [x, y] = decodePoint(found.row.geom) ?? [0, 0]
        return askContent(request, reply, [lon ?? x, lat ?? y], {}, [], found)
      }
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
        const { sua, revision = 0 } = request.query
        const found = sua === undefined ? undefined : await corrected(sua)
        try {
          if (request.validationError) throw request.validationError
          const { house_number } = request.body
          if (house_number !== found?.row.house_number) mustLookLikeNumber(house_number, request.query.ghi)
          if (found) {
            const seen = { address: found.row.uid, revision }
            const changes = changedFields(found.row, request.body)
            const { number } = await takeCorrection(parts, request, seen, changes, request.body.text)
            return reply.redirect(`${root}/theo-doi/${number}?lang=${language}`, 303)
          }
          const { number, notes } = await takeDeclaration(parts, request, request.body)
          return reply.redirect(`${root}/theo-doi/${number}?lang=${language}${notes && `&${notes}`}`, 303)
        } catch (error) {
          const problems = problemsOf(error, request)
          const typed = Object.fromEntries(fieldsOf(request.body))
          const place = [Number(typed.lon), Number(typed.lat)] as const
          if (problems === undefined || !(Math.abs(place[0]) <= 180 && Math.abs(place[1]) <= 90)) throw error
          reply.code(422)
          return askContent(request, reply, place, typed, problems, found)
        }
      },
    )
  })
}

/** The address that a form is about, as everybody sees it. */
interface Corrected {
  readonly row: PublicAddressRow
  readonly revision: number
}

/** The class of homes, whose names nobody is shown. */
const HOME = 1
const TEXTS = ['name', 'house_number', 'street', 'hamlet'] as const

/** What a form shows of an address: an emptied field is sent as none. */
function shownFields(row: PublicAddressRow): Record<string, string> {
  const texts = TEXTS.map((field) => [field, row[field] ?? ''])
  return { ...Object.fromEntries(texts), class: String(row.class), commune_code: row.commune_code }
}

/** What a form says otherwise than everybody sees it; what nobody is shown stays as it is. */
function changedFields(row: PublicAddressRow, body: Static<typeof DeclareBody>): Correction {
  const texts = TEXTS.filter((field) => field !== 'name' || row.class !== HOME).flatMap((field) => {
    const value = body[field] ?? null
    return value === row[field] ? [] : [[field, value]]
  })
  const { class: objectClass, lon, lat } = body
  return { ...Object.fromEntries(texts), class: objectClass, lon, lat }
}

/**
 * Asks once about a text that is no house number as these are written, such as "gần chợ"; sent again it is taken, and the office is
 * told. Throws {@link Refusal} `findings`.
 *
 * @param known the number that was asked about
 */
function mustLookLikeNumber(number: string | null | undefined, known: string | undefined): void {
  if (number == null || number.trim() === '' || number === known || isHouseNumber(number)) return
  const message = { vi: `“${number}” ${WORDS.noNumber.vi}`, en: `“${number}” ${WORDS.noNumber.en}` }
  throw new Refusal('findings', message, {
    findings: [{ rule: 'no-house-number', severity: 'warning', path: 'house_number', message }],
  })
}

/** What of a form was refused, for the fields that are to be mended; undefined for anything else. */
function problemsOf(error: unknown, request: FastifyRequest): FieldProblem[] | undefined {
  const language = languageOf(request)
  // The address was changed meanwhile: the form that is shown then is based on it as it is now.
  if (error instanceof Refusal && error.code === 'changed')
    return [{ path: '', message: error.detail[language] }]
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
