import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { refuse } from '../../../errors.ts'
import type { Numbering } from '../../../registry/numbering/numbering.ts'
import type { NumberedPlace } from '../../../registry/numbering/numbering-place.ts'
import type { NumberingOrder, NumberingPlan } from '../../../registry/numbering/plan-numbers.ts'
import type { Position } from '../../../registry/numbering/street-course.ts'
import { MAX_ITEMS } from '../../../registry/registry.ts'
import type { App } from '../../edge/app-type.ts'
import { Json, query } from '../../edge/fields.ts'
import type { ActorGuard } from '../actor-guard.ts'
import { Reason } from '../address-body.ts'
import { matchedTag } from '../if-match.ts'
import { keyedRequest } from '../keyed-request.ts'
import { orRefused } from '../refused.ts'

export interface NumberingParts {
  numbering: Numbering
  guard: ActorGuard
}

const Id = Type.String({ minLength: 1, maxLength: 64 })
const Commune = Type.String({ pattern: '^\\d{5}$' })
const Degrees = Type.Number({ minimum: -180, maximum: 180 })
const Point = Type.Array(Degrees, { minItems: 2, maxItems: 2 })
const Body = Type.Object(
  {
    street: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: 'Its name, with commune_code' }),
    ),
    commune_code: Type.Optional(Commune),
    former_commune_code: Type.Optional(Commune),
    street_id: Type.Optional(Id),
    hamlet_id: Type.Optional(Type.String({ ...Id, description: 'Its houses that are on no street' })),
    addresses: Type.Optional(
      Type.Array(Id, { minItems: 1, maxItems: MAX_ITEMS, uniqueItems: true, description: 'These alone' }),
    ),
    sides: Type.Optional(
      Type.Union(
        ['odd-left', 'odd-right', 'none'].map((side) => Type.Literal(side as 'none')),
        { description: 'Side of the odd numbers, seen from where they begin; none: one row for both' },
      ),
    ),
    order: Type.Optional(Type.Union([Type.Literal('line'), Type.Literal('nearest')])),
    from: Type.Optional(
      Type.Array(Degrees, {
        minItems: 2,
        maxItems: 2,
        description: '[lon, lat] where numbers begin; without it at the northernmost end',
      }),
    ),
    line: Type.Optional(
      Type.Array(Point, {
        minItems: 2,
        maxItems: 500,
        description:
          'A line to go along in the place of the street’s own: [lon, lat] from where numbers begin',
      }),
    ),
    within: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1000, description: 'Only houses so many metres from line' }),
    ),
    numbers: Type.Optional(
      Type.Array(
        Type.Object(
          {
            id: Id,
            house_number: Type.Union([Type.String({ minLength: 1, maxLength: 50 }), Type.Null()]),
          },
          { additionalProperties: false },
        ),
        {
          maxItems: MAX_ITEMS,
          description: 'Corrected by hand; the numbers behind go on from there. null: keeps what it has',
        },
      ),
    ),
    start: Type.Optional(Type.Integer({ minimum: 1, maximum: 20_000 })),
    step: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    prefix: Type.Optional(
      Type.String({ pattern: '^(\\d{1,5}[A-Za-z]?/){1,6}$', description: 'Of an alley: 51/' }),
    ),
    renumber: Type.Optional(Type.Boolean({ description: 'Those that have a number get another one too' })),
    reason: Type.Optional(Reason),
    dry_run: Type.Optional(Type.Boolean({ description: 'Tells what would be done' })),
  },
  { additionalProperties: false },
)

/** `GET /v1/numbering`: what there is to number; `POST /v1/addresses/number`: a street or hamlet is numbered in one gesture, after a look at what would be done. */
export function numberingRoutes(app: App, { numbering, guard }: NumberingParts): void {
  app.get(
    '/v1/numbering',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'getNumbering',
        tags: ['registry'],
        summary:
          'Đường và ấp của một xã, phường với số nhà chưa có số · Streets and hamlets of a commune with how many houses have no number',
        querystring: query({ commune: Commune }),
        response: { 200: Json('streets and hamlets (those of them on no street): houses, without') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return orRefused(numbering.places(guard.of(request), request.query.commune))
    },
  )

  app.post(
    '/v1/addresses/number',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'numberAddresses',
        tags: ['registry'],
        summary:
          'Đánh số nhà cả đường hay ấp, xem trước rồi ghi · Number a street or hamlet: preview, then write',
        description:
          'dry_run: true trả kế hoạch và thẻ của nó (ETag); gửi lại không có dry_run, với If-Match là thẻ đó, để ghi · dry_run: true answers the plan with its tag (ETag); sent again without it, If-Match being that tag, it is written',
        querystring: query({}),
        body: Body,
        response: {
          200: Json(
            'items: id, revision, before, house_number, lon, lat; left with its reason; counts; event',
          ),
        },
      },
    },
    async (request, reply) => {
      const actor = guard.of(request)
      const order = orderOf(request.body)
      reply.header('cache-control', 'no-store')
      if (request.body.dry_run) {
        const plan = await orRefused(numbering.plan(actor, order))
        reply.header('etag', `"${plan.tag}"`)
        return { dry_run: true, ...planJson(plan) }
      }
      const tag = tagOf(request)
      const sent = { reason: request.body.reason, request: keyedRequest(request) }
      const done = await orRefused(numbering.apply(actor, order, tag, sent))
      if ('repeated' in done) return { dry_run: false, repeated: true, id: done.repeated.subject }
      return { dry_run: false, event: done.event, ...planJson(done.plan) }
    },
  )
}

