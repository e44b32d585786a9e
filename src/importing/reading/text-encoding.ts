import { otherEncoding } from '../../tables/text-encoding.ts'
import { ImportError, problem } from './problem.ts'

/**
 * Refuses a file whose beginning is not UTF-8, naming the encoding it seems to be in. A few damaged lines are no
 * reason: they are refused one by one later.
 *
 * @param head the first bytes of the file
 */
export function requireUtf8(head: Buffer): void {
  const other = otherEncoding(head)
  if (other) throw new ImportError(problem('encoding', '', other, 'UTF-8'))
}

/** Two letters that no Vietnamese text has together: UTF-8 read as Latin-1, or TCVN3 and VNI read as Latin-1. */
const UTF8_AS_LATIN1 = /Ã[\u0080-\u00bf¡-¿]|á[º»][\u0080-\u00bf€-™]|Ä[‘\u0090\u0091]|Æ[°¡]|áº|á»/
const FOREIGN_LETTER = /[ÄÅÆÇËÎÏÑÖØÛÜÞßäåæçëîïñöøûüþÿ§¨©ª«¬®¯±´µ¶¸]/g

/** Whether text looks like bytes of one encoding read as another; `undefined` when it is fine. */
export function garbled(text: string): string | undefined {
  if (/[\ufffd\p{Cs}]/u.test(text)) return 'U+FFFD'
  if (UTF8_AS_LATIN1.test(text)) return 'UTF-8 → Latin-1'
  return (text.match(FOREIGN_LETTER)?.length ?? 0) > 1 ? 'TCVN3, VNI → Latin-1' : undefined
}
