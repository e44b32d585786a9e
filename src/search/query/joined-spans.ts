import type { Token } from '../../parsing/tokens.ts'
import { hasDigit } from '../../text/digits.ts'
import type { Syllable } from '../../text/syllable.ts'
import type { Lexicon } from '../words/lexicon.ts'

/** Quality of two words read as one, and where both are words themselves. */
const QUALITY = 0.9
const WEAK = 0.8
/** Letters of the longest Vietnamese syllable. */
const LONGEST = 7

/** Calls `found` with each two neighbours that together are a word of a name ("ngu yen"); `weak` where both are words themselves. */
export function joinedSpans(
  tokens: readonly Token[],
  lexicon: Lexicon,
  found: (from: number, to: number, form: Syllable, quality: number, weak: boolean) => void,
): void {
  for (let i = 0; i + 1 < tokens.length; i++) {
    const { text, folded } = tokens[i]!
    const next = tokens[i + 1]!
    if (folded.length + next.folded.length > LONGEST || hasDigit(folded) || hasDigit(next.folded)) continue
    const form = lexicon.forms.of(text + next.text)
    if (!lexicon.has(form.folded)) continue
    const weak = lexicon.has(folded) && lexicon.has(next.folded)
    found(i, i + 2, form, weak ? WEAK : QUALITY, weak)
  }
}
