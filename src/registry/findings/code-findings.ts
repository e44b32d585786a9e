import { type CodeScheme, checkCode } from '../../codes/check-code.ts'
import { finding, quoted, type RuleFinding } from './finding.ts'
import type { CheckedDraft } from './ports.ts'

/** The columns of codes with the scheme of each. */
export const CODE_COLUMNS = [
  ['code', 'local'],
  ['ndas', 'ndas'],
] as const
type CodeColumn = (typeof CODE_COLUMNS)[number]

const SCHEMES: Readonly<Record<CodeScheme, readonly [vi: string, en: string]>> = {
  local: ['mã địa chỉ nội bộ (L và 10 chữ số)', 'a local code (L and 10 digits)'],
  ndas: ['mã địa chỉ số quốc gia (10 chữ số)', 'a national code (10 digits)'],
  pluscode: ['plus code', 'a plus code'],
  postal: ['mã bưu chính', 'a postal code'],
  unknown: ['mã địa chỉ', 'a code of an address'],
}

/** Uid of the address that carries or carried the code in a column, where it was asked for. */
export type Holders = Readonly<Partial<Record<'code' | 'ndas', string | undefined>>>

/** Whether the codes of an address are of their schemes, well formed, and no other address's. */
export function codeFindings(draft: CheckedDraft, holders: Holders): RuleFinding[] {
  return CODE_COLUMNS.flatMap((column) => {
    const value = draft[column[0]]?.trim()
    if (!value) return []
    return formFinding(column, value) ?? takenFinding(column[0], value, holders[column[0]], draft.uid) ?? []
  })
}

function formFinding([path, wanted]: CodeColumn, value: string): RuleFinding | undefined {
  const { scheme, normalized, problems } = checkCode(value)
  const values = [value]
  if (scheme === wanted && problems.length === 0) {
    if (normalized === value) return undefined
    return finding(
      'code-form',
      path,
      `${path} ${quoted(value)} cần viết liền: ${normalized}.`,
      `${path} ${quoted(value)} must be written without separators: ${normalized}.`,
      { values, repair: { [path]: normalized } },
    )
  }
  const [vi, en] = SCHEMES[wanted]
  if (scheme !== wanted && scheme !== 'unknown')
    return finding(
      'code-scheme',
      path,
      `${path} ${quoted(value)} giống ${SCHEMES[scheme][0]}; cần ${vi}.`,
      `${path} ${quoted(value)} looks like ${SCHEMES[scheme][1]}; needed: ${en}.`,
      { values },
    )
  const [problem] = problems
  return finding(
    problem?.code === 'check-digit' ? 'code-check-digit' : 'code-form',
    path,
    `${path} ${quoted(value)} sai, cần ${vi}. ${problem?.message.vi ?? ''}`.trim(),
    `${path} ${quoted(value)} is wrong, needed: ${en}. ${problem?.message.en ?? ''}`.trim(),
    { values },
  )
}

function takenFinding(
  path: string,
  value: string,
  holder: string | undefined,
  uid: string | null | undefined,
): RuleFinding | undefined {
  if (holder === undefined || holder === uid) return undefined
  return finding(
    'code-taken',
    path,
    `${path} ${quoted(value)} là, hoặc đã từng là, mã của địa chỉ ${holder}.`,
    `${path} ${quoted(value)} is or was the code of the address ${holder}.`,
    { values: [value, holder] },
  )
}
