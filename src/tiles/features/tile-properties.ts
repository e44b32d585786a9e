/** Longest text of an attribute in a tile, in UTF-16 units; longer ones end with "…". */
const MAX_TEXT_LENGTH = 1000
/** vt-pbf writes larger whole numbers as something else or not at all. */
const NUMBER_LIMIT = 2 ** 63

/**
 * Attributes that vt-pbf writes decodably: finite numbers, booleans and texts. What is absent (undefined, null, NaN)
 * is left out, huge numbers become text, other values JSON; a key that objects inherit (`constructor`) gets a "_".
 */
export function tileProperties(properties: Readonly<Record<string, unknown>>): Record<string, TileValue> {
  const clean: Record<string, TileValue> = Object.create(null)
  for (const [key, value] of Object.entries(properties)) {
    const safe = tileValue(value)
    if (safe !== undefined) clean[key in Object.prototype ? `${key}_` : key] = safe
  }
  return clean
}

export type TileValue = string | number | boolean

function tileValue(value: unknown): TileValue | undefined {
  switch (typeof value) {
    case 'boolean':
      return value
    case 'number':
      if (!Number.isFinite(value)) return undefined
      return Math.abs(value) < NUMBER_LIMIT ? value : String(value)
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
    case 'string':
      return shorten(value)
    case 'object':
      return value === null ? undefined : shorten(json(value))
    default:
      return undefined
  }
}

function json(value: object): string {
  try {
    return JSON.stringify(value) ?? ''
  } catch {
    return ''
  }
}

function shorten(text: string): string {
  if (text.length <= MAX_TEXT_LENGTH) return text
  return `${text.slice(0, MAX_TEXT_LENGTH - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
