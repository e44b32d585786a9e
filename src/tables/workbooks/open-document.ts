import { SaxesParser, type SaxesTagPlain } from 'saxes'
import { openPromise, type ZipFile } from 'yauzl'
import { MAX_COLUMNS, TableError } from '../table.ts'
import type { Carried, CellRow, TableRows } from '../table-rows.ts'
import { MergedCells } from './merged-cells.ts'
import { NoSheet } from './no-sheet.ts'

const MB = 1_048_576
/** Bytes of the content unpacked; it is read as a stream. */
const MAX_CONTENT = 2048 * MB
/** Rows that a sheet can have. */
const MAX_ROWS = 1_048_576
/** Characters of one cell. */
const MAX_CELL = 1_000_000

/**
 * The rows of a sheet of an OpenDocument spreadsheet (`.ods`, OASIS ODF 1.2 §9.1), read as a stream: what cells hold rather than
 * how they look, formulas by their values, dates as YYYY-MM-DD. Throws {@link TableError}.
 *
 * @param named name of the sheet; the first where none is named
 */
export async function openOpenDocument(file: string, named?: string): Promise<TableRows> {
  const reader = new OpenDocumentReader(named)
  const rows = readRows(file, reader)
  const first = await rows.next()
  return {
    get sheet() {
      const name = named ?? reader.names[0] ?? ''
      return { name, others: reader.names.filter((other) => other !== name) }
    },
    rows: (async function* () {
      try {
        for (let next = first; !next.done; next = await rows.next()) yield next.value
      } finally {
        await rows.return(undefined)
      }
      if (named !== undefined && !reader.names.includes(named)) throw new NoSheet(named, reader.names)
    })(),
  }
}

async function* readRows(file: string, reader: OpenDocumentReader): AsyncGenerator<CellRow[]> {
  const refuse = (why: string, cause?: unknown) =>
    new TableError(`${file} cannot be read as a spreadsheet: ${why}.`, { cause })
  const zip = await openPromise(file, { autoClose: false }).catch((error: Error) => {
    throw refuse(error.message, error)
  })
  try {
    const decoder = new TextDecoder()
    for await (const chunk of await contentOf(zip)) {
      reader.write(decoder.decode(chunk as Uint8Array, { stream: true }))
      while (reader.rows.length > 0) yield reader.take()
    }
    reader.close()
    while (reader.rows.length > 0) yield reader.take()
  } catch (error) {
    throw error instanceof TableError ? error : refuse((error as Error).message, error)
  } finally {
    zip.close()
  }
}

async function contentOf(zip: ZipFile): Promise<NodeJS.ReadableStream> {
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName !== 'content.xml') continue
    if (entry.uncompressedSize > MAX_CONTENT)
      throw new RangeError(`${entry.uncompressedSize} bytes of content.xml; at most ${MAX_CONTENT}`)
    return zip.openReadStreamPromise(entry)
  }
  throw new RangeError('it holds no content.xml')
}

/** Rows that are given on together. */
const BATCH = 500

/** Gathers the rows of one sheet while the content is written to it. */
class OpenDocumentReader {
  /** Names of the sheets so far. */
  readonly names: string[] = []
  /** Rows that are read, each with how often it stands there. */
  readonly rows: { line: number; cells: readonly string[]; carried: Carried[]; times: number }[] = []
  readonly #merged = new MergedCells()
  readonly #named: string | undefined
  readonly #parser: SaxesParser<{ xmlns: false }> = new SaxesParser({ xmlns: false, position: false })
  #inSheet = false
  /** The row that follows. */
  #line = 1
  #cells: string[] = []
  #repeated = 1
  /** What the open cell holds; undefined between cells. */
  #cell: { value: string | undefined; text: string; times: number } | undefined
  /** Elements open within a note on a cell. */
  #note = 0

