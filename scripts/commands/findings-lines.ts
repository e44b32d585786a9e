import { basename } from 'node:path'
import { checkFile } from '../../src/assembly/checking/check-file.ts'
import type { CheckedRecord } from '../../src/assembly/checking/checked-record.ts'
import { loadFieldProfiles, type OnCheckProgress } from '../../src/assembly/checking/checking-ports.ts'
import { FindingsReport, type FindingsSummary } from '../../src/assembly/checking/findings-report.ts'
import type { RuleFinding } from '../../src/registry/findings/finding.ts'
import type { RowFinding, StructuralFinding } from '../../src/registry/findings/findings-tally.ts'
import { ProgressLine } from './progress-line.ts'

/**
 * Checks a file of addresses beside the record and prints what is wrong with it; returns the number of errors.
 *
 * @param folder where the findings are listed when they cannot stand beside the file
 */
export async function printFileFindings(
  record: CheckedRecord,
  folder: string,
  file: string,
  layer: string | undefined,
): Promise<number> {
  const name = basename(file)
  const profiles = loadFieldProfiles()
  const report = new FindingsReport(file, folder)
  const summary = await checkFile(record, { file, layer, report, profiles, onProgress: checkProgress(name) })
  printFindings(name, summary, record.finders.approximate)
  return summary.errors
}

/** Prints findings, and says when none could be made about boundaries. */
export function printFindings(name: string, summary: FindingsSummary, approximate: boolean): void {
  if (approximate)
    process.stderr.write(
      'Ranh giới xã, phường là gần đúng: chưa kiểm tra được điểm nằm trong xã nào. · Areas of communes are approximate: whether a point lies in its commune is not checked.\n',
    )
  for (const line of findingsLines(name, summary)) process.stdout.write(`${line}\n`)
}

/** Lines of a check's findings: what is structural first, summed up, then those of single rows, then the counts. */
function* findingsLines(name: string, summary: FindingsSummary): Generator<string> {
  const { rows, errors, warnings, infos, structural, single, further, path } = summary
  for (const each of structural) yield structuralLine(name, each, rows)
  for (const each of single) yield singleLine(name, each)
  if (further > 0)
    yield `${name}\t…\tvà ${further} phát hiện nữa trong ${path} · and ${further} more findings in ${path}`
  yield `${name}: ${rows} dòng · rows, ${errors} lỗi · errors, ${warnings} cảnh báo · warnings, ${infos} lưu ý · infos`
  if (path !== undefined) yield `mọi phát hiện · all findings: ${path}`
}

function structuralLine(
  name: string,
  { rule, rows, lines, example }: StructuralFinding<RuleFinding>,
  of: number,
): string {
  const share = `${rows}/${of} (${Math.round((100 * rows) / of)} %)`
  const at = `${lines.join(', ')}${rows > lines.length ? '…' : ''}`
  return [
    name,
    '*',
    example.severity,
    rule,
    example.path,
    `${share}; dòng · lines ${at}; ${said(example)}`,
  ].join('\t')
}

function singleLine(name: string, { line, finding }: RowFinding<RuleFinding>): string {
  const { severity, rule, path, repair } = finding
  const mend = repair ? ` → ${JSON.stringify(repair)}` : ''
  return [name, line, severity, rule, path, `${said(finding)}${mend}`].join('\t')
}

function said({ message }: RuleFinding): string {
  return `${message.vi} · ${message.en}`
}

const STEPS = { gathering: 'đọc · reading', checking: 'kiểm tra · checking' } as const

/** Shows how far a check is, a line a step. */
export function checkProgress(name: string): OnCheckProgress {
  const lines = {
    gathering: new ProgressLine(process.stderr, `${name}, ${STEPS.gathering}`),
    checking: new ProgressLine(process.stderr, `${name}, ${STEPS.checking}`),
  }
  return (step, share, rows) => lines[step].show(share, rows)
}
