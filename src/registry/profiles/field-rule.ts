export const FIELD_TYPES = ['text', 'code', 'house-number', 'choice', 'integer', 'point'] as const
export type FieldType = (typeof FIELD_TYPES)[number]

/** What a profile asks of a field, read from its text (see data/README.md). */
export interface FieldRule {
  /** As the profile writes it. */
  readonly text: string
  /** Longest text. */
  readonly max?: number
  readonly digits?: number
  readonly from?: number
  readonly to?: number
  readonly among?: readonly string[]
  /** The field is needed only where this one is filled. */
  readonly onlyIf?: string
  /** The field is not needed where one of these is filled. */
  readonly instead: readonly string[]
}

const CLAUSES: readonly [RegExp, (parts: readonly string[]) => Partial<FieldRule>][] = [
  [/^max (\d{1,4})$/, ([max]) => ({ max: Number(max) })],
  [/^(\d{1,2}) digits$/, ([digits]) => ({ digits: Number(digits) })],
  [/^(\d{1,9}) to (\d{1,9})$/, ([from, to]) => ({ from: Number(from), to: Number(to) })],
  [/^one of ([\w-]+(?: [\w-]+)*)$/, ([words]) => ({ among: words!.split(' ') })],
  [/^if (\w+)$/, ([field]) => ({ onlyIf: field as string })],
  [/^or (\w+)$/, ([field]) => ({ instead: [field as string] })],
]

/** Clauses that a profile may write, for whoever wrote another one. */
export const KNOWN_CLAUSES = 'max N; N digits; N to M; one of A B…; if FIELD; or FIELD'

/** Reads a rule, clauses separated by semicolons; undefined when one is not known. */
export function parseFieldRule(text: string): FieldRule | undefined {
  const rule: FieldRule = { text, instead: [] }
  for (const clause of text.split(';').map((each) => each.trim())) {
    if (clause === '') continue
    const [form, read] = CLAUSES.find(([each]) => each.test(clause)) ?? []
    if (!form || !read) return undefined
    const part = read(form.exec(clause)!.slice(1))
    Object.assign(rule, part, { instead: [...rule.instead, ...(part.instead ?? [])] })
  }
  return rule.from !== undefined && rule.from > (rule.to as number) ? undefined : rule
}

/** Whether a value that is filled is one that type and rule allow; a house number in words is another rule's matter. */
export function isAllowed(
  type: FieldType,
  { max, digits, from, to, among }: FieldRule,
  value: unknown,
): boolean {
  if (type === 'integer')
    return (
      Number.isInteger(value) &&
      (value as number) >= (from ?? -Infinity) &&
      (value as number) <= (to ?? Infinity)
    )
  if (typeof value !== 'string') return false
  if (max !== undefined && value.length > max) return false
  if (digits !== undefined && (value.length !== digits || !/^[0-9]+$/.test(value))) return false
  return among === undefined || among.includes(value)
}
