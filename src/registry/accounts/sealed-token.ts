import type { KeyObject } from 'node:crypto'
import { openBytes, sealBytes } from '../../store/people/sealing/sealed-value.ts'

/**
 * Something that somebody else keeps for a while and can neither read nor change (AES-256-GCM).
 *
 * @param until milliseconds since 1970 after which it is over
 * @param context what it is bound to; it opens nothing elsewhere
 */
export function sealToken(
  content: unknown,
  until: number,
  key: KeyObject,
  context: readonly string[],
): string {
  return sealBytes(Buffer.from(JSON.stringify([until, content])), key, JSON.stringify(context)).toString(
    'base64url',
  )
}

/** What was sealed; undefined where it is over, was changed, or is bound to something else. */
export function openToken<T>(
  token: string,
  now: number,
  key: KeyObject,
  context: readonly string[],
): T | undefined {
  const bytes = openBytes(Buffer.from(token, 'base64url'), key, JSON.stringify(context))
  if (bytes === undefined) return undefined
  const [until, content] = JSON.parse(bytes.toString()) as [number, T]
  return now < until ? content : undefined
}
