import { Type } from 'typebox'
import { dayOf } from '../../../chains/day-of.ts'
import { MOST_SLIPS, type PrintedSlip } from '../../../registry/accounts/issuing/slips.ts'
import type { Actor } from '../../../registry/actor.ts'
import type { App } from '../../edge/app-type.ts'
import { query } from '../../edge/fields.ts'
import { orRefused } from '../../registry/refused.ts'
import { Id, type IssuingRouteParts, params } from '../issuing/issuing-parts.ts'
import { peopleOrProblem } from '../people-or-problem.ts'
import { activationUrl } from './activation-url.ts'
import { type PaperSlip, SlipPapers } from './slip-papers.ts'

/** `/v1/accounts/{id}/slip`, `/v1/offices/{id}/slips`: activation slips as PDF, made in memory. */
export function slipRoutes(app: App, parts: IssuingRouteParts): void {
  const { accounts, guard } = parts
  const papers = new SlipPapers()
  const schema = (operationId: string, summary: string) => ({
    operationId,
    tags: ['accounts'],
    summary,
    params,
    querystring: query({}),
    response: {
      200: Type.Unsafe<Buffer>({ type: 'string', format: 'binary', description: 'application/pdf' }),
    },
  })
  const print = async (actor: Actor, ids: readonly string[], office?: string) => {
    const printed = await orRefused(peopleOrProblem(accounts).slips.print(actor, ids, office))
    return papers.pdf(await papersOf(printed, parts))
  }
  const send = <Reply extends { type(type: string): Reply; header(name: string, value: string): Reply }>(
    reply: Reply,
  ) =>
    reply
      .type('application/pdf')
      .header('cache-control', 'no-store')
      .header('content-disposition', 'attachment; filename="phieu-kich-hoat.pdf"')

  app.post(
    '/v1/accounts/:id/slip',
    {
      onRequest: guard.check,
      schema: {
        ...schema('printSlip', 'In phiếu kích hoạt; phiếu in trước hết hiệu lực · Print an activation slip'),
        body: Type.Object({}, { additionalProperties: false }),
      },
    },
    async (request, reply) => {
      const paper = await print(guard.of(request), [request.params.id])
      return send(reply)
        .serializer((bytes: Buffer) => bytes as unknown as string)
        .send(paper)
    },
  )

  app.post(
    '/v1/offices/:id/slips',
    {
      onRequest: guard.check,
      schema: {
        ...schema(
          'printSlips',
          `In phiếu cho các tài khoản đang chờ của cơ quan, mỗi lần nhiều nhất ${MOST_SLIPS} · Print slips for an office's accounts that wait, ${MOST_SLIPS} at a time`,
        ),
        body: Type.Object(
          {
            accounts: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: MOST_SLIPS, uniqueItems: true })),
          },
          { additionalProperties: false },
        ),
      },
    },
    async (request, reply) => {
      const actor = guard.of(request)
      const { slips } = peopleOrProblem(accounts)
      const { id } = request.params
      const waiting = request.body.accounts ?? (await orRefused(slips.waiting(actor, id)))
      const paper = await print(actor, waiting, id)
      reply.header('x-slips', String(waiting.length))
      return send(reply)
        .serializer((bytes: Buffer) => bytes as unknown as string)
        .send(paper)
    },
  )
}

/** What is printed of slips: names in the place of codes, and where they lead to. */
export async function papersOf(
  printed: readonly PrintedSlip[],
  { accounts, units, ownUrl }: Pick<IssuingRouteParts, 'accounts' | 'units' | 'ownUrl'>,
): Promise<PaperSlip[]> {
  const places = peopleOrProblem(accounts).places()
  const commune = (code: string) => units.register.get(code, dayOf(new Date()), 'commune')?.fullName ?? code
  const papers: PaperSlip[] = []
  for (const { areas, token, expires_at, login, name, office, roles, sleeps } of printed) {
    const names: string[] = []
    for (const { kind, code } of areas.slice(0, MOST_AREAS)) {
      const hamlet = kind === 'hamlet' ? await places.hamlet(code) : undefined
      if (hamlet) names.push(`${hamlet.name}, ${commune(hamlet.commune)}`)
      else if (kind === 'commune') names.push(commune(code))
    }
    const [year, month, day] = dayOf(new Date(expires_at)).split('-')
    papers.push({
      ...{ login, name, office, roles, sleeps, areas: names, until: `${day}/${month}/${year}` },
      url: activationUrl(ownUrl(), token),
    })
  }
  return papers
}

/** Areas that a slip names. */
const MOST_AREAS = 5