  constructor(named: string | undefined) {
    this.#named = named
    this.#parser.on('error', (error) => {
      throw error
    })
    this.#parser.on('opentag', (tag) => this.#open(tag))
    this.#parser.on('closetag', ({ name }) => this.#close(name))
    this.#parser.on('text', (text) => this.#add(text))
  }

  write(text: string): void {
    this.#parser.write(text)
  }

  close(): void {
    this.#parser.close()
  }

  /** The next rows; one that is repeated comes as often. */
  take(): CellRow[] {
    const some: CellRow[] = []
    while (some.length < BATCH) {
      const row = this.rows[0]
      if (!row) break
      some.push({ line: row.line, cells: row.cells, carried: row.carried })
      row.line++
      if (--row.times === 0) this.rows.shift()
    }
    return some
  }

  #open({ name, attributes }: SaxesTagPlain): void {
    if (name === 'table:table') {
      const sheet = attributes['table:name'] ?? ''
      this.names.push(sheet)
      this.#inSheet = this.#named === undefined ? this.names.length === 1 : sheet === this.#named
    }
    if (!this.#inSheet) return
    if (this.#note > 0 || name === 'office:annotation') this.#note++
    else if (name === 'table:table-row') {
      this.#cells = []
      this.#repeated = times(attributes['table:number-rows-repeated'])
    } else if (name === 'table:table-cell' || name === 'table:covered-table-cell') this.#openCell(attributes)
    else if (this.#cell) {
      if (name === 'text:s') this.#add(' '.repeat(Math.min(times(attributes['text:c']), 100)))
      else if (name === 'text:tab') this.#add(' ')
      else if (name === 'text:line-break' || (name === 'text:p' && this.#cell.text !== '')) this.#add('\n')
    }
  }

  #openCell(attributes: Readonly<Record<string, string>>): void {
    const rows = times(attributes['table:number-rows-spanned'])
    if (times(attributes['table:number-columns-spanned']) === 1)
      this.#merged.add(this.#cells.length, this.#line, this.#line + rows - 1)
    this.#cell = {
      value: statedValue(attributes),
      text: '',
      times: times(attributes['table:number-columns-repeated']),
    }
  }

  #add(text: string): void {
    if (!this.#cell || this.#note > 0) return
    if (this.#cell.text.length + text.length > MAX_CELL)
      throw new RangeError(`a cell of more than ${MAX_CELL} characters`)
    this.#cell.text += text
  }

  #close(name: string): void {
    if (!this.#inSheet) return
    if (this.#note > 0) this.#note--
    else if (this.#cell && (name === 'table:table-cell' || name === 'table:covered-table-cell')) {
      const shown = (this.#cell.value ?? this.#cell.text).trim()
      const room = MAX_COLUMNS + 1 - this.#cells.length
      // the empty rest of a sheet stands there as one cell
      const many = Math.min(this.#cell.times, Math.max(0, room))
      for (let i = 0; i < many; i++) this.#cells.push(shown)
      this.#cell = undefined
    } else if (name === 'table:table-row') this.#endRow()
    else if (name === 'table:table') this.#inSheet = false
  }

  #endRow(): void {
    const last = this.#cells.findLastIndex((cell) => cell !== '')
    const left = MAX_ROWS + 1 - this.#line
    const many = Math.min(this.#repeated, left)
    if (last >= 0 && many > 0) {
      const carried = this.#merged.carriedTo(this.#line, this.#cells)
      this.rows.push({ line: this.#line, cells: this.#cells.slice(0, last + 1), carried, times: many })
    }
    this.#line += this.#repeated
  }
}

function times(text: string | undefined): number {
  const number = Number(text ?? 1)
  return Number.isInteger(number) && number > 0 ? number : 1
}

/** What a cell holds where it is no text. */
function statedValue(attributes: Readonly<Record<string, string>>): string | undefined {
  switch (attributes['office:value-type']) {
    case 'float':
    case 'percentage':
    case 'currency':
      return attributes['office:value']
    case 'date':
      return attributes['office:date-value']?.replace(/T00:00:00(?:\.0+)?$/, '')
    case 'boolean':
      return attributes['office:boolean-value']
    default:
      return undefined
  }
}
