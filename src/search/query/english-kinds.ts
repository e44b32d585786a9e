import { ENGLISH_UNIT_WORDS } from '../../parsing/mentions/english-unit-words.ts'
import type { Token } from '../../parsing/tokens.ts'
import { beginsWithDigit } from '../../text/digits.ts'

/** What English puts behind the name of a unit or street: "Can Giuoc District", "Hung Vuong Street". */
const KINDS: ReadonlySet<string> = new Set([...ENGLISH_UNIT_WORDS, 'street', 'road', 'avenue', 'hamlet'])

/** English words for a kind that stand behind a name, as a mask; `isName` tells those that names of the record have. */
export function englishKinds(tokens: readonly Token[], isName: (folded: string) => boolean): number {
  let mask = 0
  for (let i = 1; i < tokens.length; i++) {
    const { folded, text, afterComma } = tokens[i]!
    if (afterComma || !KINDS.has(folded) || text !== folded || isName(folded)) continue
    // "Ward 5" is a number's word.
    if (!beginsWithDigit(tokens[i + 1]?.folded ?? '')) mask |= 1 << i
  }
  return mask
}
