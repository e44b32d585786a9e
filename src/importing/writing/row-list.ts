import type { Text } from '../../errors.ts'
import { ListFile } from '../../tables/list-file.ts'
import type { ImportProblem } from '../reading/problem.ts'

const HEADER = ['line', 'code', 'reason', 'reason_en', 'field', 'value', 'rule']

/** What a list beside a file is of: refused rows, or rows that were taken with something changed or not shown. */
export type ListName = 'rejects' | 'warnings'

/** `FILE.rejects.csv`, `FILE.warnings.csv`: a line for each such row. It is made with the first of them. */
export class RowList {
  readonly #list: ListFile
  readonly #tell: (line: number, problems: readonly ImportProblem[]) => void

  /**
   * @param file the imported file, the list goes into its folder
   * @param fallbackDir a folder for the list when that place cannot be written
   * @param tell told of each row too
   */
  constructor(
    file: string,
    fallbackDir: string,
    name: ListName,
    tell: (line: number, problems: readonly ImportProblem[]) => void = () => {},
  ) {
    this.#tell = tell
    this.#list = new ListFile(file, fallbackDir, name, HEADER)
  }

  /** What is wrong with the first row; undefined when there is none. */
  first: Text | undefined

  get count(): number {
    return this.#list.count
  }

  /** Where the list is; `undefined` when it has no row. */
  get path(): string | undefined {
    return this.#list.path
  }

  /** Adds a row: its line, and everything that is wrong with it under the first problem's code. */
  add(line: number, problems: readonly ImportProblem[]): void {
    this.#tell(line, problems)
    const first = problems[0] as ImportProblem
    this.first ??= first.message
    const reason = (language: 'vi' | 'en') => problems.map(({ message }) => message[language]).join(' ')
    const { code, field, value, rule } = first
    this.#list.add([String(line), code, reason('vi'), reason('en'), field, value, rule])
  }

  /** Writes what is gathered; removes the file of an earlier import when there is nothing to list this time. */
  close(): void {
    this.#list.close()
  }
}
