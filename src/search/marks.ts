import type { Candidate } from './candidate.ts'
import type { Mark } from './highlight.ts'
import type { Query } from './query.ts'
import type { UnitIndex } from './unit-index.ts'

/** The parts of a candidate's label that the query names, with the words that name them. */
export function marksOf(
  { alignment, units, hamlet, entry, area, alias }: Candidate,
  query: Query,
  { areas }: UnitIndex,
  placeName?: string,
): Mark[] {
  const marks: Mark[] = []
  const add = (text: string | undefined, mask: number) => {
    if (text) marks.push({ text, words: wordsIn(query, mask) })
  }
  if (alignment) add(entry?.text ?? placeName, alignment.mask)
  if (hamlet) add(hamlet.entry.text, hamlet.alignment.mask)
  const current = [units?.commune, units?.district, units?.province].filter((one) => one?.current)
  if (current.length === 1 && units) add(current[0]!.unit.fullName, units.mask)
  else for (const one of current) add(one!.unit.fullName, units!.mask)
  const own = area === undefined ? undefined : areas[area]
  if (own && current.length === 0 && units?.district?.unit === own.unit) add(own.unit.fullName, units.mask)
  if (alias && current.length === 0) add(alias.unit.fullName, units!.mask)
  return marks
}

function wordsIn({ tokens, unfinished }: Query, mask: number): Mark['words'] {
  const words: Array<{ folded: string; open: boolean }> = []
  for (let i = 0; i < tokens.length; i++)
    if ((mask >> i) & 1)
      words.push({ folded: tokens[i]!.folded, open: unfinished && i === tokens.length - 1 })
  return words
}
