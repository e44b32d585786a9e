import { decodeKeystrokes } from '../text/keystrokes.ts'
import { type Syllable, syllable } from '../text/syllable.ts'
import type { Token } from '../text/tokens.ts'
import type { Lexicon } from './lexicon.ts'

interface SpellingEdge {
  from: number
  to: number
  form: Syllable
  quality: number
}

const DECODED = 0.99
const JOINED = 0.9

/** Other readings of words that no name has: raw Telex and VNI keystrokes, a space too many. */
export function spellingEdges(
  tokens: readonly Token[],
  lexicon: Lexicon,
  unfinished: boolean,
): SpellingEdge[] {
  const edges: SpellingEdge[] = []
  tokens.forEach((token, i) => {
    const known = lexicon.has(token.folded)
    const last = i === tokens.length - 1
    for (const text of decodeKeystrokes(token.text)) {
      const form = syllable(text)
      if (lexicon.has(form.folded) || (last && unfinished))
        edges.push({ from: i, to: i + 1, form, quality: DECODED })
    }
    const next = tokens[i + 1]
    if (!next || (known && lexicon.has(next.folded))) return
    const form = syllable(token.text + next.text)
    if (lexicon.has(form.folded)) edges.push({ from: i, to: i + 2, form, quality: JOINED })
  })
  return edges
}
