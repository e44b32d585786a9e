import { dammDigit } from '../codes/damm.ts'
import type { Text } from '../errors.ts'
import { csvRowsWithLines } from '../tables/csv-rows.ts'

/** A scheme of identifiers that somebody else issues. */
export interface IdentifierScheme {
  readonly name: string
  /** The whole of a value, in capitals and without separators. */
  readonly form: RegExp
  /** How the last digit is made of those before it. */
  readonly check: 'none' | 'damm'
  /** Whether an address may be given another one of the scheme; the one before stays its own, as retired. */
  readonly replaceable: boolean
  readonly label: Text
}

/** Mã địa chỉ số: ten digits, opaque; the one scheme that is a column of the address. */
export const NATIONAL_CODE: IdentifierScheme = {
  name: 'ndas',
  form: /^\d{10}$/,
  check: 'none',
  replaceable: true,
  label: { vi: 'Mã địa chỉ số quốc gia', en: 'National address code' },
}

/** Whether the check digit of a value, which has the scheme's form, holds. */
export function checkHolds({ check }: IdentifierScheme, value: string): boolean {
  return check === 'none' || dammDigit(value) === 0
}

/** A file of schemes that cannot be used; each sentence names line, column, value and rule. */
export class IdentifierSchemeError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'))
  }
}

const COLUMNS = [
  'name',
  'pattern',
  'check',
  'replaceable',
  'state',
  'label_vi',
  'label_en',
  'source',
] as const
type SchemeRow = Readonly<Record<(typeof COLUMNS)[number], string>>

/** Schemes that the program knows by itself, and what a code of none is called. */
const TAKEN: ReadonlySet<string> = new Set(['local', 'ndas', 'pluscode', 'postal', 'unknown', 'foreign'])
/** Characters and classes of them, each at most so often: nothing that a text could make slow. */
const PATTERN = /^(?:(?:[0-9A-Z]|\[[0-9A-Z-]{1,40}\])(?:\{\d{1,2}\})?){1,20}$/
const LONGEST = 40

/** Schemes that are switched on, of `data/identifier-schemes.csv`; throws {@link IdentifierSchemeError} with all that is wrong. */
export function readIdentifierSchemes(text: string): IdentifierScheme[] {
  const rows = csvRowsWithLines(text)
  const absent = rows.length === 0 ? undefined : COLUMNS.find((column) => !(column in (rows[0]?.row ?? {})))
  if (absent !== undefined) throw new IdentifierSchemeError([sentence(1, absent, '', COLUMNS.join(', '))])
  const problems: string[] = []
  const names = new Map<string, number>()
  const schemes: IdentifierScheme[] = []
  for (const { line, row } of rows as { line: number; row: SchemeRow }[]) {
    const before = problems.length
    const must = (holds: boolean, column: keyof SchemeRow, rule: string) => {
      if (!holds) problems.push(sentence(line, column, row[column], rule))
    }
    const { name, pattern, check, replaceable, state, label_vi, label_en, source } = row
    must(/^[a-z][a-z0-9-]{1,39}$/.test(name), 'name', 'a–z, 0–9, -; 2…40')
    must(!TAKEN.has(name), 'name', `not ${[...TAKEN].join(', ')}`)
    must(!names.has(name), 'name', `not again after line ${names.get(name)}`)
    names.set(name, names.get(name) ?? line)
    const form = formOf(pattern)
    must(form !== undefined, 'pattern', `0–9, A–Z, [classes], {times}; 4…${LONGEST} characters`)
    must(check === 'none' || check === 'damm', 'check', 'none, damm')
    must(check !== 'damm' || /^[^A-Z]*$/.test(pattern), 'check', 'none where there are letters')
    must(replaceable === 'yes' || replaceable === 'no', 'replaceable', 'yes, no')
    must(state === 'on' || state === 'off', 'state', 'on, off')
    must(label_vi.trim() !== '', 'label_vi', 'a label')
    must(label_en.trim() !== '', 'label_en', 'a label')
    must(source.trim() !== '', 'source', 'who says so')
    if (form === undefined || problems.length > before || state === 'off') continue
    const label = { vi: label_vi, en: label_en }
    schemes.push({ name, form, check: check as 'none' | 'damm', replaceable: replaceable === 'yes', label })
  }
  if (problems.length > 0) throw new IdentifierSchemeError(problems)
  return schemes
}

/** The form that a pattern says; undefined for one that is none, or whose values are too short or too long. */
function formOf(pattern: string): RegExp | undefined {
  if (!PATTERN.test(pattern)) return undefined
  const lengths = pattern.matchAll(/(?:\[[^\]]{1,40}\]|[^[\]{}])(?:\{(\d{1,3})\})?/g)
  const length = [...lengths].reduce((sum, [, times]) => sum + Number(times ?? 1), 0)
  if (length < 4 || length > LONGEST) return undefined
  try {
    return new RegExp(`^${pattern}$`)
  } catch {
    // a class whose ends are the wrong way round
    return undefined
  }
}

function sentence(line: number, column: string, value: string, rule: string): string {
  const shown = value.slice(0, 60)
  return (
    `identifier-schemes.csv, dòng ${line}, cột ${column}: "${shown}" không hợp lệ; cần: ${rule} · ` +
    `line ${line}, column ${column}: "${shown}" is not valid; needed: ${rule}`
  )
}
