import { findMentions, type Mention, type MentionedText } from '../../parsing/unit-mentions.ts'
import type { UnitNames } from '../../parsing/unit-names.ts'
import { decodeKeystrokes, decodeViqr } from '../../text/keystrokes.ts'
import { cleanText } from '../../text/normalize.ts'
import type { Unit } from '../unit.ts'
import type { AddressInput } from './conversion.ts'

const FIELDS = ['house_number', 'street', 'text', 'hamlet', 'commune', 'district', 'province'] as const

/** Reads a text, or parts each of which may only be what it is called: a commune named "Tân An" is no district. */
export function mentionsOf(input: AddressInput, names: UnitNames<Unit>): MentionedText<Unit> {
  if (input.text !== undefined && FIELDS.every((field) => field === 'text' || input[field] === undefined))
    return findMentions(input.text, names)
  const fields = FIELDS.flatMap((field) => {
    const text = cleanText(input[field] ?? '')
    return text === '' ? [] : [{ field, text }]
  })
  const spans: { level: string; end: number }[] = []
  let joined = ''
  for (const { field, text } of fields) {
    joined += `${joined === '' ? '' : field === 'street' && input.house_number ? ' ' : ', '}${text}`
    spans.push({ level: field, end: joined.length })
  }
  const found = findMentions(joined, names)
  const mentions = found.mentions.filter((mention) => {
    const span = spans.find(({ end }) => (found.words[mention.from]?.start ?? 0) < end)
    return span?.level === 'text' || span?.level === mention.level
  })
  return { ...found, mentions }
}

/** The text read as raw Telex, VNI or VIQR keystrokes; `undefined` when it is none. */
export function decodeTyped(text: string): string | undefined {
  const decoded = decodeViqr(text).replace(
    /[\p{L}\p{N}]+/gu,
    (word) => decodeKeystrokes(word.toLowerCase())[0] ?? word,
  )
  return decoded === text ? undefined : decoded
}

/**
 * The text with what its commune may have been meant to be: names that sound like the words after "xã", "phường"…,
 * or, in a text without any unit, like the end of one of its parts. `undefined` when nothing is near.
 */
export function withSuggestions(
  text: MentionedText<Unit>,
  names: UnitNames<Unit>,
  hasUnit: boolean,
): MentionedText<Unit> | undefined {
  const typed = /(?:^|[\s,;])(x[ãa]|ph[ưu][ờo]ng|th[ịi] tr[ấa]n|tt|x|p)[\s.]+$/iu
  const { words } = text
  for (let to = words.length; to > 0; to--)
    for (let length = Math.min(names.longest, to); length >= 1; length--) {
      const from = to - length
      const window = words.slice(from, to)
      if (window.some((word, i) => i > 0 && word.afterComma)) continue
      const said = typed.exec(text.text.slice(0, words[from]?.start))
      const follows = said !== null
      // The type word belongs to the unit, as it does where the name is known.
      const begin = said ? said.index + said[0].search(/[^\s,;]/) : (words[from]?.start ?? 0)
      const endsPart = to === words.length || words[to]?.afterComma
      if (!follows && (hasUnit || !endsPart || (length === 1 && from > 0 && !words[from]?.afterComma)))
        continue
      const matches = names.suggest(window)
      const mentions = (['commune', 'district'] as const).flatMap((level): Mention<Unit>[] => {
        const ofLevel = matches.filter(({ unit }) => unit.level === level)
        return ofLevel.length === 0 || (follows && level === 'district')
          ? []
          : [
              {
                level,
                from: words.findIndex(({ end }) => end > begin),
                to,
                shortened: false,
                matches: ofLevel,
                sameName: ofLevel,
                agreement: 'differs',
                typeDiffers: false,
              },
            ]
      })
      if (mentions.length > 0) return { ...text, mentions: [...text.mentions, ...mentions] }
    }
  return undefined
}
