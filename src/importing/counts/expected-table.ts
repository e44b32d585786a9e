import { openTableFile } from '../../tables/table-file.ts'
import { recogniserOf } from '../reading/columns.ts'
import { ImportError, type ImportProblem, problem } from '../reading/problem.ts'
import { wholeNumber } from '../reading/whole-number.ts'

/** A number of objects that a table expects, in a commune or a hamlet of it. */
export interface ExpectedCount {
  readonly line: number
  readonly commune_code: string
  readonly hamlet: string | null
  readonly class: number
  readonly count: number
  readonly source: string
  /** `YYYY-MM-DD` */
  readonly date: string
}

/** A row that was read, or what is wrong with it. */
export type ExpectedRow = ExpectedCount | { readonly line: number; readonly problem: ImportProblem }

const COLUMNS = [
  { name: 'commune_code', aliases: ['maxa', 'maphuong', 'maxaphuong'] },
  { name: 'hamlet', aliases: ['ap', 'khupho', 'apkhupho', 'ap,khupho', 'ap/khupho'] },
  { name: 'class', aliases: ['loai', 'nhom'] },
  { name: 'count', aliases: ['soluong', 'so', 'expected'] },
  { name: 'source', aliases: ['nguon'] },
  { name: 'date', aliases: ['ngay'] },
]
const REQUIRED = ['commune_code', 'class', 'count']
const MOST = 10_000_000
const LONGEST = 200

/**
 * Reads a table of expected counts (CSV or the first sheet of a workbook), row by row. Throws {@link ImportError} or
 * TableError when it cannot be read at all.
 *
 * @param given source and date of rows that name none
 */
export async function* readExpected(
  file: string,
  given: { readonly source: string; readonly date: string },
): AsyncGenerator<ExpectedRow> {
  const { header, rows } = await openTableFile(file)
  const recognise = recogniserOf(COLUMNS)
  const columns = new Map<string, number>()
  for (const [i, name] of header.map(recognise).entries()) if (name !== undefined) columns.set(name, i)
  const missing = REQUIRED.find((name) => !columns.has(name))
  if (missing !== undefined)
    throw new ImportError(problem('missing-column', missing, '', REQUIRED.join(', ')))
  for await (const some of rows)
    for (const { line, cells, damage } of some) {
      if (cells.every((cell) => cell.trim() === '')) continue
      const text = (name: string) => (cells[columns.get(name) ?? -1] ?? '').trim()
      if (damage === undefined) yield expectedRow(line, text, given)
      else {
        const code = damage === 'columns' ? 'columns' : damage
        yield { line, problem: problem(code, '', cells.length, String(header.length)) }
      }
    }
}

function expectedRow(
  line: number,
  text: (name: string) => string,
  given: { readonly source: string; readonly date: string },
): ExpectedRow {
  const refused = (...wrong: Parameters<typeof problem>): ExpectedRow => ({
    line,
    problem: problem(...wrong),
  })
  for (const name of REQUIRED) if (text(name) === '') return refused('required', name, '', name)
  const commune_code = text('commune_code')
  if (!/^\d{5}$/.test(commune_code)) return refused('value', 'commune_code', commune_code, '5 digits')
  if (!/^[1-5]$/.test(text('class'))) return refused('range', 'class', text('class'), '1–5')
  const count = wholeNumber(text('count'))
  if (count === undefined) return refused('number', 'count', text('count'), `0–${MOST}`)
  if (count > MOST) return refused('range', 'count', text('count'), `0–${MOST}`)
  for (const name of ['hamlet', 'source'])
    if (text(name).length > LONGEST) return refused('too-long', name, text(name).length, String(LONGEST))
  const date = text('date') || given.date
  if (!isDay(date)) return refused('value', 'date', date, 'YYYY-MM-DD')
  return {
    line,
    commune_code,
    hamlet: text('hamlet').normalize('NFC') || null,
    class: Number(text('class')),
    count,
    source: text('source') || given.source,
    date,
  }
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
