import { PROVINCE_NAMES } from '../province-names.ts'
import type { Mention, TypedWord } from './mention.ts'
import type { Word } from './mention-words.ts'
import type { NamedUnit } from './unit-names.ts'

/** Provinces elsewhere by the last word of their name, long names first. */
const BY_LAST_WORD: ReadonlyMap<string, readonly { name: string; words: readonly string[] }[]> = byLastWord()

/** A province that the data does not have, named at the end of a part or after "tỉnh" or "thành phố". */
export function otherProvince(
  folded: readonly string[],
  words: readonly Word[],
  typed: readonly TypedWord[],
  mentions: readonly Mention<NamedUnit>[],
): { name: string; from: number } | undefined {
  for (let to = folded.length; to > 0; to--)
    for (const { name, words: named } of BY_LAST_WORD.get(folded[to - 1] as string) ?? []) {
      const from = to - named.length
      if (from < 0 || named.some((word, i) => folded[from + i] !== word)) continue
      const before = typed.find((one) => one.to === from)
      const isTyped = before?.type === 'tỉnh' || before?.type === 'thành phố'
      const ends = to === folded.length || words[to]?.afterComma === true
      const starts = from === 0 || words[from]?.afterComma === true
      const ours = mentions.some(
        (one) => one.from <= from && one.to >= to && (!isTyped || one.level !== 'commune'),
      )
      if (!ours && (isTyped || (ends && starts))) return { name, from: before?.from ?? from }
    }
  return undefined
}

function byLastWord() {
  const provinces = new Map<string, { name: string; words: readonly string[] }[]>()
  for (const [key, name] of PROVINCE_NAMES) {
    const words = key.split(' ')
    const last = words.at(-1) as string
    const same = [...(provinces.get(last) ?? []), { name, words }]
    provinces.set(
      last,
      same.sort((a, b) => b.words.length - a.words.length),
    )
  }
  return provinces
}
