import { parseHousePath } from '../../parsing/house-path.ts'
import { fold } from '../../text/syllable.ts'
import { houseNumbers, type NumbersTold, type Side } from '../houses/house-numbers.ts'
import { entryById, type IdSources } from './hit-by-id.ts'

export interface NumbersOfId extends NumbersTold {
  /** Where the number that was begun does not exist, those next to it. */
  readonly nearest: readonly string[]
}

/** What is asked for, as it was typed. */
export interface NumbersAsked {
  /** The number as it is typed, begun or whole. */
  readonly begins?: string
  readonly side?: Side
  /** The last number told before. */
  readonly after?: string
  readonly limit: number
}

const MAX_NEAREST = 4

/** The house numbers of a street or hamlet by its id; undefined for an id of neither. */
export function numbersById(
  id: string,
  { begins = '', side, after, limit }: NumbersAsked,
  sources: IdSources,
): NumbersOfId | undefined {
  const entry = entryById(id, sources)
  if (!entry) return undefined
  const { texts } = sources.indexes.gazetteer
  const typed = fold(begins).trim()
  const path = parseHousePath(typed)
  // an unfinished "12/" is no number
  const begun = path?.text ?? typed.toUpperCase().replace(/\s+/g, '')
  const told = houseNumbers(entry.houses, texts, {
    begins: begun === '' ? undefined : begun,
    side,
    after: after === undefined ? undefined : parseHousePath(fold(after)),
    limit,
  })
  const isMissing =
    told.houses.length === 0 && after === undefined && side === undefined && path !== undefined
  const nearest = isMissing ? entry.houses.nearest(path, MAX_NEAREST, texts).map(({ text }) => text) : []
  return { ...told, nearest }
}
