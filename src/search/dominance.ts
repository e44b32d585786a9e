import type { Alignment } from './alignment.ts'
import type { Query } from './query.ts'

/** From this completeness on a name counts as typed whole. */
const WHOLE = 0.995
/** Below it a name has only a part of itself in the query. */
const PARTIAL = 0.9

/**
 * The alignments without those of which only a part stands where another name stands whole: in "Long An" nobody
 * means the "An" of An Ninh. Most names that share a word with a query go, and with them most of the work. A name
 * that the last, unfinished word belongs to may still become another one, so it puts nothing out of the way.
 */
export function undominated<A extends Alignment>(alignments: readonly A[], query: Query): A[] {
  const open = query.unfinished ? 1 << (query.tokens.length - 1) : 0
  const whole = new Set<number>()
  for (const { mask, completeness, accents, gaps, how } of alignments)
    if (
      completeness >= WHOLE &&
      how === 'exact' &&
      accents === 0 &&
      gaps === 0 &&
      (mask & open) === 0 &&
      (mask & (mask - 1)) !== 0
    )
      whole.add(mask)
  if (whole.size === 0) return [...alignments]
  const masks = [...whole]
  return alignments.filter(
    ({ mask, completeness }) =>
      completeness >= PARTIAL || !masks.some((one) => one !== mask && (mask & ~one) === 0),
  )
}
