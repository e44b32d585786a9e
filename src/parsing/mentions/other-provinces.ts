import { normalizeText } from '../../text/normalize.ts'
import { foldedKey } from '../../text/syllable.ts'
import type { ElsewhereUnit } from '../elsewhere-unit.ts'
import type { Mention, TypedWord } from './mention.ts'
import type { Word } from './mention-words.ts'
import type { NamedUnit } from './unit-names.ts'

interface ProvinceName {
  readonly name: string
  readonly words: readonly string[]
}

/** The names of provinces that the data does not have, as they stand in addresses. */
export class OtherProvinces {
  /** By the last word of the name, long names first. */
  readonly #byLastWord = new Map<string, ProvinceName[]>()

  /** @param elsewhere units of which the provinces are taken, by their names and what people call them */
  constructor(elsewhere: Iterable<ElsewhereUnit>) {
    for (const { kind, name, aliases } of elsewhere) {
      if (kind !== 'province') continue
      for (const written of [name, ...aliases]) {
        const words = foldedKey(normalizeText(written)).split(' ')
        const last = words.at(-1) as string
        const same = [...(this.#byLastWord.get(last) ?? []), { name: written, words }]
        this.#byLastWord.set(
          last,
          same.sort((a, b) => b.words.length - a.words.length),
        )
      }
    }
  }

  /** The last one that a text names at the end of a part, or after "tỉnh" or "thành phố". */
  find(
    folded: readonly string[],
    words: readonly Word[],
    typed: readonly TypedWord[],
    mentions: readonly Mention<NamedUnit>[],
  ): { name: string; from: number } | undefined {
    for (let to = folded.length; to > 0; to--)
      for (const { name, words: named } of this.#byLastWord.get(folded[to - 1] as string) ?? []) {
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
}
