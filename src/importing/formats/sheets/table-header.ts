import type { CellRow } from '../../../tables/table-rows.ts'
import { unguardFormula } from '../../../text/formula-guard.ts'

/** Rows among which the header is looked for. */
export const HEADER_WITHIN = 40

/** The names of a table's columns, and what stands around them. */
export interface TableHeader {
  /** One a column, none twice and none empty. */
  readonly columns: readonly string[]
  /** Texts of the rows above, as titles are; one a row. */
  readonly titles: readonly string[]
  /** Rows of the table's beginning that are no data: titles, names, the numbers of columns. */
  readonly rows: number
}

const NUMBER = /^[-+]?[\d.,]+$/
/** "(1)", "2", "[3]" beneath the names, as forms have them. */
const COLUMN_NUMBER = /^[([]?(\d{1,3})[)\]]?$/

/**
 * Finds the row that names the columns: the first whose cells are texts and fill at least half of the width that the table has,
 * or of which `known` knows two. Names in two rows, as over merged cells, are put together ("Toạ độ" over "X": "Toạ độ X").
 * Undefined where no row is one.
 */
export function findHeader(
  rows: readonly CellRow[],
  known: (name: string) => boolean,
): TableHeader | undefined {
  const some = rows.slice(0, HEADER_WITHIN)
  const width = Math.max(0, ...some.map(({ cells }) => filled(cells).length))
  const at = some.findIndex(({ cells }) => {
    const texts = filled(cells)
    if (texts.length === 0 || texts.some((text) => NUMBER.test(text))) return false
    return texts.length >= Math.max(Math.min(2, width), width / 2) || texts.filter(known).length >= 2
  })
  const upper = some[at]
  if (!upper) return undefined
  const lower = some[at + 1]
  const two = lower !== undefined && isSecondRow(upper.cells, lower.cells)
  const names = two ? joined(upper.cells, lower.cells) : upper.cells
  const below = at + (two ? 2 : 1)
  const numbered = some[below] !== undefined && isNumbering(some[below].cells)
  return {
    columns: distinct(names.map((name) => unguardFormula(name.replace(/\s+/g, ' ').trim()))),
    titles: some.slice(0, at).map(({ cells }) => filled(cells).join(' ')),
    rows: below + (numbered ? 1 : 0),
  }
}

function filled(cells: readonly string[]): string[] {
  return cells.map((cell) => cell.trim()).filter((cell) => cell !== '')
}

/** Whether a row divides columns of the one above: it names what is empty there, under a cell that was merged, and nothing else. */
function isSecondRow(upper: readonly string[], lower: readonly string[]): boolean {
  const at = (row: readonly string[], i: number) => (row[i] ?? '').trim()
  const texts = filled(lower)
  if (texts.length === 0 || texts.some((text) => NUMBER.test(text))) return false
  let divided = false
  for (let i = 0; i < lower.length; i++) {
    if (at(lower, i) === '') continue
    const [above, before] = [at(upper, i), i > 0 ? at(lower, i - 1) : '']
    // a cell that was merged keeps its text in the first of its columns
    if (above === '') {
      if (before === '' && at(upper, i - 1) === '') return false
      divided = true
    } else if (at(upper, i + 1) !== '' || at(lower, i + 1) === '') return false
  }
  return divided
}

function joined(upper: readonly string[], lower: readonly string[]): string[] {
  let group = ''
  return Array.from({ length: Math.max(upper.length, lower.length) }, (_, i) => {
    const [above, below] = [(upper[i] ?? '').trim(), (lower[i] ?? '').trim()]
    if (above !== '') group = above
    return below === '' ? above : `${group} ${below}`.trim()
  })
}

function isNumbering(cells: readonly string[]): boolean {
  const numbers = filled(cells).map((cell) => Number(COLUMN_NUMBER.exec(cell)?.[1] ?? Number.NaN))
  return numbers.length >= 3 && numbers.every((number, i) => number === numbers[0]! + i)
}

/** Names of which none is empty or comes twice: the letter of the column, a number behind the name. */
function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map((name, i) => {
    const base = name === '' ? `cột ${letters(i)}` : name
    let unique = base
    for (let n = 2; taken.has(unique); n++) unique = `${base} ${n}`
    taken.add(unique)
    return unique
  })
}

/** A column's letters in a sheet: A … Z, AA … */
function letters(index: number): string {
  const before = Math.floor(index / 26) - 1
  return (before < 0 ? '' : letters(before)) + String.fromCharCode(65 + (index % 26))
}
