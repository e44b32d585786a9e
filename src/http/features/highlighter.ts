import type { MatchedPart } from '../../search/search-types.ts'
import { editDistance } from '../../text/edit-distance.ts'
import { normalizeText } from '../../text/normalize.ts'
import { syllable } from '../../text/syllable.ts'

export type Range = [start: number, end: number]

/** A word of a part of a label: where it stands in it, and its folded form. */
interface PartWord {
  readonly start: number
  readonly end: number
  readonly folded: string
}

const WORD = /[\p{L}\p{N}\p{M}]+(?:\/[\p{L}\p{N}]+)*/gu
/** Parts whose words are cached: labels have most of them in common. */
const MAX_CACHED = 2000
/** A longer part is a rare one. */
const LONGEST = 60

/** Finds what a query matched in labels. */
export class Highlighter {
  readonly #cached = new Map<string, readonly PartWord[]>()

  /** Ranges `[start, end)` of a label (UTF-16) that a query matched: one per run of matched words in a part. */
  ranges(label: string, matchedParts: readonly MatchedPart[]): Range[] {
    const ranges: Range[] = []
    const taken: Range[] = []
    for (const { text, words } of matchedParts) {
      const start = find(label, text, taken)
      if (start < 0) continue
      taken.push([start, start + text.length])
      if (words === 'all') ranges.push([start, start + text.length])
      else markPart(text, this.#wordsOf(text), words, start, ranges)
    }
    return ranges.sort((a, b) => a[0] - b[0])
  }

  #wordsOf(text: string): readonly PartWord[] {
    const cached = this.#cached.get(text)
    if (cached) return cached
    const words = [...text.matchAll(WORD)].map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      folded: syllable(normalizeText(match[0])).folded,
    }))
    if (text.length > LONGEST) return words
    if (this.#cached.size === MAX_CACHED) this.#cached.clear()
    this.#cached.set(text, words)
    return words
  }
}

function find(label: string, text: string, taken: readonly Range[]): number {
  for (let at = label.indexOf(text); at >= 0; at = label.indexOf(text, at + 1)) {
    const end = at + text.length
    const whole = !/[\p{L}\p{N}]/u.test(label[at - 1] ?? ' ') && !/[\p{L}\p{N}]/u.test(label[end] ?? ' ')
    if (whole && taken.every(([from, to]) => end <= from || at >= to)) return at
  }
  return -1
}

/** Adds the ranges of a part that begins at `offset` of its label. */
function markPart(
  text: string,
  parts: readonly PartWord[],
  words: Exclude<MatchedPart['words'], 'all'>,
  offset: number,
  ranges: Range[],
): void {
  const hit = new Array<number>(parts.length).fill(0)
  let any = false
  let distance: ReturnType<typeof editDistance> | undefined
  for (const { folded, open } of words) {
    let best = parts.findIndex((part, i) => hit[i] === 0 && part.folded === folded)
    let length = best < 0 ? 0 : parts[best]!.end - parts[best]!.start
    if (best < 0 && open) {
      best = parts.findIndex((part, i) => hit[i] === 0 && part.folded.startsWith(folded))
      length = folded.length
    }
    if (best < 0 && folded.length > 2) {
      distance ??= editDistance()
      const measure = distance
      best = parts.findIndex((part, i) => hit[i] === 0 && measure(folded, part.folded, 2, open) <= 2)
      length = best < 0 ? 0 : parts[best]!.end - parts[best]!.start
    }
    if (best < 0) continue
    hit[best] = length
    any = true
  }
  if (!any) {
    if (words.length > 0) ranges.push([offset, offset + text.length])
    return
  }
  let last: Range | undefined
  for (let i = 0; i < parts.length; i++) {
    const length = hit[i]!
    if (length === 0) continue
    const start = offset + parts[i]!.start
    if (last && last[1] === offset + parts[i - 1]!.end) last[1] = start + length
    else {
      last = [start, start + length]
      ranges.push(last)
    }
  }
}
