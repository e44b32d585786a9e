import { refuse } from '../../../errors.ts'

/** PostgreSQL takes no text with NUL or half a character. */
const UNKEEPABLE = /[\0\ud800-\udfff]/u

/** Where a page ends, as a text for `next`: base64url of a JSON list. */
export function writePageCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/**
 * Reads `cursor`. Throws {@link Problem} for what no page has given.
 *
 * @param of what the parts say; undefined where they are none of these pages
 */
export function readPageCursor<T>(text: string, of: (parts: readonly string[]) => T | undefined): T {
  const found = of(partsOf(text))
  if (found !== undefined) return found
  throw refuse(
    'cursor',
    'cursor',
    `cursor "${text.slice(0, 40)}" không phải "next" của một trang trước.`,
    `cursor "${text.slice(0, 40)}" is not the "next" of a page before.`,
  )
}

/** The parts of a cursor; none of a text that is none. */
function partsOf(text: string): readonly string[] {
  try {
    const parts = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown
    return Array.isArray(parts) && parts.every(isPart) ? parts : []
  } catch {
    return []
  }
}

function isPart(part: unknown): part is string {
  return typeof part === 'string' && !UNKEEPABLE.test(part)
}
