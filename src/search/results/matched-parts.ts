import type { Query } from '../query/query.ts'
import type { Candidate } from '../ranking/candidate.ts'
import type { MatchedPart } from '../search-types.ts'
import type { UnitIndex } from '../units/unit-index.ts'

/** Words of a query by the mask of their tokens: hits have most of them in common. */
export class QueryWords {
  readonly #query: Query
  readonly #cached = new Map<number, MatchedPart['words']>()

  constructor(query: Query) {
    this.#query = query
  }

  in(mask: number): MatchedPart['words'] {
    const cached = this.#cached.get(mask)
    if (cached) return cached
    const { tokens, last } = this.#query
    const words: Array<{ folded: string; open: boolean }> = []
    for (let i = 0; i < tokens.length; i++)
      if ((mask >> i) & 1) words.push({ folded: tokens[i]!.folded, open: ((last >>> i) & 1) === 1 })
    this.#cached.set(mask, words)
    return words
  }
}

/** The parts of a candidate's label that the query names, with the words that name them; `placeName` is that of a place or address. */
export function matchedPartsOf(
  candidate: Candidate,
  words: QueryWords,
  units: UnitIndex,
  placeName: string | undefined,
): MatchedPart[] {
  const parts: MatchedPart[] = []
  if (candidate.type === 'entry') {
    const { entry, alignment, hamlet } = candidate
    parts.push({ text: entry.text, words: words.in(alignment.mask) })
    if (hamlet) parts.push({ text: hamlet.entry.text, words: words.in(hamlet.alignment.mask) })
  } else if (candidate.type === 'place' || candidate.type === 'address') {
    if (placeName) parts.push({ text: placeName, words: words.in(candidate.alignment.mask) })
  }
  addUnits(parts, candidate, words, units)
  return parts
}

/** Adds the units of today that the query names, or else the former one that the candidate stands for. */
function addUnits(parts: MatchedPart[], candidate: Candidate, words: QueryWords, { areas }: UnitIndex): void {
  if (!candidate.units) return
  const { commune, district, province, naming } = candidate.units
  // Each unit gets the words of all: which word names which is not kept.
  const named = words.in(naming.mask)
  const before = parts.length
  for (const one of [commune, district, province])
    if (one?.current) parts.push({ text: one.unit.fullName, words: named })
  if (parts.length > before) return
  if (candidate.type === 'commune' || candidate.type === 'district') {
    const own = areas[candidate.area]!.unit
    if (district?.unit === own) parts.push({ text: own.fullName, words: named })
  } else if (candidate.type === 'province') {
    parts.push({ text: candidate.alias.unit.fullName, words: named })
  }
}
