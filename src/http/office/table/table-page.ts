import { hash, randomUUID } from 'node:crypto'
import multipart from '@fastify/multipart'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Problem } from '../../../errors.ts'
import type { Declarations } from '../../../registry/doors/declarations.ts'
import { Refusal } from '../../../registry/refusal.ts'
import type { UnitRegister } from '../../../units/unit-register.ts'
import { accountFrame, troubleOf } from '../../accounts/account-frame.ts'
import { tableOf } from '../../accounts/issuing/csv-upload.ts'
import { toLogin } from '../../accounts/login-pages/to-login.ts'
import type { FormBodies } from '../../doors/form-bodies.ts'
import { tellOnPages } from '../../edge/answers/problem-page.ts'
import type { App } from '../../edge/app-type.ts'
import { rootPathOf } from '../../edge/base-url.ts'
import { query } from '../../edge/fields.ts'
import { languageOf } from '../../edge/language.ts'
import { acceptForms } from '../../edge/requests/form-body.ts'
import type { ActorGuard } from '../../registry/actor-guard.ts'
import { type SentRow, sentTable } from './sent-table.ts'
import { MOST_ROWS, readRow } from './table-rows.ts'
import { type CheckedRow, PAGE, type ShownTable, tablePage } from './table-view.ts'
import { WORDS } from './table-words.ts'

export interface TablePageParts {
  /** Undefined where `people.db` cannot be used. */
  readonly doors: { readonly declarations: Declarations } | undefined
  readonly guard: ActorGuard
  readonly forms: Pick<FormBodies, 'proofs'>
  readonly units: { readonly register: UnitRegister }
  readonly publicUrl: string | undefined
  readonly csrfOf: (request: FastifyRequest) => Promise<string | undefined>
}

/** Letters of the table that the report sends back: 500 rows of a few hundred. */
const MAX_TABLE = 700_000
const BODY_BYTES = 2_500_000
const Sent = Type.Object(
  {
    csrf: Type.Optional(Type.String({ maxLength: 200 })),
    key: Type.String({ pattern: '^[0-9a-f-]{36}$' }),
    table: Type.String({ minLength: 1, maxLength: MAX_TABLE }),
  },
  { additionalProperties: false },
)

/** `/tai-khoan/khai-bao-bang`: an organisation's account declares many objects by a table, reported by line before it is sent. */
export function tablePageRoutes(app: App, parts: TablePageParts): void {
  const { guard, forms, publicUrl, csrfOf, units } = parts
  const root = rootPathOf(publicUrl)

  const show = async (
    request: FastifyRequest,
    reply: FastifyReply,
    more: Pick<ShownTable, 'problem' | 'checked' | 'sent'> = {},
  ) => {
    const main = tablePage({ language: languageOf(request), root, csrf: await csrfOf(request), ...more })
    return accountFrame(request, reply, { root, title: WORDS.title, path: PAGE, style: 'office-page', main })
  }

  const roomOf = () => {
    if (parts.doors) return parts.doors.declarations
    throw new Problem('no-proposals')
  }

  /** What is wrong with a row, by itself and beside what is public. */
  const checked = async (declarations: Declarations, sent: SentRow): Promise<CheckedRow> => {
    const read = readRow(sent.row, units.register)
    if ('problems' in read) return { ...sent, problems: read.problems, findings: [] }
    const findings = await declarations.check(read.draft)
    const errors = findings.filter(({ severity }) => severity === 'error')
    return {
      ...sent,
      problems: errors.map(({ message }) => message),
      findings: findings.filter(({ severity }) => severity === 'warning'),
    }
  }

  app.register(async (plain) => {
    const scope = plain as unknown as App
    acceptForms(scope)
    await plain.register(multipart, { throwFileSizeLimit: false })
    tellOnPages(scope, { root, title: WORDS.title, page: PAGE })
    const onRequest = [toLogin(parts, root), guard.check]

    scope.get(PAGE, { onRequest, schema: { hide: true, querystring: query({}) } }, (request, reply) => {
      roomOf()
      return show(request, reply)
    })

    scope.post(
      `${PAGE}/tep`,
      { onRequest: [...onRequest, forms.proofs.byForm], schema: { hide: true, querystring: query({}) } },
      async (request, reply) => {
        const declarations = roomOf()
        try {
          const { name, rows } = await sentTable(request, (csrf) => forms.proofs.prove(request, csrf))
          const reports: CheckedRow[] = []
          for (const each of rows) reports.push(await checked(declarations, each))
          return await show(request, reply, { checked: { name, rows: reports, key: randomUUID() } })
        } catch (error) {
          if (!(error instanceof Problem)) throw error
          const { status, text } = troubleOf(error)
          reply.code(status)
          return show(request, reply, { problem: text[languageOf(request)] })
        }
      },
    )

    scope.post(
      PAGE,
      { onRequest, bodyLimit: BODY_BYTES, schema: { hide: true, querystring: query({}), body: Sent } },
      async (request, reply) => {
        const declarations = roomOf()
        const { key, table } = request.body
        const language = languageOf(request)
        const sent: NonNullable<ShownTable['sent']>[number][] = []
        for (const { row } of tableOf(table, MOST_ROWS).rows) {
          const each = { line: Number(row.line) || 0, row }
          const read = readRow(row, units.register)
          if ('problems' in read) {
            sent.push({ ...each, refused: read.problems.map((problem) => problem[language]).join(' ') })
            continue
          }
          // Sent again it is the same declaration: a page that was loaded anew doubles nothing.
          const said = { key: `${key}.${each.line}`, request: hash('sha256', JSON.stringify(row), 'hex') }
          try {
            const more = { text: read.text, request: said }
            const { number } = await declarations.declare(guard.of(request), read.draft, more)
            sent.push({ ...each, number })
          } catch (error) {
            if (!(error instanceof Refusal)) throw error
            sent.push({ ...each, refused: error.detail[language] })
          }
        }
        return show(request, reply, { sent })
      },
    )
  })
}
