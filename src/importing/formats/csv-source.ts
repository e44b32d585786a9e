import { createReadStream, statSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import {
  type CsvDamage,
  type CsvRecord,
  CsvSplitter,
  delimiterOf,
  MAX_RECORD,
} from '../../tables/csv-splitter.ts'
import { checkGeometry } from '../reading/geometry-check.ts'
import { type Placing, placing } from '../reading/placing.ts'
import { ImportError, type ImportProblem, problem } from '../reading/problem.ts'
import type { Fields, FreeReading, Recognise, Source, SourceRow } from '../reading/source-row.ts'
import { requireUtf8 } from '../reading/text-encoding.ts'
import { parseWellKnownText } from '../reading/well-known-text.ts'

/** Bytes read at once; the first of them tell the encoding. */
const CHUNK = 1 << 18

/** Opens a CSV file (UTF-8, `,` `;` or tab, header line first) and reads its header. */
export async function openCsv(
  file: string,
  recognise: Recognise,
  _layers: readonly string[] = [],
  free?: FreeReading,
): Promise<Source> {
  const total = statSync(file).size
  let done = 0
  const chunks = createReadStream(file, { highWaterMark: CHUNK })[
    Symbol.asyncIterator
  ]() as AsyncIterator<Buffer>
  const decoder = new StringDecoder('utf8')
  const nextText = async (): Promise<string | undefined> => {
    const { value, done: end } = await chunks.next()
    if (end) return undefined
    if (done === 0) requireUtf8(value)
    done += value.length
    return decoder.write(value)
  }
  const first = ((await nextText()) ?? '').replace(/^\ufeff/, '')
  const splitter = new CsvSplitter(delimiterOf(first))
  const head = splitter.push(first)
  const header = head.shift() ?? splitter.finish().shift()
  if (!header) throw new ImportError(problem('missing-column', '', '', 'a header line'))
  if (header.damage) throw new ImportError(problemOf(header))
  const names = recogniseAll(header.fields, recognise)
  splitter.width = header.fields.length
  const columns: Columns = {
    names,
    ...(free ? { others: otherColumns(header.fields, names), place: placing(free.system, free.extent) } : {}),
  }

  async function* rows(): AsyncGenerator<SourceRow[]> {
    yield head.map((record) => sourceRow(record, columns))
    for (let text = await nextText(); text !== undefined; text = await nextText())
      yield splitter.push(text).map((record) => sourceRow(record, columns))
    yield splitter.finish().map((record) => sourceRow(record, columns))
  }
  return {
    columns: new Set(names.filter((name) => name !== undefined)),
    tabular: true,
    hasGeometry: false,
    ...(columns.others && columns.place
      ? { others: [...columns.others.values()], place: columns.place }
      : {}),
    rows: rows(),
    progress: () => ({ done, total }),
  }
}

interface Columns {
  names: readonly (string | undefined)[]
  /** Names of the columns that are not recognised, by place. */
  others?: ReadonlyMap<number, string>
  place?: Placing
}

/** Throws {@link ImportError} when two have the same name. */
function otherColumns(
  header: readonly string[],
  names: readonly (string | undefined)[],
): ReadonlyMap<number, string> {
  const others = new Map<number, string>()
  for (const [i, column] of header.entries()) {
    if (names[i] !== undefined) continue
    const name = column.trim()
    if ([...others.values()].includes(name)) throw new ImportError(problem('duplicate-column', name, name))
    others.set(i, name)
  }
  return others
}

function recogniseAll(header: readonly string[], recognise: Recognise): (string | undefined)[] {
  const seen = new Map<string, string>()
  return header.map((column) => {
    const name = recognise(column)
    if (name === undefined) return undefined
    const before = seen.get(name)
    if (before !== undefined) throw new ImportError(problem('duplicate-column', name, `${before}, ${column}`))
    seen.set(name, column)
    return name
  })
}

function sourceRow(record: CsvRecord, { names, others, place }: Columns): SourceRow {
  if (record.damage) return { line: record.line, problem: problemOf(record) }
  const { line, fields: values } = record
  if (values.length !== names.length)
    return { line, problem: problem('columns', '', values.length, String(names.length)) }
  const fields: Fields = {}
  for (let i = 0; i < names.length; i++) {
    const name = names[i]
    if (name !== undefined) fields[name] = values[i] as string
  }
  const row = fields.wkt ? withGeometry(line, fields, fields.wkt, place) : { line, fields }
  if (!others || row.problem) return row
  const rest: Record<string, unknown> = Object.create(null)
  for (const [i, name] of others) rest[name] = values[i]
  return { ...row, rest }
}

function problemOf({ damage, text }: CsvRecord & { damage: CsvDamage }): ImportProblem {
  return damage === 'quote'
    ? problem('quote', '', text)
    : problem('too-long', 'row', text, `${MAX_RECORD} characters`)
}

function withGeometry(line: number, fields: Fields, text: string, place: Placing | undefined): SourceRow {
  const parsed = parseWellKnownText(text)
  if (!parsed) return { line, problem: problem('value', 'wkt', text, 'POINT (106.4 10.5)') }
  const geometry = checkGeometry(parsed, place)
  return 'rule' in geometry ? { line, problem: geometry } : { line, fields, geometry }
}
