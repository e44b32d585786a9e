import { type Attributes, profileAttributes } from '../../parsing/address-attributes.ts'
import { ADDRESS_COLUMNS } from '../../store/layout/layers.ts'
import { VERSION_COLUMNS } from '../../store/registry/registry-layers.ts'
import { CLASSES, type FieldProfiles, isFilled, missingFields } from '../profiles/field-profiles.ts'
import { isAllowed } from '../profiles/field-rule.ts'
import { finding, quoted, type RuleFinding } from './finding.ts'
import type { CheckedDraft } from './ports.ts'

/** Fields that have a column of the record. */
const COLUMNS: ReadonlySet<string> = new Set([
  ...ADDRESS_COLUMNS,
  ...VERSION_COLUMNS,
  'fid',
  'geom',
  'held',
  'lon',
  'lat',
])
/** Fields whose values have rules of their own. */
const RULED_ELSEWHERE: ReadonlySet<string> = new Set(['commune_code', 'former_commune_code', 'ndas', 'point'])
/** Fields that an address of every class has. */
const OF_EVERY_CLASS: ReadonlySet<string> = new Set(['uid', 'code', 'class', 'status', 'source', 'raw_text'])

/** Which fields an address lacks, has too many, or fills with what they do not take, by the profile of its class. */
export function fieldFindings(draft: CheckedDraft, profiles: FieldProfiles): RuleFinding[] {
  const objectClass = draft.class
  if (!(CLASSES as readonly number[]).includes(objectClass))
    return [
      finding(
        'field-value',
        'class',
        `class ${quoted(objectClass)} không hợp lệ; cần 1…5.`,
        `class ${quoted(objectClass)} is not valid; needed: 1…5.`,
        { values: [objectClass] },
      ),
    ]
  const kept = profileAttributes(draft.attributes ?? null)
  const values: Record<string, unknown> = { ...kept, ...draft }
  return [
    ...lacking(draft, profiles, values),
    ...notAllowed(objectClass, profiles, values),
    ...notOfItsClass(objectClass, profiles, values, kept),
  ]
}

function lacking(
  draft: CheckedDraft,
  profiles: FieldProfiles,
  values: Record<string, unknown>,
): RuleFinding[] {
  // A reserved code has no object yet, and of a retired one nothing is asked any more.
  if (draft.status === 'reserved' || draft.status === 'retired') return []
  return missingFields(profiles, draft.class, values).map(({ field, label, rule }) => {
    const others = rule.instead.map((other) => profiles.entriesOf(other)[0]?.label)
    const or = (language: 'vi' | 'en', word: string) =>
      others.map((other) => ` ${word} ${(other?.[language] ?? '').toLowerCase()}`).join('')
    return finding(
      'missing-field',
      field,
      `Thiếu ${label.vi.toLowerCase()}${or('vi', 'hoặc')}: trường cơ bản của loại ${draft.class}.`,
      `${label.en}${or('en', 'or')} is missing: a basic field of class ${draft.class}.`,
      { values: [draft.class] },
    )
  })
}

function notAllowed(
  objectClass: number,
  profiles: FieldProfiles,
  values: Record<string, unknown>,
): RuleFinding[] {
  const found: RuleFinding[] = []
  for (const { field, type, rule } of profiles.ofClass(objectClass)) {
    if (RULED_ELSEWHERE.has(field) || !isFilled(values, field) || isAllowed(type, rule, values[field]))
      continue
    const value = quoted(values[field])
    found.push(
      finding(
        'field-value',
        field,
        `${field} ${value} không hợp lệ; cần ${type}: ${rule.text}.`,
        `${field} ${value} is not valid; needed: ${type}, ${rule.text}.`,
        { values: [String(values[field])] },
      ),
    )
  }
  return found
}

function notOfItsClass(
  objectClass: number,
  profiles: FieldProfiles,
  values: Record<string, unknown>,
  kept: Attributes,
): RuleFinding[] {
  const found: RuleFinding[] = []
  const ofClass = new Set(profiles.ofClass(objectClass).map(({ field }) => field))
  for (const field of Object.keys(values)) {
    if (OF_EVERY_CLASS.has(field) || !isFilled(values, field)) continue
    const elsewhere = profiles.entriesOf(field)
    const stated = [objectClass, String(values[field])]
    if (elsewhere.length > 0 && !ofClass.has(field)) {
      const classes = [...new Set(elsewhere.flatMap((each) => [...each.classes]))].sort().join(', ')
      found.push(
        finding(
          'field-of-other-class',
          field,
          `${field} là trường của loại ${classes}, không phải của loại ${objectClass}.`,
          `${field} is a field of class ${classes}, not of class ${objectClass}.`,
          { values: stated },
        ),
      )
    } else if (!COLUMNS.has(field) && !(ofClass.has(field) && field in kept))
      found.push(
        finding(
          'unknown-field',
          field,
          `Hồ sơ không có trường ${quoted(field)}.`,
          `The record has no field ${quoted(field)}.`,
          { values: stated },
        ),
      )
  }
  return found
}
