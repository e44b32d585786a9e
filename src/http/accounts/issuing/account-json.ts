import type { Language } from '../../../errors.ts'
import type { IssuedRow, ListedAccount } from '../../../registry/accounts/issuing/issuing.ts'
import { csvLine } from '../../../tables/csv-writer.ts'
import { guardFormula } from '../../../text/formula-guard.ts'

/** An account as whoever issues accounts sees it. */
export function accountJson({ roles, areas, person, demo, ...account }: ListedAccount) {
  return {
    ...account,
    person,
    demo: demo === 1,
    roles: roles.map(({ role }) => role).sort(),
    areas: areas.map(({ kind, code }) => (kind === 'everywhere' ? { everywhere: true } : { [kind]: code })),
  }
}

/** What became of a row of a file. */
export function rowJson(row: IssuedRow, language: Language) {
  if (!('refusal' in row)) return row
  const { code, detail, more } = row.refusal
  return {
    line: row.line,
    code,
    detail: detail[language],
    ...(more.findings && { paths: more.findings.map(({ path }) => path) }),
  }
}

const COLUMNS = [
  ...(['id', 'office', 'login', 'state', 'roles', 'areas', 'valid_from', 'valid_to', 'reviewed_at'] as const),
  ...(['identity_how', 'identity_by', 'identity_at', 'created_at'] as const),
] as const

/** Accounts as CSV with a byte order mark; no cell is taken for a formula. */
export function accountsCsv(accounts: readonly ListedAccount[]): string {
  const lines = accounts.map((account) => {
    const row = {
      ...account,
      roles: account.roles
        .map(({ role }) => role)
        .sort()
        .join(';'),
      areas: account.areas.map(({ kind, code }) => `${kind} ${code}`.trim()).join(';'),
    }
    return csvLine(
      COLUMNS.map((name) => guardFormula(row[name] ?? '')),
      ',',
    )
  })
  return `\ufeff${csvLine([...COLUMNS], ',')}${lines.join('')}`
}
