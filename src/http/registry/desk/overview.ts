import { Type } from 'typebox'
import type { CommuneOverview, Overview } from '../../../registry/desk/overview.ts'
import type { App } from '../../edge/app-type.ts'
import { DateField, Json, query } from '../../edge/fields.ts'
import type { ActorGuard } from '../actor-guard.ts'
import { mustBeDay } from '../address-body.ts'
import { orRefused } from '../refused.ts'
import { overviewCsv } from './overview-csv.ts'

export interface OverviewParts {
  overview: Overview
  guard: ActorGuard
}

const Commune = Type.String({ pattern: '^\\d{5}$', description: 'Code of a commune of today' })

/** `/v1/overview`: what was collected, beside what is expected, and `/v1/expected`, which says that. */
export function overviewRoutes(app: App, { overview, guard }: OverviewParts): void {
  app.get(
    '/v1/overview',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'getOverview',
        tags: ['registry'],
        summary: 'Đã thu thập bao nhiêu, so với dự kiến · What was collected, beside what is expected',
        querystring: query({
          commune: Type.Optional(Commune),
          f: Type.Optional(Type.Unsafe<'json' | 'csv'>({ type: 'string', enum: ['json', 'csv'] })),
        }),
        produces: ['application/json', 'text/csv'],
      },
    },
    async (request, reply) => {
      const { commune, f } = request.query
      const communes: CommuneOverview[] = []
      for (const code of await orRefused(overview.communes(guard.of(request), commune)))
        communes.push(await overview.of(code))
      reply.header('cache-control', 'no-store')
      if (f !== 'csv') return { communes }
      reply.type('text/csv; charset=utf-8')
      return overviewCsv(communes)
    },
  )

  app.put(
    '/v1/expected',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'putExpected',
        tags: ['registry'],
        summary: 'Số đối tượng dự kiến của một xã hoặc ấp · How many objects a commune or hamlet should have',
        querystring: query({}),
        body: Type.Object(
          {
            commune_code: Commune,
            hamlet: Type.Optional(Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Null()])),
            class: Type.Integer({ minimum: 1, maximum: 5 }),
            count: Type.Union([Type.Integer({ minimum: 0, maximum: 10_000_000 }), Type.Null()], {
              description: 'null takes the number back',
            }),
            source: Type.String({ minLength: 1, maxLength: 200 }),
            date: DateField,
          },
          { additionalProperties: false },
        ),
        response: { 200: Json('history: all that was said of it, the newest last') },
      },
    },
    async (request, reply) => {
      const { hamlet = null, ...said } = request.body
      mustBeDay('date', said.date)
      const all = await orRefused(overview.expect(guard.of(request), { ...said, hamlet }))
      reply.header('cache-control', 'no-store')
      return {
        history: all.map(({ count, source, date, office, at }) => ({ count, source, date, office, at })),
      }
    },
  )
}
