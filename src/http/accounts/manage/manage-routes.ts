import type { FastifyReply } from 'fastify'
import { type Static, Type } from 'typebox'
import { Problem } from '../../../errors.ts'
import { SUSPENSIONS } from '../../../registry/accounts/issuing/account-care.ts'
import { draftsOf, MOST_ROWS, mustBeColumns } from '../../../registry/accounts/issuing/account-table.ts'
import type { IssuedRow } from '../../../registry/accounts/issuing/issuing.ts'
import { suspendAndUndo } from '../../../registry/accounts/limits/suspend-and-undo.ts'
import type { Actor } from '../../../registry/actor.ts'
import { tellOnPages } from '../../edge/answers/problem-page.ts'
import type { App } from '../../edge/app-type.ts'
import { asMoment } from '../../edge/at-date.ts'
import { rootPathOf } from '../../edge/base-url.ts'
import { query } from '../../edge/fields.ts'
import { languageOf } from '../../edge/language.ts'
import { acceptForms } from '../../edge/requests/form-body.ts'
import { orRefused } from '../../registry/refused.ts'
import { accountFrame, troubleOf } from '../account-frame.ts'
import { tableOf } from '../issuing/csv-upload.ts'
import { Id, type IssuingRoom, type IssuingRouteParts } from '../issuing/issuing-parts.ts'
import { toLogin } from '../login-pages/to-login.ts'
import { peopleOrProblem } from '../people-or-problem.ts'
import { SlipPapers } from '../slips/slip-papers.ts'
import { papersOf } from '../slips/slip-routes.ts'
import { type Managed, managePage } from './manage-view.ts'
import { WORDS } from './manage-words.ts'

const PAGE = '/tai-khoan/quan-ly'
const ON_PAGE = 100
const MAX_TABLE = 500_000
const Asked = query({ office: Type.Optional(Id), cursor: Type.Optional(Id), waiting: Type.Optional(Id) })
const Sent = Type.Object(
  {
    csrf: Type.Optional(Type.String({ maxLength: 200 })),
    act: Type.String({ maxLength: 20 }),
    id: Id,
    word: Type.Optional(Type.String({ maxLength: 40 })),
    number: Type.Optional(Type.String({ maxLength: 20 })),
    how: Type.Optional(Type.String({ maxLength: 200 })),
    reason: Type.Optional(Type.Union(SUSPENSIONS.map((each) => Type.Literal(each)))),
    undo_since: Type.Optional(Type.String({ maxLength: 30 })),
    text: Type.Optional(Type.String({ maxLength: 200 })),
    account: Type.Optional(Id),
    table: Type.Optional(Type.String({ maxLength: MAX_TABLE })),
    dry_run: Type.Optional(Type.Literal('1')),
  },
  { additionalProperties: false },
)
type Sent = Static<typeof Sent>

/** What an act of the page has come to: nothing to say, a report, what was taken back, or a paper. */
type Done = Pick<Managed, 'report' | 'undone'> & { readonly slips?: readonly string[] }
type Act = (room: IssuingRoom, actor: Actor, sent: Sent) => Promise<Done | unknown>

/** What the forms of the page do, by their `act`. */
const ACTS: Readonly<Record<string, Act>> = {
  agree: ({ approvals }, actor, { id, word }) => approvals.settle(actor, id, { agree: true, word }),
  refuse: ({ approvals }, actor, { id }) => approvals.settle(actor, id, { agree: false }),
  identity: ({ issuing }, actor, { id, number = '', how = '' }) =>
    issuing.checkIdentity(actor, id, { number, how }),
  decline: ({ issuing }, actor, { id }) => issuing.decline(actor, id),
  review: ({ care }, actor, { id }) => care.review(actor, id),
  async suspend(room, actor, { id, reason, undo_since = '', text }) {
    const why = SUSPENSIONS.find((each) => each === reason) ?? 'other'
    if (undo_since === '') return room.care.suspend(actor, id, why)
    const since = asMoment('undo_since', `${undo_since}+07:00`)
    return { undone: await suspendAndUndo(room, actor, id, { why, since, reason: text }) }
  },
  head: ({ offices }, actor, { id, account = null }) => offices.nameHead(actor, id, account),
  'hand-over': ({ care }, actor, { id }) => care.handOver(actor, id),
  'factor-reset': ({ care }, actor, { id }) => care.factorReset(actor, id),
  slip: async (_room, _actor, { id }) => ({ slips: [id] }),
  slips: async ({ slips }, actor, { id }) => ({ slips: await slips.waiting(actor, id) }),
  async issue({ issuing, offices }, actor, { id, table = '', dry_run }) {
    const { rows, header } = tableOf(table, MOST_ROWS)
    mustBeColumns(header)
    const dryRun = dry_run === '1'
    const issued: readonly IssuedRow[] = await issuing.issueAll(
      actor,
      draftsOf(rows, await offices.all(), id),
      dryRun,
    )
    return { report: { dryRun, rows: issued } }
  },
}

