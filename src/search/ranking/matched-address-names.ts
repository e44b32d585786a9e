import type { AddressName } from '../gazetteer/address-names.ts'
import type { HouseTexts } from '../gazetteer/house-texts.ts'
import type { Indexes } from '../gazetteer/indexes.ts'
import type { PlaceEntry } from '../gazetteer/place-index.ts'
import type { Alignment } from '../names/alignment.ts'
import type { FoundName } from '../names/place-name-index.ts'
import { type Evidence, ORDER, WEIGHTS } from '../scoring.ts'
import type { HouseSpan } from '../words/spans.ts'

/** From this completeness on a name counts as said beside a house number. */
const SAID = 0.9

/** An address whose own name is said. */
export interface NumberedAddress {
  readonly fid: number
  /** Where the name stands. */
  readonly own: Alignment
}

/** Own names of addresses that stand in a query whole, and where: what may be said beside a number and a street. */
export class MatchedAddressNames {
  static readonly none = new MatchedAddressNames(new Map())
  readonly #said: ReadonlyMap<AddressName, Alignment>
  /** By how much any of them raises a score at most. */
  readonly most: number

  private constructor(said: ReadonlyMap<AddressName, Alignment>) {
    this.#said = said
    let most = 0
    for (const one of said.values()) most = Math.max(most, gainOf(one))
    this.most = most
  }

  /** Those among what was found of names and places. */
  static of(found: ReadonlyArray<FoundName<PlaceEntry | AddressName>>): MatchedAddressNames {
    const said = new Map<AddressName, Alignment>()
    for (const { thing, alignment } of found)
      if (thing.kind === 'name' && alignment.completeness >= SAID) said.set(thing, alignment)
    return said.size === 0 ? MatchedAddressNames.none : new MatchedAddressNames(said)
  }

  /** Addresses of this very number that have one of the names, and where the name stands; it takes no word of the number. */
  numbered({ path, mask }: HouseSpan, texts: HouseTexts): NumberedAddress[] {
    const found: NumberedAddress[] = []
    const number = texts.get(path.text)
    if (number === undefined) return found
    for (const [{ byArea }, own] of this.#said) {
      if (own.mask & mask) continue
      for (const addresses of byArea.values())
        for (const { fid, house } of addresses) if (house === number) found.push({ fid, own })
    }
    return found
  }

  /** Where the own name of an address stands, when none of its words is `taken`. */
  left(fid: number, taken: number, { places }: Indexes): Alignment | undefined {
    const name = this.most > 0 ? places.objects.of(fid) : undefined
    const own = name && this.#said.get(name)
    return own && (own.mask & taken) === 0 ? own : undefined
  }
}

/** The evidence for an address whose own name stands in the query beside what it was found by. */
export function withAddressName(evidence: Evidence, { coverage, accents, gaps }: Alignment): Evidence {
  return {
    ...evidence,
    coverage: evidence.coverage + coverage,
    accents: evidence.accents + accents,
    order: evidence.order + gaps * ORDER.gap,
  }
}

/** By how much an own name that is said raises a score. */
export function gainOf({ coverage, accents }: Alignment): number {
  return WEIGHTS.coverage * coverage - WEIGHTS.accents * accents
}
