import { csvRowsWithLines } from '../../tables/csv-rows.ts'

/** What a commune has decided about the papers on its addresses. */
export interface CommuneRule {
  /** What stands at the head; the name of the office that issues where it is undefined. */
  readonly heading: string | undefined
  /** Whether citizens with an account have papers issued by themselves. */
  readonly citizens: boolean
}

/** A table that cannot be used; its message names line, column, value and rule. */
export class CertificateRulesError extends Error {}

/** Rules of communes by their code. */
export type CertificateRules = ReadonlyMap<string, CommuneRule>

/** Letters that one line of the head takes. */
const LONGEST = 120

/** Reads a table of `commune_code`, `heading`, `citizens` (0 or 1); throws {@link CertificateRulesError}. */
export function readCertificateRules(text: string): CertificateRules {
  const rules = new Map<string, CommuneRule>()
  for (const { line, row } of csvRowsWithLines(text)) {
    const { commune_code: code = '', heading = '', citizens = '' } = row
    if (!/^\d{5}$/.test(code)) throw wrong(line, 'commune_code', code, 'five digits')
    if (rules.has(code)) throw wrong(line, 'commune_code', code, 'one line a commune')
    if (heading.length > LONGEST) throw wrong(line, 'heading', heading, `at most ${LONGEST} letters`)
    if (!/^[01]?$/.test(citizens)) throw wrong(line, 'citizens', citizens, '0 or 1')
    rules.set(code, { heading: heading.trim() || undefined, citizens: citizens === '1' })
  }
  return rules
}

function wrong(line: number, column: string, value: string, rule: string): CertificateRulesError {
  return new CertificateRulesError(`line ${line}, column ${column}: "${value}"; it must be ${rule}.`)
}
