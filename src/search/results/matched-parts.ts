import type { Query } from '../query/query.ts'
import type { Candidate } from '../ranking/candidate.ts'
import type { MatchedPart } from '../search-types.ts'
import type { UnitIndex } from '../units/unit-index.ts'

/** Words of a query by the mask of their tokens: hits have most of them in common. */
export class QueryWords {
  readonly #query: Query
  readonly #known = new Map<number, MatchedPart['words']>()

  constructor(query: Query) {
    this.#query = query
  }

  in(mask: number): MatchedPart['words'] {
    const known = this.#known.get(mask)
    if (known) return known
    const { tokens, unfinished } = this.#query
    const words: Array<{ folded: string; open: boolean }> = []
    for (let i = 0; i < tokens.length; i++)
      if ((mask >> i) & 1)
        words.push({ folded: tokens[i]!.folded, open: unfinished && i === tokens.length - 1 })
    this.#known.set(mask, words)
    return words
  }
}

/** The parts of a candidate's label that the query names, with the words that name them. */
export function matchedParts(
  { alignment, units, hamlet, entry, area, alias }: Candidate,
  words: QueryWords,
  { areas }: UnitIndex,
  placeName: string | undefined,
): MatchedPart[] {
  const marks: MatchedPart[] = []
  const name = entry ? entry.text : placeName
  if (alignment && name) marks.push({ text: name, words: words.in(alignment.mask) })
  if (hamlet) marks.push({ text: hamlet.entry.text, words: words.in(hamlet.alignment.mask) })
  if (!units) return marks
  const { commune, district, province } = units
  // Of several units named, each is looked for by all the words: which is whose is not noted.
  const named = words.in(units.mask)
  let current = 0
  for (const one of [commune, district, province])
    if (one?.current) {
      marks.push({ text: one.unit.fullName, words: named })
      current++
    }
  if (current > 0) return marks
  const own = area === undefined ? undefined : areas[area]!.unit
  if (own && district?.unit === own) marks.push({ text: own.fullName, words: named })
  if (alias) marks.push({ text: alias.unit.fullName, words: named })
  return marks
}
