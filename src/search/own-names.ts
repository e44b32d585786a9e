import type { Alignment } from './alignment.ts'
import type { Indexes } from './indexes.ts'
import type { FoundName } from './named-index.ts'
import type { ObjectName } from './object-names.ts'
import type { PlaceEntry } from './place-index.ts'
import { type Evidence, ORDER, WEIGHTS } from './scoring.ts'

/** From this completeness on a name counts as said beside a house number. */
const SAID = 0.9
/** Addresses of such names that are looked at. */
const MOST = 1000

/** An address whose own name is said, where, and by how much that raises its score. */
export interface SaidAddress {
  readonly fid: number
  readonly own: Alignment
  readonly gain: number
}

/** Own names of addresses that stand in a query whole, and where: what may be said beside a number and a street. */
export class OwnNames {
  static readonly none = new OwnNames(new Map())
  readonly #said: ReadonlyMap<ObjectName, Alignment>
  /** By how much any of them raises a score at most. */
  readonly most: number

  private constructor(said: ReadonlyMap<ObjectName, Alignment>) {
    this.#said = said
    let most = 0
    for (const one of said.values()) most = Math.max(most, gainOf(one))
    this.most = most
  }

  /** Those among what was found of names and places. */
  static of(found: ReadonlyArray<FoundName<PlaceEntry | ObjectName>>): OwnNames {
    const said = new Map<ObjectName, Alignment>()
    for (const { thing, alignment } of found)
      if (thing.kind === 'name' && alignment.completeness >= SAID) said.set(thing, alignment)
    return said.size === 0 ? OwnNames.none : new OwnNames(said)
  }

  /** Where the own name of an address stands, when none of its words is `taken`. */
  left(fid: number, taken: number, { places }: Indexes): Alignment | undefined {
    const name = this.most > 0 ? places.objects.of(fid) : undefined
    const own = name && this.#said.get(name)
    return own && (own.mask & taken) === 0 ? own : undefined
  }

  /** The addresses that have them, as far as there are not too many. */
  *addresses(): Generator<SaidAddress> {
    let given = 0
    for (const [name, own] of this.#said) {
      const gain = gainOf(own)
      for (const area of name.areas)
        for (const { fid } of name.byArea.get(area)!) {
          if (given++ === MOST) return
          yield { fid, own, gain }
        }
    }
  }
}

/** The evidence for an address whose own name stands in the query beside what it was found by. */
export function withOwnName(evidence: Evidence, { coverage, accents, gaps }: Alignment): Evidence {
  return {
    ...evidence,
    coverage: evidence.coverage + coverage,
    accents: evidence.accents + accents,
    order: evidence.order + gaps * ORDER.gap,
  }
}

function gainOf({ coverage, accents }: Alignment): number {
  return WEIGHTS.coverage * coverage - WEIGHTS.accents * accents
}
