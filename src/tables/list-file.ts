import { closeSync, existsSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { guardFormula } from '../text/formula-guard.ts'
import { csvLine } from './csv-writer.ts'

/** UTF-8 with a mark, so that spreadsheets show the accents. */
const BOM = '\ufeff'
/** Characters gathered before they are written. */
const BUFFER = 65_536

/** A list beside a file, as `FILE.rejects.csv`, made with its first line; the one of an earlier time goes when there is none. */
export class ListFile {
  count = 0
  #path: string
  readonly #fallback: string
  readonly #header: readonly string[]
  #fd: number | undefined
  #buffer = ''

  /**
   * @param file the file that the list is about; the list goes into its folder
   * @param fallbackDir a folder for the list when that place cannot be written
   * @param name what stands in the list's name before `.csv`
   */
  constructor(file: string, fallbackDir: string, name: string, header: readonly string[]) {
    this.#path = `${file}.${name}.csv`
    this.#fallback = join(fallbackDir, `${basename(file)}.${name}.csv`)
    this.#header = header
  }

  /** Where the list is; `undefined` when it has no line. */
  get path(): string | undefined {
    return this.#fd === undefined ? undefined : this.#path
  }

  /** Adds a line; cells that begin like a formula get an apostrophe. */
  add(cells: readonly string[]): void {
    this.count++
    this.#fd ??= this.#open()
    this.#buffer += csvLine(cells.map(guardFormula), ',', '\n')
    if (this.#buffer.length > BUFFER) this.#write()
  }

  /** Writes what is gathered; removes the list of an earlier time when there is nothing to list this time. */
  close(): void {
    if (this.#fd === undefined) {
      for (const path of [this.#path, this.#fallback]) if (existsSync(path)) rmSync(path, { force: true })
      return
    }
    this.#write()
    closeSync(this.#fd)
  }

  #open(): number {
    this.#buffer = BOM + csvLine(this.#header, ',', '\n')
    try {
      return openSync(this.#path, 'w')
    } catch {
      this.#path = this.#fallback
      return openSync(this.#path, 'w')
    }
  }

  #write(): void {
    writeFileSync(this.#fd as number, this.#buffer)
    this.#buffer = ''
  }
}
