import type { Mention, MentionedText } from '../../../parsing/mentions/mention.ts'
import { findMentions, type KnownNames } from '../../../parsing/mentions/unit-mentions.ts'
import type { UnitNames } from '../../../parsing/mentions/unit-names.ts'
import { decodeKeystrokes, decodeViqr } from '../../../text/keystrokes.ts'
import { mendEncoding } from '../../../text/legacy-encodings.ts'
import { cleanText } from '../../../text/normalize.ts'
import type { Unit } from '../../unit.ts'
import type { AddressInput } from '../conversion.ts'

const FIELDS = ['house_number', 'street', 'text', 'hamlet', 'commune', 'district', 'province'] as const

/** Reads a text, or parts, each for units of its own level: "Tân An" as `commune` is not the district. */
export function mentionsOf(input: AddressInput, names: KnownNames<Unit>): MentionedText<Unit> {
  if (input.text !== undefined && FIELDS.every((field) => field === 'text' || input[field] === undefined))
    return findMentions(mended(input.text), names)
  const fields = FIELDS.flatMap((field) => {
    const text = cleanText(mended(input[field] ?? ''))
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

/** Letters that no Vietnamese text has: those of another encoding. */
const UNUSUAL = /[^\p{ASCII}À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ\p{M}]/u

function mended(text: string): string {
  return UNUSUAL.test(text) ? mendEncoding(text) : text
}

/** What words typed as Telex or VNI have and others have not, and the signs of VIQR. */
const KEYSTROKES = /[fjwz]|dd|aa|ee|oo|[aeiouy]\p{L}{0,3}[srx](?!\p{L})|[aeiouy]\d|d9|[\^+*(`?~']/iu

/** The text read as raw Telex, VNI or VIQR keystrokes; `undefined` when it is none. */
export function decodeTyped(text: string): string | undefined {
  if (!KEYSTROKES.test(text)) return undefined
  const decoded = decodeViqr(mended(text)).replace(
    /[\p{L}\p{N}]+/gu,
    (word) => decodeKeystrokes(word.toLowerCase())[0] ?? word,
  )
  return decoded === text ? undefined : decoded
}

/** A type word of communes at the end of a text, the name being still to come. */
const COMMUNE_TYPE = /(?:^|[\s,;])(x[ãa]|ph[ưu][ờo]ng|th[ịi] tr[ấa]n|tt|x|p)[\s.]+$/iu

/**
 * Communes that a text may mean: names that sound like the words after "xã", "phường"…, or, in a text without any unit,
 * like the end of one of its parts; of those that `may` be meant.
 */
export function suggestionsIn(
  text: MentionedText<Unit>,
  names: UnitNames<Unit>,
  hasUnit: boolean,
  may?: (unit: Unit) => boolean,
): Mention<Unit>[] {
  for (let to = text.words.length; to > 0; to--)
    for (let from = Math.max(0, to - names.longest); from < to; from++) {
      const mentions = suggestionsAt(text, names, { from, to }, hasUnit, may)
      if (mentions.length > 0) return mentions
    }
  return []
}

/** Units whose names are near the words `from` … `to`; none where the text has no place for a unit. */
function suggestionsAt(
  { text, words, typed, hamlet }: MentionedText<Unit>,
  names: UnitNames<Unit>,
  { from, to }: { from: number; to: number },
  hasUnit: boolean,
  may: ((unit: Unit) => boolean) | undefined,
): Mention<Unit>[] {
  const window = words.slice(from, to)
  if (window.some((word, i) => i > 0 && word.afterComma)) return []
  const start = words[from]?.start ?? 0
  const typeWord = COMMUNE_TYPE.exec(text.slice(0, start))
  const endsPart = to === words.length || words[to]?.afterComma
  const oneOfSeveral = to - from === 1 && from > 0 && !words[from]?.afterComma
  if (!typeWord && (hasUnit || !endsPart || oneOfSeveral)) return []
  // "ấp Phước Thới" is a hamlet, whatever commune is called like it.
  if (!typeWord && (typed.some((one) => one.to === from) || (hamlet && from < hamlet.to && to > hamlet.from)))
    return []
  const matches = names.suggest(window, may)
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
