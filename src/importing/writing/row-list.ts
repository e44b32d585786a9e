import { closeSync, existsSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { csvLine } from '../../tables/csv-writer.ts'
import { guardFormula } from '../../text/formula-guard.ts'
import type { ImportProblem } from '../reading/problem.ts'

const HEADER = ['line', 'code', 'reason', 'reason_en', 'field', 'value', 'rule']
/** UTF-8 with a mark, so that spreadsheets show the accents. */
const BOM = '\ufeff'
/** Characters gathered before they are written. */
const BUFFER = 65_536

/** What a list beside a file is of: refused rows, or rows that were taken with something changed or not shown. */
export type ListName = 'rejects' | 'warnings'

/** `FILE.rejects.csv`, `FILE.warnings.csv`: a line for each such row. It is made with the first of them. */
export class RowList {
  count = 0
  #path: string
  readonly #fallback: string
  #fd: number | undefined
  #buffer = ''

  /**
   * @param file the imported file, the list goes into its folder
   * @param fallbackDir a folder for the list when that place cannot be written
   */
  constructor(file: string, fallbackDir: string, name: ListName) {
    this.#path = `${file}.${name}.csv`
    this.#fallback = join(fallbackDir, `${basename(file)}.${name}.csv`)
  }

  /** Where the list is; `undefined` when it has no row. */
  get path(): string | undefined {
    return this.#fd === undefined ? undefined : this.#path
  }

  /** Adds a row: its line, and everything that is wrong with it under the first problem's code. */
  add(line: number, problems: readonly ImportProblem[]): void {
    this.count++
    this.#fd ??= this.#open()
    const first = problems[0] as ImportProblem
    const reason = (language: 'vi' | 'en') => problems.map(({ message }) => message[language]).join(' ')
    const { code, field, value, rule } = first
    const cells = [String(line), code, reason('vi'), reason('en'), field, value, rule]
    this.#buffer += csvLine(cells.map(guardFormula), ',', '\n')
    if (this.#buffer.length > BUFFER) this.#write()
  }

  /** Writes what is gathered; removes the file of an earlier import when there is nothing to list this time. */
  close(): void {
    if (this.#fd === undefined) {
      for (const path of [this.#path, this.#fallback]) if (existsSync(path)) rmSync(path, { force: true })
      return
    }
    this.#write()
    closeSync(this.#fd)
  }

  #open(): number {
    this.#buffer = BOM + csvLine(HEADER, ',', '\n')
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
