import type { RuleFinding } from '../../registry/findings/finding.ts'
import { FindingsTally, type TalliedFindings } from '../../registry/findings/findings-tally.ts'
import { ListFile } from '../../tables/list-file.ts'

/** Single findings kept of each rule; all of them are in the list. */
const KEPT = 200

const HEADER = ['line', 'id', 'rule', 'severity', 'path', 'message', 'message_en', 'repair']

export interface FindingsSummary extends TalliedFindings<RuleFinding> {
  /** Where all findings are listed; undefined when there is none. */
  readonly path: string | undefined
}

/** Gathers the findings of one row after another, and lists them all; its memory does not grow with the rows. */
export class FindingsReport {
  readonly #tally = new FindingsTally<RuleFinding>(KEPT)
  readonly #list: ListFile

  /** @param fallbackDir a folder for `FILE.findings.csv` when it cannot stand beside the file */
  constructor(file: string, fallbackDir: string) {
    this.#list = new ListFile(file, fallbackDir, 'findings', HEADER)
  }

  take(line: number, id: string, findings: readonly RuleFinding[]): void {
    this.#tally.take(line, id, findings)
    for (const { rule, severity, path, message, repair } of findings)
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

  /** Ends the list, and sums up. */
  finish(): FindingsSummary {
    this.#list.close()
    return { ...this.#tally.sum(), path: this.#list.path }
  }
}
