import { accentAgreement, isAccented } from '../../text/accents.ts'
import { beginsWithDigit } from '../../text/digits.ts'
import { cleanText } from '../../text/normalize.ts'
import { type Syllable, syllable } from '../../text/syllable.ts'
import { typeWordAt } from '../type-words.ts'
import { englishTypesOf, isEnglishWard } from './english-unit-words.ts'
import { isLot } from './estate-words.ts'
import type { Mention, MentionedText, TypedWord, UnitLevel } from './mention.ts'
import { mentionWords, type Word } from './mention-words.ts'
import type { OtherProvinces } from './other-provinces.ts'
import { type Agreement, type NamedUnit, type NameMatch, type UnitNames, wardNumberAt } from './unit-names.ts'

const JOINED_WARD = /^(?:phuong|phg|ph|p|f)0*([1-9]\d?)$/
const JOINED_HAMLET = /^(?:ap|kp|khom)\d{1,2}[a-z]?$/
const FULL_TYPES = new Set(['xa', 'phuong', 'thi tran', 'huyen', 'thi xa', 'thanh pho', 'tinh', 'ward'])
const TYPE_WORD_ACCENTS: ReadonlyMap<string, Syllable> = new Map(
  'xã phường huyện tỉnh đường phố ấp khóm thôn số nhà hẻm ngõ ngách kiệt'
    .split(' ')
    .map(syllable)
    .map((word) => [word.folded, word]),
)
const AGREEMENTS: readonly Agreement[] = ['exact', 'plain', 'doublet', 'differs']
/** A type behind the name in brackets, as lists write it: "Hiệp Hòa (Xã)". */
const TYPE_BEHIND = /(?<![^,;|()\d])([^,;|()\d]+)\( ?(xã|phường|thị trấn) ?\)/giu

/** A text while its units are looked for. */
interface Scan<U extends NamedUnit> {
  readonly text: string
  readonly words: readonly Word[]
  readonly folded: readonly string[]
  readonly names: UnitNames<U>
  readonly mentions: Mention<U>[]
}

/** What units are called: those of the data, and the provinces that it does not have. */
export interface KnownNames<U extends NamedUnit> {
  readonly units: UnitNames<U>
  readonly elsewhere: OtherProvinces
}

/** Finds every unit that a text may name, at any level; at most 64 words are read. */
export function findMentions<U extends NamedUnit>(input: string, known: KnownNames<U>): MentionedText<U> {
  const { units: names } = known
  const clean = cleanText(input.replace(/[\r\n\t|]+/g, ', '))
  const text = clean.includes('(') ? clean.replace(TYPE_BEHIND, '$2 $1') : clean
  const words = mentionWords(text, names)
  const folded = words.map((word) => word.folded)
  const typed = typeWords(words, folded)
  const typedBefore = new Map(typed.map((one) => [one.to, one]))
  const scan: Scan<U> = { text, words, folded, names, mentions: [] }
  for (let from = 0; from < words.length; from++) {
    const before = words[from]?.afterComma ? undefined : typedBefore.get(from)
    if (before && !isUnitLevel(before.level)) continue
    addNumberedWards(scan, from, before)
    addNames(scan, from, before)
  }
  const elsewhere = known.elsewhere.find(folded, words, typed, scan.mentions)
  const hamlet = hamletPhrase(folded, words, typed)
  return {
    text,
    words,
    mentions: scan.mentions,
    typed,
    ...(elsewhere ? { elsewhere } : {}),
    ...(hamlet ? { hamlet } : {}),
  }
}

/** Wards by number at a word: "p4", and "phường 4", "phường tư", "phường IV". */
function addNumberedWards<U extends NamedUnit>(
  scan: Scan<U>,
  from: number,
  before: TypedWord | undefined,
): void {
  const { folded, names } = scan
  const joined = JOINED_WARD.exec(folded[from] as string)
  if (joined && !isInEstate(scan, from, from + 1)) {
    const type = { level: 'commune', type: 'phường', from, to: from }
    for (const group of names.find([syllable(joined[1] as string)]))
      addMentions(scan, from, from + 1, type, group)
  }
  const typed = englishWardBefore(scan, from) ?? before
  if (typed?.type !== 'phường') return
  const number = wardNumberAt(folded, from)
  if (!number || isInEstate(scan, typed.from, from + number.length)) return
  for (const group of names.find([syllable(number.name)]))
    addMentions(scan, from, from + number.length, typed, group)
}

/** "Lô F2", "P4 KDC …": letters and numbers of estates, unless "phường" is written out. */
function isInEstate({ text, words, folded }: Scan<NamedUnit>, from: number, to: number): boolean {
  if (folded[from]!.startsWith('phuong') || isEnglishWard(folded[from]!)) return false
  // "5/P1" is a house, "F2-05" a flat.
  if (
    /[/-]/.test(text.charAt(words[from]!.start - 1)) ||
    /^[/-]\d/.test(text.slice(words[to - 1]!.end, words[to - 1]!.end + 2))
  )
    return true
  return isLot(
    words[from]!.afterComma ? undefined : folded[from - 1],
    words[to]?.afterComma ? undefined : folded[to],
  )
}

