import multipart from '@fastify/multipart'
import { type Static, Type } from 'typebox'
import { draftsOf, MOST_ROWS, mustBeColumns } from '../../../registry/accounts/issuing/account-table.ts'
import type { App } from '../../edge/app-type.ts'
import { Json, Limit, query } from '../../edge/fields.ts'
import { languageOf } from '../../edge/language.ts'
import { orRefused } from '../../registry/refused.ts'
import { peopleOrProblem } from '../people-or-problem.ts'
import { accountJson, accountsCsv, rowJson } from './account-json.ts'
import { receiveCsv } from './csv-upload.ts'
import { Id, type IssuingRouteParts, NewAccount } from './issuing-parts.ts'

/** Bytes of a file of accounts at most. */
const MAX_FILE = 2_000_000
const State = Type.Union(
  (['requested', 'checked', 'asleep', 'active', 'suspended', 'ended'] as const).map((each) =>
    Type.Literal(each),
  ),
)

/** `/v1/accounts`: those of the offices in one's care, and new ones, one or a file of them. */
export function accountRoutes(app: App, parts: IssuingRouteParts): void {
  listRoute(app, parts)
  app.register(async (scope) => {
    await scope.register(multipart, { throwFileSizeLimit: true })
    issueRoute(scope as unknown as App, parts)
  })
}

function listRoute(app: App, { accounts, guard }: IssuingRouteParts): void {
  app.get(
    '/v1/accounts',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'listAccounts',
        tags: ['accounts'],
        summary: 'Tài khoản của các cơ quan phụ trách · Accounts of the offices in my care',
        querystring: query({
          office: Type.Optional(Id),
          state: Type.Optional(State),
          ends_before: Type.Optional(Type.String({ format: 'date' })),
          cursor: Type.Optional(Id),
          limit: Type.Optional(Limit(50, 500)),
          format: Type.Optional(Type.Union([Type.Literal('json'), Type.Literal('csv')])),
        }),
        response: { 200: Json('accounts; next; empty_offices: offices of the first page that have nobody') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { issuing, offices } = peopleOrProblem(accounts)
      const actor = guard.of(request)
      const { office, state, ends_before: endsBefore, cursor: after, limit = 50, format } = request.query
      const asked = { office, state, endsBefore, after, limit }
      const found = await orRefused(
        format === 'csv' ? issuing.export(actor, asked) : issuing.list(actor, asked),
      )
      const next = found.length === limit ? (found.at(-1)?.id ?? null) : null
      if (format === 'csv') {
        if (next !== null) reply.header('link', `<?cursor=${next}>; rel="next"`)
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', 'attachment; filename="accounts.csv"')
          .serializer(String)
          .send(accountsCsv(found))
      }
      const empty = after === undefined ? await orRefused(offices.empty(actor)) : []
      return {
        accounts: found.map(accountJson),
        next,
        empty_offices: empty.map(({ id, name }) => ({ id, name })),
      }
    },
  )
}

function issueRoute(app: App, { accounts, guard, forms }: IssuingRouteParts): void {
  app.post(
    '/v1/accounts',
    {
      onRequest: [guard.check, forms.proofs.byForm],
      schema: {
        operationId: 'issueAccounts',
        tags: ['accounts'],
        summary: 'Cấp một tài khoản, hoặc nhiều theo tệp CSV · Issue an account, or many by a CSV file',
        description:
          'application/json: một tài khoản · one account. multipart/form-data: tệp CSV ở phần data, dry_run=1, office · a CSV file as part data, dry_run=1, office of rows that name none. Cột · columns: office, login, roles, commune_code, hamlet, hamlet_id, former_commune_code, identity_number, identity_how, valid_from, valid_to, name, mail; nhiều giá trị cách nhau bằng ; · several values separated by ;',
        querystring: query({}),
        consumes: ['application/json', 'multipart/form-data'],
        body: { content: { 'application/json': { schema: NewAccount } } },
        response: {
          200: Json('of a dry run: issued, refused, rows with line'),
          201: Json(
            'id, login, state; without: name, mail where there is no key to keep them under; of a file: issued, refused, rows with line',
          ),
        },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { issuing, offices } = peopleOrProblem(accounts)
      const actor = guard.of(request)
      reply.code(201)
      if (!request.isMultipart()) {
        const { line: _, ...made } = await orRefused(
          issuing.issue(actor, request.body as Static<typeof NewAccount>),
        )
        return made
      }
      const { rows, header, fields } = await receiveCsv(request, {
        maxBytes: MAX_FILE,
        maxRows: MOST_ROWS,
        prove: (csrf) => forms.proofs.prove(request, csrf),
      })
      const dryRun = fields.dry_run === '1'
      const issued = await orRefused(
        (async () => {
          mustBeColumns(header)
          return issuing.issueAll(actor, draftsOf(rows, await offices.all(), fields.office), dryRun)
        })(),
      )
      const refused = issued.filter((row) => 'refusal' in row).length
      if (dryRun) reply.code(200)
      return {
        dry_run: dryRun,
        issued: issued.length - refused,
        refused,
        rows: issued.map((row) => rowJson(row, languageOf(request))),
      }
    },
  )
}
