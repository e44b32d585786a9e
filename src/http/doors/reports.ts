import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { Problem, refuse } from '../../errors.ts'
import { type About, REPORT_REASONS, type Reports, SENT_KINDS } from '../../registry/doors/reports.ts'
import type { UnitRegister } from '../../units/unit-register.ts'
import type { App } from '../edge/app-type.ts'
import { rootPathOf } from '../edge/base-url.ts'
import { Json, query } from '../edge/fields.ts'
import type { UnitKnowledge } from '../features/address-feature.ts'
import { Words } from '../registry/address-body.ts'
import { reportJson } from '../registry/desk/queue-item.ts'
import { orRefused } from '../registry/refused.ts'
import { type DoorParts, doorHooks, keyOf } from './door.ts'
import { FORM_BYTES } from './form-bodies.ts'
import { answerReceipt, type ReceiptParts } from './receipt-answer.ts'
import { numberParams, shownReceipt } from './receipt-door.ts'

export interface ReportParts extends DoorParts, ReceiptParts {
  /** Undefined where `people.db` cannot be used. */
  readonly doors: { readonly reports: Reports } | undefined
  readonly units: UnitKnowledge & { readonly register: Pick<UnitRegister, 'containing'> }
}

const oneOf = <Name extends string>(names: readonly Name[], description: string) =>
  Type.Unsafe<Name>({ type: 'string', enum: [...names], description })

const ReportBody = Type.Object(
  {
    // One schema of two types: of a union each part would turn the value into its own type first.
    about: Type.Unsafe<string | number[]>({
      type: ['string', 'array'],
      minLength: 1,
      maxLength: 128,
      items: { type: 'number' },
      minItems: 2,
      maxItems: 2,
      description: 'Id or code of an address, or [lon, lat]; in a form "lon,lat"',
    }),
    kind: oneOf(SENT_KINDS, 'What is wrong'),
    text: Words,
    commune_code: Type.Optional(
      Type.String({ pattern: '^\\d{5}$', description: 'Of a place: its commune, where no area tells it' }),
    ),
  },
  { additionalProperties: false },
)
const SettleBody = Type.Object(
  { reason: oneOf(REPORT_REASONS, 'done, or why not'), text: Words },
  { additionalProperties: false },
)

/** `/v1/reports`: what anybody says is wrong, what its receipt shows, and how an officer settles it. */
export function reportRoutes(app: App, parts: ReportParts): void {
  const { guard, strangers, units, publicUrl, isDemo } = parts
  app.register(async (scope) => {
    await parts.forms.accept(scope as unknown as FastifyInstance)
    sendRoute(scope as unknown as App, parts)
  })

  app.get(
    '/v1/reports/:number',
    {
      schema: {
        operationId: 'getReport',
        tags: ['declarations'],
        summary: 'Biên nhận của một phản ánh · The receipt of a report',
        params: numberParams,
        querystring: query({}),
        response: { 200: Json('state, dates, commune, what it waits for, the reason; never what was sent') },
      },
    },
    async (request, reply) => {
      const { number } = request.params
      const receipt = await shownReceipt(strangers, request, reply, () => roomOf(parts).receipt(number))
      const path = `/v1/reports/${encodeURIComponent(number)}`
      return answerReceipt(request, reply, receipt, { units, publicUrl, isDemo, path })
    },
  )

  app.post(
    '/v1/reports/:number/settle',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'settleReport',
        tags: ['registry'],
        summary: 'Giải quyết một phản ánh, theo id trong hàng đợi · Settle a report, by its id in the queue',
        params: numberParams,
        querystring: query({}),
        body: SettleBody,
        response: { 200: Json('the report as the queue shows it') },
      },
    },
    async (request, reply) => {
      const { params, body } = request
      const settled = await orRefused(roomOf(parts).settle(guard.of(request), params.number, body))
      reply.header('cache-control', 'no-store')
      return reportJson(settled)
    },
  )
}

function sendRoute(app: App, parts: ReportParts): void {
  const { guard, forms, publicUrl } = parts
  app.post(
    '/v1/reports',
    {
      ...doorHooks(parts),
      bodyLimit: FORM_BYTES,
      schema: {
        operationId: 'sendReport',
        tags: ['declarations'],
        summary: 'Phản ánh một điều sai · Report something wrong',
        description: 'Không cần tài khoản, như /v1/declarations · Needs no account, as /v1/declarations',
        consumes: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
        querystring: query({}),
        body: ReportBody,
        response: {
          201: Json(
            'number of the receipt, told this once, state, demonstration: true of a record that is so',
          ),
          303: Json('where the receipt is, for a form'),
        },
      },
    },
    async (request, reply) => {
      const { about, commune_code, ...said } = request.body
      const subject = aboutOf(about, commune_code, parts.units)
      const key = keyOf(forms, request)
      const number = await orRefused(roomOf(parts).report(guard.known(request), subject, said, key))
      reply.headers({
        location: `${rootPathOf(publicUrl)}/v1/reports/${number}`,
        'cache-control': 'no-store',
      })
      if (forms.of(request)) return reply.code(303).send()
      reply.code(201)
      return { number, state: 'open', demonstration: parts.isDemo() }
    },
  )
}

const PLACE = /^\s*(-?\d{1,3}(?:\.\d{1,15})?)\s*,\s*(-?\d{1,2}(?:\.\d{1,15})?)\s*$/

/** What a report is about; throws {@link Problem} for a place that is none, or whose commune nobody knows. */
function aboutOf(
  about: string | readonly number[],
  given: string | undefined,
  { register, today }: ReportParts['units'],
): About {
  const written = typeof about === 'string' ? PLACE.exec(about)?.slice(1).map(Number) : about
  if (written === undefined) return { address: about as string }
  const [lon = Number.NaN, lat = Number.NaN] = written
  if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90))
    throw refuse(
      'about',
      'out-of-range',
      `about = "${lon}, ${lat}": cần [kinh độ, vĩ độ] tính bằng độ.`,
      `about = "${lon}, ${lat}" must be [longitude, latitude] in degrees.`,
    )
  const commune = register.containing(lon, lat, today())?.commune.code ?? given
  if (commune !== undefined) return { commune, lon, lat }
  throw refuse(
    'commune_code',
    'missing',
    `about = "${lon}, ${lat}" không nằm trong xã, phường nào đã biết: hãy ghi commune_code.`,
    `about = "${lon}, ${lat}" lies in no commune that is known: say commune_code.`,
  )
}

function roomOf({ doors }: ReportParts): Reports {
  if (doors) return doors.reports
  throw new Problem('no-proposals')
}
