import { accentAgreement, isAccented } from '../../text/accents.ts'
import { hasDigit } from '../../text/digits.ts'
import type { Syllable } from '../../text/syllable.ts'
import type { Query } from '../query/query.ts'
import type { WordSpan } from '../words/spans.ts'
import type { WordMatch } from '../words/word-match.ts'

/** Cost of accents that disagree, per share of the query. */
const ACCENT_COST = { equal: 0, missing: 0, 'tone-doublet': 0.15, tone: 0.35, letter: 0.4 } as const
/** A bare word in a query that has accents elsewhere: probably meant as it is. */
const BARE_COST = 0.1

/** How much the accents of a typed word disagree with those of a name's, 0..1. */
export function accentCost(
  { form, open }: Pick<WordSpan, 'form' | 'open'>,
  word: Syllable,
  how: WordMatch['how'],
  query: Query,
): number {
  if (how !== 'exact') return how === 'prefix' ? prefixCost(form, word) : 0
  if (form.folded !== word.folded) return 0
  const agreement = accentAgreement(form, word)
  // Of a word being typed the tone may still come: Telex has it last.
  if (agreement === 'missing' && query.accented && !open && !isAccented(form)) return BARE_COST
  return ACCENT_COST[agreement]
}

/** Compares the accents of an unfinished word with those of the prefix that it is; words with digits ("ap3") have none. */
function prefixCost(form: Syllable, word: Syllable): number {
  if (hasDigit(word.folded)) return 0
  for (let i = 0; i < form.bare.length; i++) {
    const mark = form.bare[i]
    if (mark !== word.bare[i] && mark !== form.folded[i]) return ACCENT_COST.letter
  }
  return form.tone !== '' && form.tone !== word.tone ? ACCENT_COST.tone : 0
}