function planJson({ items, left }: NumberingPlan) {
  const kept: Record<string, number> = {}
  for (const { because } of left) kept[because] = (kept[because] ?? 0) + 1
  return {
    counts: { numbered: items.length, left: left.length, because: kept },
    items: items.map(({ uid, ...item }) => ({ id: uid, ...item })),
    left: left.map(({ uid, ...item }) => ({ id: uid, ...item })),
  }
}

function orderOf(body: Static<typeof Body>): NumberingOrder {
  const place = placeOf(body)
  const order = body.order ?? ('hamlet_id' in place && !body.line ? 'nearest' : 'line')
  const sides = body.sides ?? (order === 'nearest' ? 'none' : 'odd-left')
  if (order === 'nearest' && sides !== 'none')
    throw refuse(
      'sides',
      'not-allowed',
      `sides = "${sides}" cần order = "line": chỉ dọc một đường mới có hai bên.`,
      `sides = "${sides}" needs order = "line": only along a street there are two sides.`,
    )
  if (body.line && order !== 'line')
    throw refuse(
      'line',
      'not-allowed',
      'line cần order = "line": đánh số từ nhà này sang nhà gần nhất thì không theo tuyến.',
      'line needs order = "line": from house to house there is no line to go along.',
    )
  if (body.within !== undefined && !body.line)
    throw refuse(
      'within',
      'not-allowed',
      'within cần line: hãy vẽ tuyến trước.',
      'within needs line: draw it first.',
    )
  const step = body.step ?? (sides === 'none' ? 1 : 2)
  if (sides !== 'none' && step % 2 === 1)
    throw refuse(
      'step',
      'not-allowed',
      `step = ${step}: hai bên chẵn, lẻ thì bước phải là số chẵn.`,
      `step = ${step}: with odd and even sides it must be even.`,
    )
  const { addresses, former_commune_code, from, line, within, numbers } = body
  const { start = 1, prefix = '', renumber = false } = body
  return {
    place,
    rule: { sides, start, step, prefix: prefix.toUpperCase() },
    order,
    from: from && position(from),
    line: line?.map(position),
    within,
    former_commune_code,
    addresses,
    numbers: numbers?.map(({ id: uid, house_number }) => ({ uid, house_number })),
    renumber,
  }
}

function position([lon, lat]: readonly number[]): Position {
  return [lon as number, lat as number]
}

function placeOf({ street, commune_code, street_id, hamlet_id }: Static<typeof Body>): NumberedPlace {
  const places = [street, street_id, hamlet_id].filter((each) => each !== undefined)
  if (places.length !== 1 || (street !== undefined) !== (commune_code !== undefined))
    throw refuse(
      'street',
      'not-allowed',
      'Hãy ghi đúng một trong: street kèm commune_code, street_id, hamlet_id.',
      'Name exactly one of street with commune_code, street_id, hamlet_id.',
    )
  if (street_id !== undefined) return { street_id }
  if (hamlet_id !== undefined) return { hamlet_id }
  return { street: street as string, commune_code: commune_code as string }
}

/** The tag of a plan; throws {@link Problem} 428 without one, 400 for another form. */
function tagOf({ headers }: Pick<FastifyRequest, 'headers'>): string {
  const tag = matchedTag({ headers })
  if (tag !== undefined && /^[0-9a-f]{32}$/.test(tag)) return tag
  const header = headers['if-match']?.slice(0, 80)
  throw refuse(
    'If-Match',
    'tag',
    `If-Match "${header}" không phải thẻ (ETag) của một lần xem trước.`,
    `If-Match "${header}" is not the tag (ETag) of a preview.`,
  )
}
