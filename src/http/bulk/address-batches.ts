import multipart from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Problem, refuse } from '../../errors.ts'
import type { App } from '../edge/app-type.ts'
import { Limit, query } from '../edge/fields.ts'
import { languageOf } from '../edge/language.ts'
import { orRefused } from '../registry/refused.ts'
import { batchActRoutes } from './batch-acts.ts'
import {
  type AddressBatchParts,
  answerBatch,
  type BatchDesk,
  batchSchema,
  deskOf,
  params,
  REPORT,
} from './batch-desk.ts'
import { rowJson } from './batch-json.ts'
import { receiveUpload, type Upload } from './upload.ts'

/** Milliseconds for which a request waits until its file is read. */
const PATIENCE = 20_000
const MOST_ROWS = 500
const WHICH = [
  ...['new', 'change', 'unchanged', 'proposal', 'other-office', 'refused'],
  ...['added', 'changed', 'proposed'],
] as const

/** `/v1/batches`: files of addresses, reported before they are applied, verified by sample, undone. */
export function addressBatchRoutes(app: App, parts: AddressBatchParts): void {
  app.register(async (scope) => {
    await scope.register(multipart, { throwFileSizeLimit: false })
    sendRoute(scope as unknown as App, parts)
  })
  reportRoutes(app, parts)
  batchActRoutes(app, parts)
}

function sendRoute(app: App, parts: AddressBatchParts): void {
  app.post(
    '/v1/batches',
    {
      onRequest: [parts.guard.check, parts.forms.proofs.byForm],
      schema: {
        ...batchSchema(
          'sendBatch',
          'Gửi một tệp địa chỉ, nhận báo cáo · Send a file of addresses, get its report',
        ),
        description:
          'multipart/form-data: csrf (của phiên, không có x-csrf-token · of a session, without x-csrf-token), kind=addresses, dry_run=1 (báo cáo mà không giữ · report and keep nothing), tệp ở phần data · the file as part data, in any format that npm run import reads',
        consumes: ['multipart/form-data'],
        querystring: query({}),
        response: { 201: REPORT, 202: REPORT },
      },
    },
    async (request, reply) => {
      const { files, reading } = deskOf(parts)
      const actor = parts.guard.of(request)
      const prove = (csrf: unknown) => parts.forms.proofs.prove(request, csrf)
      const upload = await receiveUpload(request, parts.maxTableBytes, { prove })
      let id: string
      try {
        const dryRun = formOf(upload)
        const file = await kept(upload, files, request)
        const sent = { name: upload.name.slice(0, LONGEST_NAME), file, dryRun }
        id = await orRefused(reading.receive(actor, sent)).catch((error) => {
          files.discard(file)
          throw error
        })
      } finally {
        await upload.close()
      }
      await reading.finished(id, PATIENCE)
      return answerBatch(request, reply, parts, id, true)
    },
  )
}

const LONGEST_NAME = 200

function reportRoutes(app: App, parts: AddressBatchParts): void {
  app.get(
    '/v1/batches/:id',
    {
      onRequest: parts.guard.check,
      schema: {
        ...batchSchema('getBatch', 'Báo cáo của một mẻ · The report of a batch'),
        params,
        querystring: query({
          rows: Type.Optional(
            Type.Union(
              WHICH.map((each) => Type.Literal(each)),
              { description: 'Rows of this plan or outcome too' },
            ),
          ),
          after: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647, default: 0 })),
          limit: Type.Optional(Limit(100, MOST_ROWS)),
        }),
        response: { 200: REPORT },
      },
    },
    async (request, reply) => {
      const { reports } = deskOf(parts)
      const actor = parts.guard.of(request)
      const { id } = request.params
      const { rows: which, after = 0, limit = 100 } = request.query
      const report = await answerBatch(request, reply, parts, id, false)
      if (which === undefined) return report
      const rows = await orRefused(reports.rows(actor, id, { which, after, limit }))
      const language = languageOf(request)
      return {
        ...report,
        rows: rows.map((row) => rowJson(row, language)),
        next: rows.length === limit ? (rows.at(-1)?.line ?? null) : null,
      }
    },
  )
}

/** Whether a form asks for a report alone; throws {@link Problem} for a kind or a field that there is not. */
function formOf({ fields }: Upload): boolean {
  const { kind, dry_run = '0', lang: _, csrf: __, ...others } = fields
  const [unknown] = Object.keys(others)
  if (unknown !== undefined)
    throw refuse(
      unknown.slice(0, LONGEST_NAME),
      'unknown-parameter',
      `Biểu mẫu không có phần "${unknown.slice(0, 60)}"; có: kind, dry_run, data.`,
      `The form has no part "${unknown.slice(0, 60)}"; there are kind, dry_run, data.`,
    )
  if (kind !== 'addresses')
    throw refuse(
      'kind',
      'not-allowed',
      `kind = "${String(kind ?? '').slice(0, 60)}": phải là addresses.`,
      `kind = "${String(kind ?? '').slice(0, 60)}": it must be addresses.`,
    )
  if (typeof dry_run === 'string' && /^(?:0|1|true|false)$/.test(dry_run))
    return dry_run === '1' || dry_run === 'true'
  throw refuse('dry_run', 'not-allowed', 'dry_run: phải là 0 hoặc 1.', 'dry_run: it must be 0 or 1.')
}

async function kept(upload: Upload, files: BatchDesk['files'], request: FastifyRequest): Promise<string> {
  try {
    return await files.keep(upload.name, upload.bytes())
  } catch (err) {
    request.log.error({ err }, 'a file of a batch cannot be stored')
    throw new Problem('no-space')
  }
}
