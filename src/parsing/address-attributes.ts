/** How a position was found (after INSPIRE's GeometryMethodValue): measured, by satellite, on a picture, on a map, taken over from an object, told. */
export const POSITION_METHODS = [
  'survey',
  'gnss',
  'imagery',
  'map',
  'feature',
  'declared',
  'unknown',
] as const
/** Largest error of a position that is written down, in metres. */
export const LARGEST_ERROR = 10_000

/** Values of profile fields that have no column, by field. */
export type Attributes = Readonly<Record<string, string | number>>

/** How the main position of an address was found, and its error in metres. */
export interface PositionFacts {
  readonly method: string | null
  readonly accuracy: number | null
}

/** The attributes that a column holds; none where another program has written what is no object of values. */
export function attributesOf(text: string | null): Attributes {
  if (text === null) return {}
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
    return Object.fromEntries(
      Object.entries(value).filter(([, each]) => typeof each === 'string' || Number.isFinite(each)),
    )
  } catch {
    return {}
  }
}

/** Attributes as a column holds them, in the order of their names; null for none. */
export function attributesText(attributes: Readonly<Record<string, string | number | null>>): string | null {
  const filled = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return filled.length === 0 ? null : JSON.stringify(Object.fromEntries(filled))
}

/** Attributes with changes by field, of which null removes one; both as a column holds them. */
export function changedAttributes(text: string | null, changes: string): string | null {
  return attributesText({ ...attributesOf(text), ...(JSON.parse(changes) as Attributes) })
}

/** What leads from some attributes to others, by field, of which null removes one; all as a column holds them. */
export function attributeChanges(before: string | null, after: string | null): string {
  const removed = Object.keys(attributesOf(before)).map((field) => [field, null] as const)
  return JSON.stringify({ ...Object.fromEntries(removed), ...attributesOf(after) })
}

/** Values of profile fields among the attributes: all but how the position was found. */
export function profileAttributes(text: string | null): Attributes {
  const { position_method: _, position_accuracy: __, ...fields } = attributesOf(text)
  return fields
}

/** How the main position was found, as far as a value may be shown. */
export function positionFacts(attributes: Attributes): PositionFacts {
  const { position_method: method = null, position_accuracy: accuracy = null } = attributes
  return {
    method: isMethod(method) ? method : null,
    accuracy: isAccuracy(accuracy) ? accuracy : null,
  }
}

/** What everybody may see of the attributes: how the position was found. Others serve notification. */
export function publicAttributes(text: string | null): string | null {
  if (text === null) return null
  const { method, accuracy } = positionFacts(attributesOf(text))
  return attributesText({ position_method: method, position_accuracy: accuracy })
}

/** Whether a value is one of {@link POSITION_METHODS}. */
export function isMethod(value: unknown): value is string {
  return (POSITION_METHODS as readonly unknown[]).includes(value)
}

/** Whether a value is an error in metres. */
export function isAccuracy(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= LARGEST_ERROR
}
