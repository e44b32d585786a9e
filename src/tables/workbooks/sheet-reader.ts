import type { Readable } from 'node:stream'
import ExcelJS from 'exceljs'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { type MergedCells, readMergedCells } from './merged-cells.ts'

/** What ExcelJS 4.4 keeps of a workbook while it reads one; its types leave these out. */
interface Parts {
  readonly workbookRels: readonly { Id: string; Target: string }[]
  readonly model?: { readonly sheets?: readonly { rId: string; name: string; state?: string }[] }
  _parseRels(part: Readable): Promise<void>
  _parseWorkbook(part: Readable): Promise<void>
  _parseSharedStrings(part: Readable): AsyncIterable<unknown>
  _parseStyles(part: Readable): Promise<void>
  _parseWorksheet(part: Readable, number: string): Iterable<unknown>
}

const SHEET = /^xl\/worksheets\/sheet(\d+)\.xml$/

/**
 * Reads a sheet of a workbook: the one that is named, else the first that is shown. ExcelJS takes the parts of the archive in the order in which they lie in
 * it and loses one every few hundred times; here they are opened by name: relations, workbook, texts, styles, sheet.
 */
export class SheetReader extends ExcelJS.stream.xlsx.WorkbookReader {
  readonly #file: string
  readonly #named: string | undefined
  readonly #withMerged: boolean
  /** Names of all sheets, once reading has begun. */
  names: readonly string[] = []
  /** Name of the sheet that is read. */
  chosen = ''
  /** Formulas without a value in the rows so far. */
  uncomputed = 0
  /** Where cells are merged over rows, once reading has begun; undefined unless it was asked for. */
  merged: MergedCells | undefined

  /**
   * @param file path of a workbook (`.xlsx`) that `checkWorkbook` has let pass
   * @param named name of the sheet to read; nothing is read where there is none of this name
   * @param withMerged whether merged cells are looked for, which reads the sheet once more
   */
  constructor(file: string, named?: string, withMerged = false) {
    super(file, { worksheets: 'emit', sharedStrings: 'cache', styles: 'cache', hyperlinks: 'ignore' })
    this.#file = file
    this.#named = named
    this.#withMerged = withMerged
  }

  override async *parse(): AsyncGenerator<unknown, void, undefined> {
    const parts = this as unknown as Parts
    const zip = await openPromise(this.#file, { autoClose: false })
    try {
      const entries = await entriesOf(zip)
      const open = async (name: string): Promise<Readable | undefined> => {
        const entry = entries.get(name)
        return entry && zip.openReadStreamPromise(entry)
      }
      const relations = await open('xl/_rels/workbook.xml.rels')
      if (relations) await parts._parseRels(relations)
      const workbook = await open('xl/workbook.xml')
      if (!workbook) throw new Error('it holds no xl/workbook.xml')
      await parts._parseWorkbook(workbook)
      this.names = parts.model?.sheets?.map(({ name }) => name) ?? []
      const texts = await open('xl/sharedStrings.xml')
      if (texts) yield* parts._parseSharedStrings(texts)
      const styles = await open('xl/styles.xml')
      if (styles) await parts._parseStyles(styles)
      const [sheet, name] = partOf(parts, entries, this.#named)
      this.chosen = sheet
      // the file tells them behind the rows
      const sheetOnce = this.#withMerged && name !== undefined ? await open(name) : undefined
      if (sheetOnce) this.merged = await readMergedCells(sheetOnce)
      const content = name === undefined ? undefined : await open(name)
      if (name !== undefined && content) yield* parts._parseWorksheet(content, SHEET.exec(name)?.[1] ?? '')
    } finally {
      zip.close()
    }
  }
}

async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry)
  return entries
}

/** The part of a sheet, of the first that is shown where none is named; of a workbook that names none, the first that is there. */
function partOf(
  { workbookRels, model }: Parts,
  entries: ReadonlyMap<string, Entry>,
  named: string | undefined,
): [sheet: string, part?: string | undefined] {
  for (const { rId, name: sheet, state } of model?.sheets ?? []) {
    const wanted = named === undefined ? state === undefined || state === 'visible' : sheet === named
    if (!wanted) continue
    const target = workbookRels.find(({ Id }) => Id === rId)?.Target
    const name = target?.startsWith('/') ? target.slice(1) : `xl/${target}`
    if (entries.has(name)) return [sheet, name]
  }
  return ['', named === undefined ? [...entries.keys()].find((name) => SHEET.test(name)) : undefined]
}
