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
  /** What can stand beside the name, and of it the share of a number, and of a hamlet where a street may have one. */
  readonly beside: ContextBound
  readonly hamlet: number
  /** The score that an entry can have at most, but for its importance and what stands beside the name. */
  readonly most: number
  /** The score that any of them can have at most. */
  readonly bound: number
}

/** The score that an entry has at most with a number, and such a share of units and hamlets, beside its name. */
export function mostOf(
  most: number,
  { house, all }: ContextBound,
  others: number,
  importance: number,
): number {
  return most + WEIGHTS.coverage * Math.min(all, house + others) + WEIGHTS.importance * importance
}

/** Takes so many of the best out of a list, best first. */
export function withoutBest(named: NamedEntries[], most: number): NamedEntries[] {
  const best: NamedEntries[] = []
  while (best.length < most && named.length > 0) {
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
