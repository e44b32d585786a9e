import { editDistance } from '../text/edit-distance.ts'
import { normalizeText } from '../text/normalize.ts'
import { syllable } from '../text/syllable.ts'

/** A part of a label and the words of the query that found it. */
export interface Mark {
  /** As it stands in the label. */
  readonly text: string
  /** Folded words; `open` for one that may be only begun. */
  readonly words: ReadonlyArray<{ readonly folded: string; readonly open: boolean }>
}

export type Range = [start: number, end: number]

/** Ranges `[start, end)` of a label (UTF-16) that a query matched: one per run of matched words in a part. */
export function highlight(label: string, marks: readonly Mark[]): Range[] {
  const ranges: Range[] = []
  const taken: Range[] = []
  for (const mark of marks) {
    const start = find(label, mark.text, taken)
    if (start < 0) continue
    taken.push([start, start + mark.text.length])
    ranges.push(...markPart(mark, start))
  }
  return ranges.sort((a, b) => a[0] - b[0])
}

function find(label: string, text: string, taken: readonly Range[]): number {
  for (let at = label.indexOf(text); at >= 0; at = label.indexOf(text, at + 1)) {
    const end = at + text.length
    const whole = !/[\p{L}\p{N}]/u.test(label[at - 1] ?? ' ') && !/[\p{L}\p{N}]/u.test(label[end] ?? ' ')
    if (whole && taken.every(([from, to]) => end <= from || at >= to)) return at
  }
  return -1
}

function markPart({ text, words }: Mark, offset: number): Range[] {
  const parts = [...text.matchAll(/[\p{L}\p{N}\p{M}]+(?:\/[\p{L}\p{N}]+)*/gu)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    folded: syllable(normalizeText(match[0])).folded,
  }))
  const hit = new Array<number>(parts.length).fill(0)
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
    if (best >= 0) hit[best] = length
  }
  if (hit.every((length) => length === 0)) return words.length > 0 ? [[offset, offset + text.length]] : []
  const ranges: Range[] = []
  for (const [i, { start }] of parts.entries()) {
    const length = hit[i]!
    if (length === 0) continue
    const last = ranges.at(-1)
    const joined = last && i > 0 && last[1] === offset + parts[i - 1]!.end
    if (joined) last[1] = offset + start + length
    else ranges.push([offset + start, offset + start + length])
  }
  return ranges
}
