import { foldedForm } from '../../text/syllable.ts'
import type { Lexicon } from '../words/lexicon.ts'

const MAX_PIECES = 8
const MAX_WORD = 7
const MAX_LENGTH = 30

interface Split {
  readonly lengths: readonly number[]
  readonly last: string
  /** Neighbours that stand together in some name. */
  readonly joins: number
}

/**
 * Cuts folded letters without spaces into words of names, as the lengths of the pieces: the fewest breaks between
 * words that never stand together, then the fewest pieces. Undefined when more than one break is needed.
 */
export function splitWords(letters: string, lexicon: Lexicon): readonly number[] | undefined {
  if (letters.length > MAX_LENGTH) return undefined
  const best: Split[][] = Array.from({ length: letters.length + 1 }, () => [])
  best[0]!.push({ lengths: [], last: '', joins: 0 })
  for (let from = 0; from < letters.length; from++) {
    for (const before of best[from]!) {
      if (before.lengths.length === MAX_PIECES) continue
      for (let length = 1; length <= MAX_WORD && from + length <= letters.length; length++) {
        const word = foldedForm(letters.slice(from, from + length))
        if (!lexicon.has(word) && !TYPE_WORDS.has(word)) continue
        const joins = before.joins + (before.last !== '' && standTogether(before.last, word, lexicon) ? 1 : 0)
        keep(best[from + length]!, { lengths: [...before.lengths, length], last: word, joins })
      }
    }
  }
  const found = best[letters.length]!.sort(
    (a, b) => breaks(a) - breaks(b) || a.lengths.length - b.lengths.length,
  )[0]
  return found && found.lengths.length > 1 && breaks(found) <= (found.lengths.length > 2 ? 1 : 0)
    ? found.lengths
    : undefined
}

/** Whether two words follow one another in some name, or one is a type word, which stands between names. */
function standTogether(first: string, second: string, lexicon: Lexicon): boolean {
  return TYPE_WORDS.has(first) || TYPE_WORDS.has(second) || lexicon.joined(first, second)
}

/** Syllables of type words, which stand before names. */
const TYPE_WORDS: ReadonlySet<string> = new Set([
  'xa',
  'phuong',
  'duong',
  'huyen',
  'tinh',
  'ap',
  'khu',
  'pho',
])

function breaks({ lengths, joins }: Split): number {
  return lengths.length - 1 - joins
}

/** One split per last word and place: the one with the fewest breaks. */
function keep(list: Split[], split: Split): void {
  const same = list.findIndex(({ last }) => last === split.last)
  if (same < 0) list.push(split)
  else if (breaks(split) < breaks(list[same]!)) list[same] = split
}
