import multipart from '@fastify/multipart'
import { Type } from 'typebox'
import type { App } from '../edge/app-type.ts'
import { Limit, query } from '../edge/fields.ts'
import { languageOf } from '../edge/language.ts'
import { orRefused } from '../registry/refused.ts'
import { batchActRoutes } from './batch-acts.ts'
import { type AddressBatchParts, answerBatch, batchSchema, deskOf, params, REPORT } from './batch-desk.ts'
import { rowJson } from './batch-json.ts'
import { openSampleRoutes } from './open-samples.ts'
import { receiveBatch } from './receive-batch.ts'

const MOST_ROWS = 500
const WHICH = [
  ...['new', 'change', 'unchanged', 'proposal', 'other-office', 'remove', 'refused'],
  ...['added', 'changed', 'removed', 'proposed'],
] as const

/** `/v1/batches`: files of addresses, reported before they are applied, verified by sample, undone. */
export function addressBatchRoutes(app: App, parts: AddressBatchParts): void {
  app.register(async (scope) => {
    await scope.register(multipart, { throwFileSizeLimit: false })
    sendRoute(scope as unknown as App, parts)
  })
  reportRoutes(app, parts)
  batchActRoutes(app, parts)
  openSampleRoutes(app, parts)
}

function sendRoute(app: App, parts: AddressBatchParts): void {
  app.post(
    '/v1/batches',
    {
      onRequest: [parts.guard.check, parts.forms.proofs.byForm],
      schema: {
        ...batchSchema(
          'sendBatch',
          'Gửi một tệp địa chỉ hay lớp bản đồ, nhận báo cáo · Send a file of addresses or of a layer, get its report',
        ),
        description:
          'multipart/form-data: csrf (của phiên, không có x-csrf-token · of a session, without x-csrf-token), kind=addresses|layer, dry_run=1 (báo cáo mà không giữ · report and keep nothing), tệp ở phần data · the file as part data, in any format that npm run import reads. kind=layer: layer (mã lớp của cơ quan · id of a layer of the office), sheet, crs, encoding, id_column, datum, title_vi (lớp mới · a new layer), title_en, licence, replace=1',
        consumes: ['multipart/form-data'],
        querystring: query({}),
        response: { 201: REPORT, 202: REPORT },
      },
    },
    async (request, reply) => {
      const id = await receiveBatch(request, parts)
      return answerBatch(request, reply, parts, id, true)
    },
  )
}

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
