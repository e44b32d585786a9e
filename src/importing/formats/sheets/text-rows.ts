import { DELIMITERS, type Delimiter } from '../../../tables/csv-records.ts'
import { type CsvRecord, CsvSplitter } from '../../../tables/csv-splitter.ts'
import { decodeText, type TableEncoding } from '../../../tables/decoded-text.ts'
import type { ImportProblem } from '../../reading/problem.ts'
import { damageProblem } from './damage-problem.ts'

/** A row of cells, or why it cannot be read. */
export interface TextRow {
  readonly line: number
  readonly cells: readonly string[]
  readonly damage?: ImportProblem
}

export interface TextRows {
  readonly encoding: TableEncoding
  readonly rows: AsyncIterable<readonly TextRow[]>
}

/** Lines by which the delimiter is told, and characters in which they lie. */
const LINES = 40
const SAMPLE = 65_536

/** The rows of CSV or TSV in any encoding; the delimiter is the one that cuts most lines into equally many cells. */
export async function openTextRows(
  bytes: AsyncIterable<Uint8Array>,
  named: TableEncoding | undefined,
): Promise<TextRows> {
  const { encoding, chunks, mend } = await decodeText(bytes, named)
  let text = ''
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    text += next.value
    if (text.length >= SAMPLE) break
  }
  text = text.replace(/^\ufeff/, '')
  const delimiter = delimiterOf(text)
  const splitter = new CsvSplitter(delimiter)
  splitter.width = widthOf(text, delimiter)
  const rowOf = (record: CsvRecord): TextRow => {
    const { line } = record
    if (!record.damage) return { line, cells: record.fields.map(mend) }
    const { damage, text } = record
    return { line, cells: [], damage: damageProblem({ damage, text: mend(text) }) }
  }
  return {
    encoding,
    rows: (async function* () {
      yield splitter.push(text).map(rowOf)
      for await (const chunk of chunks) yield splitter.push(chunk).map(rowOf)
      yield splitter.finish().map(rowOf)
    })(),
  }
}

function delimiterOf(text: string): Delimiter {
  const lines = text
    .slice(0, SAMPLE)
    .split(/\r?\n/, LINES)
    .filter((line) => line.trim() !== '')
  let [best, most] = [',' as Delimiter, 0]
  for (const delimiter of DELIMITERS) {
    const counts = new Map<number, number>()
    for (const line of lines) {
      const cells = line.split(delimiter).length
      if (cells > 1) counts.set(cells, (counts.get(cells) ?? 0) + 1)
    }
    const alike = Math.max(0, ...counts.values())
    if (alike > most) [best, most] = [delimiter, alike]
  }
  return best
}

/** Cells that most records have: by it a stray quote is told from one around a line break. */
function widthOf(text: string, delimiter: string): number {
  const counts = new Map<number, number>()
  for (const record of new CsvSplitter(delimiter).push(text))
    if (!record.damage) counts.set(record.fields.length, (counts.get(record.fields.length) ?? 0) + 1)
  const [most] = [...counts].sort(([, m], [, n]) => n - m)
  return most?.[0] ?? 0
}
