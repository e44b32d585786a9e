import type { RawRow, RawSource } from '../formats/raw-source.ts'

/** What a first reading tells of a column. */
export interface SurveyedColumn {
  readonly name: string
  /** Rows with a value in it. */
  filled: number
  /** Rows whose value came before, where that is counted. */
  repeated: number
  /** The first values. */
  readonly sample: string[]
}

/** Values kept of a column, and columns looked at. */
const SAMPLE = 500
const MAX_COLUMNS = 2000
/** Different values that are remembered of a column; later ones are taken to be new. */
const MAX_DISTINCT = 500_000

/** Reads a file once for the names and values of its columns, before anybody decides what they mean. */
export class ColumnSurvey {
  readonly columns = new Map<string, SurveyedColumn>()
  rows = 0
  /** Rows that bring a geometry, and rows that the format numbers. */
  geometries = 0
  numbered = 0
  /** Rows of which an id stands beside the values. */
  identified = 0
  readonly #counted: (name: string) => boolean
  readonly #values = new Map<string, Set<string>>()

  /** @param counted columns of which repeated values are counted */
  constructor({ columns = [] }: Pick<RawSource, 'columns'>, counted: (name: string) => boolean) {
    this.#counted = counted
    for (const name of columns) this.#column(name)
  }

  /** Takes the values of a row, by name. */
  add(
    row: Exclude<RawRow, { problem: object }>,
    values: Iterable<readonly [name: string, value: unknown]>,
  ): void {
    this.rows++
    if (row.geometry !== undefined && row.geometry !== null) this.geometries++
    if (row.fid !== undefined) this.numbered++
    if (row.id !== undefined && row.id !== null) this.identified++
    for (const [name, value] of values) {
      if (value === null || value === undefined || value === '' || typeof value === 'object') continue
      const column = this.#column(name)
      if (!column) continue
      const text = String(value)
      column.filled++
      if (column.sample.length < SAMPLE) column.sample.push(text)
      const values = this.#values.get(name)
      if (values?.has(text)) column.repeated++
      else if (values && values.size < MAX_DISTINCT) values.add(text)
    }
  }

  #column(name: string): SurveyedColumn | undefined {
    const known = this.columns.get(name)
    if (known || this.columns.size >= MAX_COLUMNS) return known
    const column = { name, filled: 0, repeated: 0, sample: [] }
    if (this.#counted(name)) this.#values.set(name, new Set())
    this.columns.set(name, column)
    return column
  }
}
