import type { FastifyRequest } from 'fastify'
import { Problem, refuse } from '../../../errors.ts'
import { csvRowsWithLines } from '../../../tables/csv-rows.ts'
import { TableError } from '../../../tables/table.ts'

/** A table that was sent with the fields of its form. */
export interface CsvUpload {
  readonly rows: readonly { readonly line: number; readonly row: Readonly<Record<string, string>> }[]
  readonly header: readonly string[]
  readonly fields: Readonly<Record<string, string>>
}

const MAX_FIELDS = 20
const MAX_FIELD = 1000

/**
 * Receives a form with a CSV file in UTF-8, which is kept in memory. Throws {@link Problem}.
 *
 * @param prove throws where the field `csrf` does not prove the session; asked before the file is read
 */
export async function receiveCsv(
  request: FastifyRequest,
  { maxBytes, maxRows, prove }: { maxBytes: number; maxRows: number; prove: (csrf: unknown) => void },
): Promise<CsvUpload> {
  if (!request.isMultipart()) throw new Problem('unsupported-media-type')
  const limits = {
    fileSize: maxBytes,
    files: 1,
    fields: MAX_FIELDS,
    fieldSize: MAX_FIELD,
    parts: MAX_FIELDS + 1,
  }
  const fields: Record<string, string> = Object.create(null)
  let file: Buffer | undefined
  try {
    for await (const part of request.parts({ limits }))
      if (part.type === 'file') {
        prove(fields.csrf)
        file = await part.toBuffer()
      } else fields[part.fieldname] = String(part.value)
    prove(fields.csrf)
  } catch (error) {
    if (error instanceof Problem) throw error
    const { statusCode } = error as { statusCode?: number }
    throw new Problem(statusCode === 413 ? 'body-too-large' : 'malformed-body')
  }
  if (file === undefined)
    throw refuse(
      'data',
      'missing',
      'Thiếu tệp: phần data của biểu mẫu.',
      'The file is missing: the part data of the form.',
    )
  return { ...tableOf(textOf(file), maxRows), fields }
}

/** The rows of a CSV text. Throws {@link Problem} for one that cannot be read or has too many. */
export function tableOf(text: string, maxRows: number): Omit<CsvUpload, 'fields'> {
  const rows = rowsOf(text)
  if (rows.length > maxRows)
    throw refuse(
      'data',
      'too-many',
      `Tệp có ${rows.length} dòng; nhiều nhất ${maxRows}.`,
      `The file has ${rows.length} rows; at most ${maxRows}.`,
    )
  return { rows, header: Object.keys(rows[0]?.row ?? {}) }
}

function textOf(file: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file)
  } catch {
    throw refuse('data', 'encoding', 'Tệp phải là CSV mã UTF-8.', 'The file must be CSV in UTF-8.')
  }
}

function rowsOf(text: string): CsvUpload['rows'] {
  try {
    return csvRowsWithLines(text)
  } catch (error) {
    if (!(error instanceof TableError)) throw error
    throw refuse(
      'data',
      'unreadable',
      `Không đọc được bảng: ${error.message}`,
      `The table cannot be read: ${error.message}`,
    )
  }
}
