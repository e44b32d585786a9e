import type { Query } from '../query/query.ts'
import type { Alignment } from './alignment.ts'

/** A name of at least this completeness is typed whole. */
export const WHOLE = 0.995
/** A name of less completeness has only a part of itself in the query. */
const PARTIAL = 0.9

/**
 * Drops the dominated alignments: those with only a part of their name where another name stands whole. In "Long An" nobody means the
 * "An" of An Ninh. Most names that share a word with a query are dropped, and most of the work with them. A name with the last,
 * unfinished word dominates none, as it may still become another name.
 */
export function undominated<A extends Alignment>(alignments: readonly A[], query: Query): A[] {
  const wholes: number[] = []
  for (const one of alignments) addWhole(wholes, one, query)
  if (wholes.length === 0) return [...alignments]
  return alignments.filter(({ mask, completeness }) => !isDominated(mask, completeness, wholes))
}

/** Adds the tokens of an alignment that can dominate: whole, exact and of several words. */
export function addWhole(
  wholes: number[],
  { mask, completeness, accents, gaps, how }: Alignment,
  query: Query,
): void {
  if (completeness < WHOLE || how !== 'exact' || accents !== 0 || gaps !== 0) return
  if ((mask & query.last) === 0 && (mask & (mask - 1)) !== 0 && !wholes.includes(mask)) wholes.push(mask)
}

/** Whether a name of which at most so much was typed has all its tokens inside those of a whole name, and fewer. */
export function isDominated(mask: number, completeness: number, wholes: readonly number[]): boolean {
  if (completeness >= PARTIAL) return false
  for (let i = 0; i < wholes.length; i++) {
    const one = wholes[i]!
    if (one !== mask && (mask & ~one) === 0) return true
  }
  return false
}
