import type { Alignment } from '../names/alignment.ts'
import { WEIGHTS } from '../scoring.ts'
import type { ContextBound } from './context-bounds.ts'

/** What the entries of one name have in common. */
export interface NamedEntries {
  readonly kind: 'street' | 'hamlet'
  readonly alignment: Alignment
  readonly agreement: number
  readonly order: number
  readonly completeness: number
  /** What can stand beside the name, and the share of a hamlet where a street may have one. */
  readonly context: ContextBound
  readonly hamlet: number
  /** Upper bound of an entry's score without its importance and what stands beside the name. */
  readonly alone: number
  /** Upper bound of the score of all its entries. */
  readonly bound: number
}

/** Upper bound of the score of an entry: with a house number and such a share of units and hamlets beside its name. */
export function upperBound(
  alone: number,
  { house, all }: ContextBound,
  others: number,
  importance: number,
): number {
  return alone + WEIGHTS.coverage * Math.min(all, house + others) + WEIGHTS.importance * importance
}

/** Takes the `count` names with the highest bounds out of a list, the highest first. */
export function takeBest(named: NamedEntries[], count: number): NamedEntries[] {
  const best: NamedEntries[] = []
  while (best.length < count && named.length > 0) {
    let at = 0
    for (let i = 1; i < named.length; i++) if (named[i]!.bound > named[at]!.bound) at = i
    best.push(named[at]!)
    named.splice(at, 1)
  }
  return best
}

export function byBound(a: { bound: number }, b: { bound: number }): number {
  return b.bound - a.bound
}
