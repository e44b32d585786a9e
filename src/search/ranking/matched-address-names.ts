import type { AddressName } from '../gazetteer/address-names.ts'
import type { Indexes } from '../gazetteer/indexes.ts'
import type { NamedPlace } from '../gazetteer/place-index.ts'
import type { HouseTexts } from '../houses/house-texts.ts'
import type { Alignment } from '../names/alignment.ts'
import type { FoundName } from '../names/place-name-matcher.ts'
import { type Evidence, ORDER, WEIGHTS } from '../scoring.ts'
import type { HouseSpan } from '../words/spans.ts'
import { evidenceCopy } from './evidence-copy.ts'

/** A name of at least this completeness may stand beside a house number. */
const NAMED = 0.9

/** An address of which the name and the number are in the query. */
export interface NumberedAddress {
  readonly fid: number
  /** Where the name stands. */
  readonly name: Alignment
}

/** Names of addresses that stand whole in a query, and where: a number and a street may stand beside them. */
export class MatchedAddressNames {
  static readonly none = new MatchedAddressNames(new Map())
  readonly #alignments: ReadonlyMap<AddressName, Alignment>
  /** Upper bound of what any of them adds to a score. */
  readonly maxGain: number

  private constructor(alignments: ReadonlyMap<AddressName, Alignment>) {
    this.#alignments = alignments
    let max = 0
    for (const one of alignments.values()) max = Math.max(max, gainOf(one))
    this.maxGain = max
  }

  /** Those among what was found of names and places. */
  static of(found: ReadonlyArray<FoundName<NamedPlace>>): MatchedAddressNames {
    const alignments = new Map<AddressName, Alignment>()
    for (const { thing, alignment } of found)
      if (thing.kind === 'name' && alignment.completeness >= NAMED) alignments.set(thing, alignment)
    return alignments.size === 0 ? MatchedAddressNames.none : new MatchedAddressNames(alignments)
  }

  /** Addresses that have this very number and one of the names, where the name takes no token of the number. */
  numbered({ path, mask }: HouseSpan, texts: HouseTexts): NumberedAddress[] {
    const found: NumberedAddress[] = []
    const number = texts.get(path.text)
    if (number === undefined) return found
    for (const [{ byArea }, name] of this.#alignments) {
      if (name.mask & mask) continue
      for (const { fids, houses } of byArea.values())
        for (let i = houses.indexOf(number); i >= 0; i = houses.indexOf(number, i + 1))
          found.push({ fid: fids[i]!, name })
    }
    return found
  }

  /** Where the name of an address stands, if it takes no `taken` token. */
  free(fid: number, taken: number, { places }: Indexes): Alignment | undefined {
    const name = this.maxGain > 0 ? places.addressNames.among(fid, this.#alignments) : undefined
    const alignment = name && this.#alignments.get(name)
    return alignment && (alignment.mask & taken) === 0 ? alignment : undefined
  }
}

/** The evidence for an address whose name stands in the query beside what it was found by. */
export function withAddressName(evidence: Evidence, { coverage, accents, gaps }: Alignment): Evidence {
  const named = evidenceCopy(evidence)
  named.coverage += coverage
  named.accents += accents
  named.order += gaps * ORDER.gap
  return named
}

/** What the name of an address adds to a score. */
export function gainOf({ coverage, accents }: Alignment): number {
  return WEIGHTS.coverage * coverage - WEIGHTS.accents * accents
}
