import { mustBeFilled } from '../../actions/guards.ts'
import { Refusal } from '../../refusal.ts'
import type { LayerReport } from './layer-content.ts'

/** What somebody says to what was found: rules whose warnings are right, and why. */
export interface Confirmed {
  readonly yes: readonly string[]
  readonly reason?: string | undefined
}

/** Rules of a report whose warnings stop it, each once. */
export function warnings({ findings }: LayerReport): string[] {
  return [...new Set(findings.filter(({ severity }) => severity === 'warning').map(({ rule }) => rule))]
}

/** Throws {@link Refusal} `findings`, `missing-particulars` unless every warning is confirmed, with a reason. */
export function mustBeConfirmed(report: LayerReport, { yes, reason }: Confirmed): void {
  const rules = warnings(report)
  const open = rules.filter((rule) => !yes.includes(rule))
  if (open.length > 0) {
    const list = open.join(', ')
    const told = report.findings.filter(({ rule }) => open.includes(rule))
    const sentence = (language: 'vi' | 'en') => told.map(({ message }) => message[language]).join(' ')
    throw new Refusal(
      'findings',
      {
        vi: `${sentence('vi')} Hãy sửa tệp, hoặc xác nhận (yes: ${list}) kèm lý do (reason).`,
        en: `${sentence('en')} Mend the file, or confirm them (yes: ${list}) with a reason.`,
      },
      { findings: told },
    )
  }
  if (rules.length > 0) mustBeFilled({ action: 'layer-confirmed', needs: ['reason'] }, { reason })
}