/** "Ward 5": in English the type stands before a number, and behind a name. */
function englishWardBefore({ words, folded }: Scan<NamedUnit>, from: number): TypedWord | undefined {
  return from > 0 && isEnglishWard(folded[from - 1]!) && !words[from]!.afterComma
    ? { level: 'commune', type: 'phường', from: from - 1, to: from }
    : undefined
}

/** Names of units that begin at a word and cross no comma. */
function addNames<U extends NamedUnit>(scan: Scan<U>, from: number, before: TypedWord | undefined): void {
  const { words, folded, names } = scan
  const first = folded[from] as string
  if (!names.beginsWith(first) || beginsWithDigit(first)) return
  let key = ''
  for (let to = from + 1; to <= Math.min(words.length, from + names.longest); to++) {
    if (to - from > 1 && words[to - 1]?.afterComma) break
    key = to - from === 1 ? first : `${key} ${folded[to - 1]}`
    if (!names.has(key)) continue
    const found = names.find(words.slice(from, to))
    const fits = before && found.some((group) => group.some(({ unit }) => unit.level === before.level))
    const behind = words[to]?.afterComma ? [] : englishTypesOf(folded[to])
    for (const group of found) {
      addMentions(scan, from, to, fits ? before : undefined, group)
      for (const { level, type } of behind)
        addMentions(scan, from, to + 1, { level, type, from, to: from }, group)
    }
  }
}

/** Adds units of one name, a mention a level; behind a type word those of its level alone. */
function addMentions<U extends NamedUnit>(
  { folded, mentions }: Scan<U>,
  from: number,
  to: number,
  before: TypedWord | undefined,
  found: readonly NameMatch<U>[],
): void {
  for (const level of ['commune', 'district', 'province'] as const) {
    if (before && before.level !== level) continue
    const ofLevel = found.filter(({ unit }) => unit.level === level)
    if (ofLevel.length === 0) continue
    const sameType = before ? ofLevel.filter(({ unit }) => unit.type === before.type) : ofLevel
    const matches = sameType.length > 0 ? sameType : ofLevel
    const typeWords = before ? folded.slice(before.from, before.to).join(' ') : ''
    const shortened = typeWords !== '' && !FULL_TYPES.has(typeWords)
    mentions.push({
      level,
      from: before?.from ?? from,
      to,
      ...(before ? { type: before.type } : {}),
      shortened,
      matches,
      sameName: ofLevel,
      agreement: AGREEMENTS.find((one) => matches.some(({ agreement }) => agreement === one)) ?? 'differs',
      typeDiffers: sameType.length === 0,
    })
  }
}

/** Type words from left to right, the longest first, none inside another ("thị xã" holds no "xã"). */
function typeWords(words: readonly Word[], folded: readonly string[]): TypedWord[] {
  const found: TypedWord[] = []
  for (let i = 0; i < folded.length; ) {
    const word = typeWordAt(folded, i)
    const proper = word && (word.to - i > 1 || mayBeTypeWord(words[i] as Word))
    if (word && proper) found.push({ level: word.level, type: word.type, from: i, to: word.to })
    i = proper ? word.to : i + 1
  }
  return found
}

/** "Tịnh" is not "tỉnh", "Dương" not "đường": a word written with accents must have those of the type word. */
function mayBeTypeWord(word: Word): boolean {
  const proper = TYPE_WORD_ACCENTS.get(word.folded)
  if (!proper || !isAccented(word)) return true
  const agreement = accentAgreement(word, proper)
  return agreement !== 'tone' && agreement !== 'letter'
}

/** The first hamlet that the text names: the words behind its type word, or one joined with it ("ap3"). */
function hamletPhrase(
  folded: readonly string[],
  words: readonly Word[],
  typed: readonly TypedWord[],
): MentionedText<NamedUnit>['hamlet'] {
  const hamlet = typed.find(({ level }) => level === 'hamlet')
  if (hamlet) return { from: hamlet.from, to: phraseEnd(hamlet, words, typed) }
  const joined = folded.findIndex((word) => JOINED_HAMLET.test(word))
  return joined < 0 ? undefined : { from: joined, to: joined + 1 }
}

function phraseEnd(phrase: TypedWord, words: readonly Word[], typed: readonly TypedWord[]): number {
  let to = Math.min(words.length, phrase.to + 1)
  while (to < words.length && to < phrase.to + 5) {
    if (words[to]?.afterComma || typed.some(({ from }) => from === to)) break
    to++
  }
  return to
}

function isUnitLevel(level: string): level is UnitLevel {
  return level === 'commune' || level === 'district' || level === 'province'
}
