import type { RuleFinding } from '../../registry/findings/finding.ts'
import type { RuleName } from '../../registry/findings/rules.ts'
import { ListFile } from '../../tables/list-file.ts'

/** Share of the rows from which on a rule's findings are one of the file's structure, and the fewest rows that are. */
const STRUCTURAL = { share: 0.2, rows: 5 } as const
/** Lines named of a structural finding, and single findings kept of each rule; all of them are in the list. */
const FIRST_LINES = 5
const KEPT = 200

const HEADER = ['line', 'id', 'rule', 'severity', 'path', 'message', 'message_en', 'repair']

/** A finding with the row that it is about. */
export interface RowFinding {
  readonly line: number
  readonly id: string
  readonly finding: RuleFinding
}

/** A rule that more than a fifth of the rows meet: an error of how the file was made, told once. */
export interface StructuralFinding {
  readonly rule: RuleName
  readonly rows: number
  readonly lines: readonly number[]
  /** The first of them. */
  readonly example: RuleFinding
}

export interface FindingsSummary {
  readonly rows: number
  readonly errors: number
  readonly warnings: number
  readonly infos: number
  readonly structural: readonly StructuralFinding[]
  /** Those of other rules, in the order of their lines; of a rule that is met often only the first ones. */
  readonly single: readonly RowFinding[]
  /** Single findings that are in the list only. */
  readonly further: number
  /** Where all findings are listed; undefined when there is none. */
  readonly path: string | undefined
}

interface Met {
  rows: number
  findings: number
  readonly kept: RowFinding[]
}

/** Gathers the findings of one row after another; its memory does not grow with the rows. */
export class FindingsReport {
  #rows = 0
  readonly #met = new Map<RuleName, Met>()
  readonly #severities = { error: 0, warning: 0, info: 0 }
  readonly #list: ListFile

  /** @param fallbackDir a folder for `FILE.findings.csv` when it cannot stand beside the file */
  constructor(file: string, fallbackDir: string) {
    this.#list = new ListFile(file, fallbackDir, 'findings', HEADER)
  }

  take(line: number, id: string, findings: readonly RuleFinding[]): void {
    this.#rows++
    const rules = new Set<RuleName>()
    for (const finding of findings) {
      const { rule, severity, path, message, repair } = finding
      this.#severities[severity]++
      const met = this.#met.get(rule) ?? { rows: 0, findings: 0, kept: [] }
      this.#met.set(rule, met)
      if (!rules.has(rule)) met.rows++
      rules.add(rule)
      met.findings++
      if (met.kept.length < KEPT) met.kept.push({ line, id, finding })
      this.#list.add([
        String(line),
        id,
        rule,
        severity,
        path,
        message.vi,
        message.en,
        repair ? JSON.stringify(repair) : '',
      ])
    }
  }

  /** Ends the list, and sums up. */
  finish(): FindingsSummary {
    this.#list.close()
    const structural: StructuralFinding[] = []
    const single: RowFinding[] = []
    let further = 0
    for (const [rule, { rows, findings, kept }] of this.#met) {
      if (rows >= STRUCTURAL.rows && rows > STRUCTURAL.share * this.#rows)
        structural.push({
          rule,
          rows,
          lines: [...new Set(kept.map(({ line }) => line))].slice(0, FIRST_LINES),
          example: kept[0]!.finding,
        })
      else {
        single.push(...kept)
        further += findings - kept.length
      }
    }
    return {
      rows: this.#rows,
      errors: this.#severities.error,
      warnings: this.#severities.warning,
      infos: this.#severities.info,
      structural: structural.sort((a, b) => b.rows - a.rows),
      single: single.sort((a, b) => a.line - b.line),
      further,
      path: this.#list.path,
    }
  }
}
