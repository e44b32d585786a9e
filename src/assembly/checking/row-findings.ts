import type { StatedRow } from '../../importing/kinds/addresses/check-addresses.ts'
import type { ImportProblem, ProblemCode } from '../../importing/reading/problem.ts'
import { draftFindings } from '../../registry/findings/draft-findings.ts'
import { finding, type RuleFinding } from '../../registry/findings/finding.ts'
import type { Answer, CheckedDraft, FindingPorts } from '../../registry/findings/ports.ts'
import type { RuleName } from '../../registry/findings/rules.ts'
import type { AddressNeighbours } from '../../store/reading/address-neighbours.ts'

/** A row that can be taken. */
export type TakenRow = Exclude<StatedRow['checked'], { problem: ImportProblem }> & { refused?: undefined }

/**
 * What is wrong with a row of a file, with the id by which it is told of.
 *
 * @param uidOf the id of the address that a row is about
 * @param neighbours the rows of the file, and the record's, each under its id
 */
export async function rowFindings(
  { stated, checked, further }: StatedRow,
  uidOf: (row: TakenRow) => Answer<string>,
  neighbours: AddressNeighbours,
  ports: FindingPorts,
): Promise<{ id: string; findings: readonly RuleFinding[] }> {
  if (checked.problem) return { id: '', findings: [problemFinding(checked.problem)] }
  const fields = stated.problem ? {} : stated.fields
  if (checked.refused) return { id: fields.id ?? '', findings: checked.refused.map(problemFinding) }
  const { address, noHouseNumber, lon, lat, line, foreignId } = checked
  const uid = await uidOf(checked)
  const given = fields.commune_code?.trim()
  const draft: CheckedDraft = {
    ...address,
    uid,
    lon,
    lat,
    // As the row states them: what an import mends by itself is told.
    house_number: noHouseNumber ?? address.house_number,
    raw_text: fields.raw_text ?? null,
    ...(given && given !== address.commune_code
      ? { commune_code: given, former_commune_code: fields.former_commune_code || null }
      : {}),
  }
  const findings = await draftFindings(draft, ports)
  const first = neighbours.lineOf(uid)
  if (!further && first !== undefined && first !== line) findings.unshift(twice(uid, first))
  return { id: foreignId ?? uid, findings }
}

function twice(uid: string, line: number): RuleFinding {
  return finding(
    'row-twice',
    'id',
    `Địa chỉ này đã có ở dòng ${line}: cùng id, mã, hoặc mọi phần và vị trí.`,
    `This address stands in line ${line} already: the same id, code, or all parts and the position.`,
    { values: [uid, line] },
  )
}

/** Rules of findings by the problems of an import that say the same. */
const RULE_OF: Readonly<Partial<Record<ProblemCode, RuleName>>> = {
  required: 'missing-field',
  number: 'field-value',
  value: 'field-value',
  range: 'field-value',
  'too-long': 'field-value',
  'swapped-coordinates': 'out-of-province',
  'out-of-province': 'out-of-province',
  'far-outside': 'far-outside-unit',
  'unknown-unit': 'unknown-commune',
  'split-unit': 'split-unit',
  'check-digit': 'code-check-digit',
}

function problemFinding({ code, field, value, message }: ImportProblem): RuleFinding {
  return finding(RULE_OF[code] ?? 'unreadable-row', field, message.vi, message.en, { values: [field, value] })
}
