import { type Syllable, syllable } from '../text/syllable.ts'
import type { Token } from '../text/tokens.ts'
import type { Lexicon } from './lexicon.ts'

/** Trust in two words read as one, and where both are words themselves. */
const QUALITY = 0.9
const WEAK = 0.8
/** Letters of the longest Vietnamese syllable. */
const LONGEST = 7

/** Neighbours that are one word of a name with a space too many ("ngu yen"), where one of them is no word itself; `weak` where both are. */
export function joinedEdges(
  tokens: readonly Token[],
  lexicon: Lexicon,
): Array<{ from: number; to: number; form: Syllable; quality: number; weak: boolean }> {
  return tokens.flatMap((token, i) => {
    const next = tokens[i + 1]
    if (!next || token.folded.length + next.folded.length > LONGEST || /\d/.test(token.folded + next.folded))
      return []
    const weak = lexicon.has(token.folded) && lexicon.has(next.folded)
    const form = syllable(token.text + next.text)
    return lexicon.has(form.folded)
      ? [{ from: i, to: i + 2, form, quality: weak ? WEAK : QUALITY, weak }]
      : []
  })
}
