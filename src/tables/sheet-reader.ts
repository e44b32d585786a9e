import type { Readable } from 'node:stream'
import ExcelJS from 'exceljs'
import { type Entry, openPromise, type ZipFile } from 'yauzl'

/** What ExcelJS 4.4 keeps of a workbook while it reads one; its types leave these out. */
interface Parts {
  readonly workbookRels: readonly { Id: string; Target: string }[]
  readonly model?: { readonly sheets?: readonly { rId: string; state?: string }[] }
  _parseRels(part: Readable): Promise<void>
  _parseWorkbook(part: Readable): Promise<void>
  _parseSharedStrings(part: Readable): AsyncIterable<unknown>
  _parseStyles(part: Readable): Promise<void>
  _parseWorksheet(part: Readable, number: string): Iterable<unknown>
}

const SHEET = /^xl\/worksheets\/sheet(\d+)\.xml$/

/**
 * Reads the first sheet of a workbook that is shown. ExcelJS takes the parts of the archive in the order in which they lie in
 * it and loses one every few hundred times; here they are opened by name: relations, workbook, texts, styles, sheet.
 */
export class SheetReader extends ExcelJS.stream.xlsx.WorkbookReader {
  readonly #file: string

  /** @param file path of a workbook (`.xlsx`) that `checkWorkbook` has let pass */
  constructor(file: string) {
    super(file, { worksheets: 'emit', sharedStrings: 'cache', styles: 'cache', hyperlinks: 'ignore' })
    this.#file = file
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
      const texts = await open('xl/sharedStrings.xml')
      if (texts) yield* parts._parseSharedStrings(texts)
      const styles = await open('xl/styles.xml')
      if (styles) await parts._parseStyles(styles)
      const name = firstShown(parts, entries)
      const sheet = name === undefined ? undefined : await open(name)
      if (name !== undefined && sheet) yield* parts._parseWorksheet(sheet, SHEET.exec(name)?.[1] ?? '')
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

/** The part of the first sheet that is shown, in the workbook's own order; of a workbook that names none, the first that is there. */
function firstShown({ workbookRels, model }: Parts, entries: ReadonlyMap<string, Entry>): string | undefined {
  for (const { rId, state } of model?.sheets ?? []) {
    if (state !== undefined && state !== 'visible') continue
    const target = workbookRels.find(({ Id }) => Id === rId)?.Target
    const name = target?.startsWith('/') ? target.slice(1) : `xl/${target}`
    if (entries.has(name)) return name
  }
  return [...entries.keys()].find((name) => SHEET.test(name))
}
