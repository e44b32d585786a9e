import type { Finding } from '../refusal.ts'

/** Share of the rows from which on a rule's findings are one of the file's structure, and the fewest rows that are. */
const STRUCTURAL = { share: 0.2, rows: 5 } as const
/** Lines named of a structural finding. */
const FIRST_LINES = 5

/** A finding with the row that it is about. */
export interface RowFinding<Found extends Finding = Finding> {
  readonly line: number
  readonly id: string
  readonly finding: Found
}

/** A rule that more than a fifth of the rows meet: an error of how the file was made, told once. */
export interface StructuralFinding<Found extends Finding = Finding> {
  readonly rule: Found['rule']
  readonly rows: number
  readonly lines: readonly number[]
  /** The first of them. */
  readonly example: Found
}

export interface TalliedFindings<Found extends Finding = Finding> {
  readonly rows: number
  readonly errors: number
  readonly warnings: number
  readonly infos: number
  readonly structural: readonly StructuralFinding<Found>[]
  /** Those of other rules, in the order of their lines; of a rule that is met often only the first ones. */
  readonly single: readonly RowFinding<Found>[]
  /** Single findings that are not among them. */
  readonly further: number
}

interface Met<Found extends Finding> {
  rows: number
  findings: number
  readonly kept: RowFinding<Found>[]
}

/** Counts the findings of one row after another; its memory does not grow with the rows. */
export class FindingsTally<Found extends Finding = Finding> {
  #rows = 0
  readonly #kept: number
  readonly #met = new Map<Found['rule'], Met<Found>>()
  readonly #severities = { error: 0, warning: 0, info: 0 }

  /** @param kept single findings kept of each rule */
  constructor(kept: number) {
    this.#kept = kept
  }

  take(line: number, id: string, findings: readonly Found[]): void {
    this.#rows++
    const rules = new Set<Found['rule']>()
    for (const finding of findings) {
      const { rule, severity } = finding
      this.#severities[severity]++
      const met = this.#met.get(rule) ?? { rows: 0, findings: 0, kept: [] }
      this.#met.set(rule, met)
      if (!rules.has(rule)) met.rows++
      rules.add(rule)
      met.findings++
      if (met.kept.length < this.#kept) met.kept.push({ line, id, finding })
    }
  }

  /** What was found, summed up: what is of the file's structure apart. */
  sum(): TalliedFindings<Found> {
    const structural: StructuralFinding<Found>[] = []
    const single: RowFinding<Found>[] = []
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
    }
  }
}
