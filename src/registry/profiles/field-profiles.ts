import type { Text } from '../../errors.ts'
import { csvRowsWithLines } from '../../tables/csv-rows.ts'
import { FIELD_TYPES, type FieldRule, type FieldType, KNOWN_CLAUSES, parseFieldRule } from './field-rule.ts'

/** Object classes of Phụ lục II. */
export const CLASSES = [1, 2, 3, 4, 5] as const

/** A field that objects of some classes have. */
export interface ProfileField {
  readonly field: string
  readonly classes: ReadonlySet<number>
  /** A record is acceptable once its basic fields are there; advanced ones serve notification. */
  readonly level: 'basic' | 'advanced'
  readonly type: FieldType
  readonly rule: FieldRule
  readonly label: Text
}

/** What an address holds, by field; the point stands in `lon` and `lat`. */
export type FieldValues = Readonly<Record<string, unknown>>

/** A file of profiles that cannot be used; each sentence names line, column, value and rule. */
export class FieldProfileError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'))
  }
}

/** Which fields addresses of each class have. */
export class FieldProfiles {
  readonly #fields: readonly ProfileField[]
  readonly #byClass: ReadonlyMap<number, readonly ProfileField[]>

  constructor(fields: readonly ProfileField[]) {
    this.#fields = fields
    this.#byClass = new Map(CLASSES.map((each) => [each, fields.filter(({ classes }) => classes.has(each))]))
  }

  /** Fields of a class, in the order of the file. */
  ofClass(objectClass: number): readonly ProfileField[] {
    return this.#byClass.get(objectClass) ?? []
  }

  /** Entries of a field, in whatever classes; empty for one that no profile knows. */
  entriesOf(field: string): readonly ProfileField[] {
    return this.#fields.filter((each) => each.field === field)
  }
}

/** Basic fields of its class that an address lacks; of those that stand for each other the first alone. */
export function missingFields(
  profiles: FieldProfiles,
  objectClass: number,
  address: FieldValues,
): readonly ProfileField[] {
  const missing: ProfileField[] = []
  for (const entry of profiles.ofClass(objectClass)) {
    const { field, level, rule } = entry
    if (level !== 'basic' || isFilled(address, field)) continue
    if (rule.onlyIf !== undefined && !isFilled(address, rule.onlyIf)) continue
    if (rule.instead.some((other) => isFilled(address, other) || missing.some((one) => one.field === other)))
      continue
    missing.push(entry)
  }
  return missing
}

/** Whether an address has a value in a field. */
export function isFilled(address: FieldValues, field: string): boolean {
  if (field === 'point') return Number.isFinite(address.lon) && Number.isFinite(address.lat)
  const value = address[field]
  return value !== undefined && value !== null && (typeof value !== 'string' || value.trim() !== '')
}

const COLUMNS = ['field', 'class', 'level', 'type', 'rule', 'label_vi', 'label_en'] as const
type ProfileRow = Readonly<Record<(typeof COLUMNS)[number], string>>

/** Reads profiles from the text of `data/field-profiles.csv`; throws {@link FieldProfileError} with all that is wrong. */
export function readFieldProfiles(text: string): FieldProfiles {
  const rows = csvRowsWithLines(text)
  const absent = COLUMNS.filter((column) => !(column in (rows[0]?.row ?? {})))
  if (absent.length > 0) throw new FieldProfileError([sentence(1, absent[0]!, '', COLUMNS.join(', '))])
  const problems: string[] = []
  const names = new Set(rows.map(({ row }) => row.field))
  const taken = new Map<string, number>()
  const fields = rows.map(({ line, row }): ProfileField => {
    const wrong = (column: keyof ProfileRow, rule: string) =>
      problems.push(sentence(line, column, row[column] as string, rule))
    const { field = '', level, type, label_vi = '', label_en = '' } = row
    const classes = (row.class ?? '').split(' ').map(Number)
    const rule = parseFieldRule(row.rule ?? '')
    if (!/^[a-z_]{1,40}$/.test(field)) wrong('field', 'a–z, _')
    if (!/^[1-5](?: [1-5])*$/.test(row.class ?? '')) wrong('class', '1…5, separated by a space')
    if (level !== 'basic' && level !== 'advanced') wrong('level', 'basic, advanced')
    if (!(FIELD_TYPES as readonly string[]).includes(type ?? '')) wrong('type', FIELD_TYPES.join(', '))
    if (!rule) wrong('rule', KNOWN_CLAUSES)
    const named = [...(rule?.instead ?? []), ...(rule?.onlyIf === undefined ? [] : [rule.onlyIf])]
    if (named.some((other) => !names.has(other) || other === field))
      wrong('rule', 'another field of this file')
    if (label_vi.trim() === '') wrong('label_vi', 'a label')
    if (label_en.trim() === '') wrong('label_en', 'a label')
    for (const each of classes) {
      const before = taken.get(`${each} ${field}`)
      if (before !== undefined) wrong('class', `not again after line ${before}`)
      else taken.set(`${each} ${field}`, line)
    }
    return {
      field,
      classes: new Set(classes),
      level: level as ProfileField['level'],
      type: type as FieldType,
      rule: rule as FieldRule,
      label: { vi: label_vi, en: label_en },
    }
  })
  if (problems.length > 0) throw new FieldProfileError(problems)
  return new FieldProfiles(fields)
}

function sentence(line: number, column: string, value: string, rule: string): string {
  return `Dòng ${line}, cột ${column}: "${value.slice(0, 60)}" không hợp lệ; cần: ${rule} · Line ${line}, column ${column}: "${value.slice(0, 60)}" is not valid; needed: ${rule}`
}
