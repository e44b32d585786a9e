import { type Syllable, syllable } from '../text/syllable.ts'
import type { Token } from '../text/tokens.ts'
import type { Lexicon } from './lexicon.ts'

/** Trust in two words read as one. */
const QUALITY = 0.9

/** Neighbours that are one word of a name with a space too many ("ngu yen"), where one of them is no word itself. */
export function joinedEdges(
  tokens: readonly Token[],
  lexicon: Lexicon,
): Array<{ from: number; to: number; form: Syllable; quality: number }> {
  return tokens.flatMap((token, i) => {
    const next = tokens[i + 1]
    if (!next || (lexicon.has(token.folded) && lexicon.has(next.folded))) return []
    const form = syllable(token.text + next.text)
    return lexicon.has(form.folded) ? [{ from: i, to: i + 2, form, quality: QUALITY }] : []
  })
}