/** `/tai-khoan/quan-ly`: requests, accounts, slips and approvals, without scripts. */
export function manageRoutes(app: App, parts: IssuingRouteParts): void {
  const { accounts, guard, publicUrl, csrfOf } = parts
  const papers = new SlipPapers()
  const root = rootPathOf(publicUrl)

  const show = async (
    request: Parameters<typeof guard.of>[0],
    reply: FastifyReply,
    { office, cursor, waiting }: Static<typeof Asked>,
    more: Pick<Managed, 'problem' | 'report' | 'undone'> = {},
  ) => {
    const language = languageOf(request)
    const actor = guard.of(request)
    const room = peopleOrProblem(accounts)
    const managed = {
      language,
      csrf: await csrfOf(request),
      approvals: await orRefused(room.approvals.open(actor, { after: waiting, limit: ON_PAGE })),
      most: ON_PAGE,
      mayUndo: actor.roles.has('administrator'),
      care: await careOf(room, actor, office, cursor),
      ...more,
    }
    return accountFrame(request, reply, { root, title: WORDS.title, path: PAGE, main: managePage(managed) })
  }

  app.register(async (plain) => {
    const scope = plain as unknown as App
    acceptForms(scope)
    tellOnPages(scope, { root, title: WORDS.title, page: PAGE })
    const options = { onRequest: [toLogin(parts, root), guard.check] }
    scope.get(PAGE, { ...options, schema: { hide: true, querystring: Asked } }, (request, reply) =>
      show(request, reply, request.query),
    )

    scope.post(
      PAGE,
      {
        ...options,
        bodyLimit: 2 * MAX_TABLE,
        schema: { hide: true, querystring: Asked, body: Sent },
      },
      async (request, reply) => {
        const room = peopleOrProblem(accounts)
        const actor = guard.of(request)
        const { act: name } = request.body
        const act = Object.hasOwn(ACTS, name) ? ACTS[name] : undefined
        if (act === undefined) throw new Problem('not-found')
        let done: Done
        try {
          done = ((await act(room, actor, request.body)) ?? {}) as Done
          if (done.slips) {
            const paper = await papers.pdf(await papersOf(await room.slips.print(actor, done.slips), parts))
            return reply
              .type('application/pdf')
              .header('cache-control', 'no-store')
              .header('content-disposition', 'attachment; filename="phieu-kich-hoat.pdf"')
              .send(paper)
          }
        } catch (error) {
          const { status, text } = troubleOf(error)
          reply.code(status)
          return show(request, reply, request.query, { problem: text[languageOf(request)] })
        }
        const { report, undone } = done
        if (report || undone) return show(request, reply, request.query, { report, undone })
        const { office } = request.query
        const back = office === undefined ? '' : `office=${encodeURIComponent(office)}&`
        return reply
          .header('cache-control', 'no-store')
          .redirect(`${root}${PAGE}?${back}lang=${languageOf(request)}`, 303)
      },
    )
  })
}

/** The offices in an actor's care with their accounts; undefined for who has none in it. */
async function careOf(
  { issuing, offices }: IssuingRoom,
  actor: Actor,
  office: string | undefined,
  after: string | undefined,
): Promise<Managed['care']> {
  const mine = await offices.inCare(actor)
  if (mine === undefined) return undefined
  const empty = new Set((await offices.empty(actor)).map(({ id }) => id))
  const found = await issuing.list(actor, { office, after, limit: ON_PAGE })
  return {
    offices: mine.map((one) => ({ ...one, empty: empty.has(one.id) })),
    office: mine.some(({ id }) => id === office) ? office : undefined,
    accounts: found,
    next: found.length === ON_PAGE ? (found.at(-1)?.id ?? null) : null,
  }
}
