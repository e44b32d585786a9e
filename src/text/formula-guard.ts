/** What spreadsheets take for the beginning of a formula, behind apostrophes that are there already. */
const FORMULA = /^'*[=+\-@\t\r]/

/**
 * A cell of text that no spreadsheet takes for a formula (OWASP, "CSV Injection"): one that begins like one gets an
 * apostrophe in front. Cells that are numbers need none.
 */
export function guardFormula(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell
}

/** The cell that {@link guardFormula} was given. */
export function unguardFormula(cell: string): string {
  return cell.charCodeAt(0) === APOSTROPHE && FORMULA.test(cell) ? cell.slice(1) : cell
}

const APOSTROPHE = 0x27
