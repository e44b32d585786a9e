import { findMentions, type Mention, type MentionedText } from '../../parsing/unit-mentions.ts'
import type { UnitNames } from '../../parsing/unit-names.ts'
import { decodeKeystrokes, decodeViqr } from '../../text/keystrokes.ts'
import { cleanText } from '../../text/normalize.ts'
import type { Unit } from '../unit.ts'
import type { AddressInput } from './conversion.ts'

const FIELDS = ['house_number', 'street', 'text', 'hamlet', 'commune', 'district', 'province'] as const

/** Reads a text, or parts, each for units of its own level: "Tân An" as `commune` is not the district. */
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

/** A type word of communes at the end of a text, the name being still to come. */
const COMMUNE_TYPE = /(?:^|[\s,;])(x[ãa]|ph[ưu][ờo]ng|th[ịi] tr[ấa]n|tt|x|p)[\s.]+$/iu

/**
 * The text with mentions of communes that it may mean: names that sound like the words after "xã", "phường"…,
 * or, in a text without any unit, like the end of one of its parts. `undefined` when no name is near.
 */
export function withSuggestions(
  text: MentionedText<Unit>,
  names: UnitNames<Unit>,
  hasUnit: boolean,
): MentionedText<Unit> | undefined {
  for (let to = text.words.length; to > 0; to--)
    for (let from = Math.max(0, to - names.longest); from < to; from++) {
      const mentions = suggestionsAt(text, names, { from, to }, hasUnit)
      if (mentions.length > 0) return { ...text, mentions: [...text.mentions, ...mentions] }
    }
  return undefined
}

/** Units whose names are near the words `from` … `to`; none where the text has no place for a unit. */
function suggestionsAt(
  { text, words }: MentionedText<Unit>,
  names: UnitNames<Unit>,
  { from, to }: { from: number; to: number },
  hasUnit: boolean,
): Mention<Unit>[] {
  const window = words.slice(from, to)
  if (window.some((word, i) => i > 0 && word.afterComma)) return []
  const start = words[from]?.start ?? 0
  const typeWord = COMMUNE_TYPE.exec(text.slice(0, start))
  const endsPart = to === words.length || words[to]?.afterComma
  const oneOfSeveral = to - from === 1 && from > 0 && !words[from]?.afterComma
  if (!typeWord && (hasUnit || !endsPart || oneOfSeveral)) return []
  const matches = names.suggest(window)
  // The type word is part of the mention, as it is where the name is spelled right.
  const begin = typeWord ? typeWord.index + typeWord[0].search(/[^\s,;]/) : start
  const levels = typeWord ? (['commune'] as const) : (['commune', 'district'] as const)
  return levels.flatMap((level) => {
    const ofLevel = matches.filter(({ unit }) => unit.level === level)
    if (ofLevel.length === 0) return []
    return {
      level,
      from: words.findIndex(({ end }) => end > begin),
      to,
      shortened: false,
      matches: ofLevel,
      sameName: ofLevel,
      agreement: 'differs' as const,
      typeDiffers: false,
    }
  })
}
