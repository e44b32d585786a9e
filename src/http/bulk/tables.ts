import { Readable } from 'node:stream'
import multipart from '@fastify/multipart'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, type TSchema, Type } from 'typebox'
import { refuse } from '../../errors.ts'
import { DELIMITERS } from '../../tables/csv-records.ts'
import { type CsvTable, openCsvTable } from '../../tables/csv-table.ts'
import { extendedCsv } from '../../tables/csv-writer.ts'
import { TABLE_ENCODINGS } from '../../tables/decoded-text.ts'
import { type Extend, TableError, type TableExtension } from '../../tables/table.ts'
import type { Turns } from '../../tables/turns.ts'
import type { App } from '../edge/app-type.ts'
import { query } from '../edge/fields.ts'
import { type Language, languageOf } from '../edge/language.ts'
import { validationProblem } from '../edge/problem-details.ts'
import { type ReverseParts, reverseAnswers } from '../read/reverse-answers.ts'
import { type SearchParts, searchAnswers } from '../read/search-answers.ts'
import { reverseTable, searchTable } from './geocode-table.ts'
import { receiveUpload, type Upload } from './upload.ts'

export interface TableParts {
  /** Largest file, in bytes. */
  maxTableBytes: number
  turns: Turns
}

const Column = Type.String({ minLength: 1, maxLength: 200, description: 'Name of a column' })
const format = {
  delimiter: Type.Optional(Type.Union(DELIMITERS.map((one) => Type.Literal(one)))),
  encoding: Type.Optional(Type.Union(TABLE_ENCODINGS.map((one) => Type.Literal(one)))),
}
const SearchColumns = query({
  columns: Type.Optional(
    Type.Union([Column, Type.Array(Column, { maxItems: 30 })], {
      description: 'Columns that make up the address, in order; repeat it for several',
    }),
  ),
  house_number: Type.Optional(Column),
  street: Type.Optional(Column),
  hamlet: Type.Optional(Column),
  commune: Type.Optional(Column),
  district: Type.Optional(Column),
  province: Type.Optional(Column),
  postcode: Type.Optional(Column),
  lat: Type.Optional(Column),
  lon: Type.Optional(Column),
  ...format,
})
const ReverseColumns = query({
  lat: Type.Optional(Column),
  lon: Type.Optional(Column),
  radius: Type.Optional(Type.Number({ minimum: 1, maximum: 5000, default: 200, description: 'Metres' })),
  ...format,
})
const HOW =
  'multipart/form-data: tệp CSV ở phần data, tham số trong URL hoặc trong biểu mẫu · the CSV file as part data, the parameters in the URL or in the form. Every row comes back with result_ columns behind it; result_status is ok, ambiguous, not-found or error: and why; result_candidates lists what is meant as much.'

/** `/v1/search/csv` and `/v1/reverse/csv`: whole tables, row by row. */
export function tableRoutes(app: App, parts: SearchParts & ReverseParts & TableParts): void {
  app.register(async (scope) => {
    await scope.register(multipart, { throwFileSizeLimit: false })
    searchTableRoute(scope as unknown as App, parts)
    reverseTableRoute(scope as unknown as App, parts)
  })
}

function searchTableRoute(app: App, parts: SearchParts & TableParts): void {
  const search = searchAnswers(parts)
  app.post(
    '/v1/search/csv',
    {
      schema: {
        operationId: 'searchCsv',
        tags: ['search'],
        summary: 'Tìm địa chỉ của cả bảng · Search for the addresses of a table',
        description: HOW,
        consumes: ['multipart/form-data'],
        produces: ['text/csv'],
        querystring: SearchColumns,
      },
    },
    (request, reply) =>
      answerTable(request, reply, SearchColumns, parts, ({ columns, ...named }, language) =>
        searchTable(search, { ...named, columns: [columns ?? []].flat() }, language),
      ),
  )
}

function reverseTableRoute(app: App, parts: ReverseParts & TableParts): void {
  const reverse = reverseAnswers(parts)
  app.post(
    '/v1/reverse/csv',
    {
      schema: {
        operationId: 'reverseCsv',
        tags: ['search'],
        summary: 'Địa chỉ của các toạ độ trong bảng · Addresses of the coordinates of a table',
        description: HOW,
        consumes: ['multipart/form-data'],
        produces: ['text/csv'],
        querystring: ReverseColumns,
      },
    },
    (request, reply) =>
      answerTable(request, reply, ReverseColumns, parts, (named, language) =>
        reverseTable(reverse, named, language),
      ),
  )
}

/** Receives a table and streams it back with the columns that an extension adds. */
async function answerTable<Schema extends TSchema>(
  request: FastifyRequest,
  reply: FastifyReply,
  schema: Schema,
  { maxTableBytes, turns }: TableParts,
  extend: (parameters: Static<Schema>, language: Language) => Extend,
): Promise<FastifyReply> {
  const upload = await receiveUpload(request, maxTableBytes)
  try {
    const parameters = { ...(request.query as object), ...upload.fields } as Static<Schema> & Named
    const valid = request.compileValidationSchema(schema)
    if (!valid(parameters)) throw validationProblem(valid.errors ?? [], parameters)
    const { delimiter, encoding, lang = languageOf(request) } = parameters
    const table = await openCsvTable(upload.bytes(), {
      ...(delimiter ? { delimiter } : {}),
      ...(encoding ? { encoding } : {}),
    })
    const extension = extend(parameters, lang)(table.header)
    reply
      .type('text/csv; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-disposition', attachment(upload.name))
    return reply.send(Readable.from(piecesOf(table, extension, upload, turns), { highWaterMark: 1 }))
  } catch (error) {
    await upload.close()
    if (error instanceof TableError)
      throw refuse('data', 'bad-table', error.vi ?? 'Không đọc được bảng: thiếu dòng tiêu đề.', error.message)
    throw error
  }
}

async function* piecesOf(table: CsvTable, extension: TableExtension, upload: Upload, turns: Turns) {
  try {
    yield* extendedCsv(table, extension, { ...table, turns })
  } finally {
    await upload.close()
  }
}

interface Named {
  delimiter?: CsvTable['delimiter']
  encoding?: CsvTable['encoding']
  lang?: Language
}

/** `customers.csv` comes back as `customers.geocoded.csv` (RFC 6266, names in UTF-8). */
function attachment(name: string): string {
  const stem = name.replace(/\.[^.]*$/, '').slice(0, 100) || 'table'
  const plain = stem.replace(/[^\w .-]/g, '_')
  const encoded = encodeURIComponent(Buffer.from(stem).toString()).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16)}`,
  )
  return `attachment; filename="${plain}.geocoded.csv"; filename*=UTF-8''${encoded}.geocoded.csv`
}
