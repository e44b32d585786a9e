import { accentAgreement, isAccented } from '../text/accents.ts'
import { beginsWithDigit } from '../text/digits.ts'
import { cleanText } from '../text/normalize.ts'
import { type Syllable, syllable } from '../text/syllable.ts'
import { PROVINCE_NAMES } from './province-names.ts'
import { typeWordAt } from './type-words.ts'
import { type Agreement, type NamedUnit, type NameMatch, type UnitNames, wardNumberAt } from './unit-names.ts'
import type { UnitWord } from './unit-words.ts'

type UnitLevel = UnitWord['level']

/** A place in a text where a unit of one level may be named; words `from` … `to`, the type word included. */
export interface Mention<U extends NamedUnit> {
  readonly level: UnitLevel
  readonly from: number
  readonly to: number
  /** Type word before the name in the law's own term: phường, huyện…; absent when none is written. */
  readonly type?: string
  /** The type word is shortened: "p", "tx". */
  readonly shortened: boolean
  readonly matches: readonly NameMatch<U>[]
  /** All units of the level with this name, also those of another type than the one written. */
  readonly sameName: readonly NameMatch<U>[]
  readonly agreement: Agreement
  /** The type written is not the one the unit has or had. */
  readonly typeDiffers: boolean
}

/** A text cut into words, with everything in it that may be a unit. */
export interface MentionedText<U extends NamedUnit> {
  /** Cleaned, case kept. */
  readonly text: string
  readonly words: readonly Word[]
  readonly mentions: readonly Mention<U>[]
  /** A province elsewhere, when one is named. */
  readonly elsewhere?: { readonly name: string; readonly from: number }
  /** First word of a hamlet phrase with its words. */
  readonly hamlet?: { readonly from: number; readonly to: number }
}

export interface Word extends Syllable {
  readonly start: number
  readonly end: number
  /** A comma or the like stands before it. */
  readonly afterComma: boolean
}

interface Typed {
  level: string
  type: string
  from: number
  to: number
}

const MAX_WORDS = 64
const JOINED_WARD = /^(?:phuong|phg|ph|p|f)0*([1-9]\d?)$/
const JOINED_HAMLET = /^(?:ap|kp|khom)\d{1,2}[a-z]?$/
const WORD = /[\p{L}\p{N}]+/gu
const FULL_TYPES = new Set(['xa', 'phuong', 'thi tran', 'huyen', 'thi xa', 'thanh pho', 'tinh'])
const TYPE_WORD_ACCENTS: ReadonlyMap<string, Syllable> = new Map(
  'xã phường huyện tỉnh đường phố ấp khóm thôn số nhà hẻm ngõ ngách kiệt'
    .split(' ')
    .map(syllable)
    .map((word) => [word.folded, word]),
)
/** Provinces elsewhere by the last word of their name, long names first. */
const BY_LAST_WORD: ReadonlyMap<string, readonly { name: string; words: readonly string[] }[]> = byLastWord()
const AGREEMENTS: readonly Agreement[] = ['exact', 'plain', 'doublet', 'differs']
/** A type behind the name in brackets, as lists write it: "Hiệp Hòa (Xã)". */
const TYPE_BEHIND = /(?<![^,;|()\d])([^,;|()\d]+)\((xã|phường|thị trấn)\)/giu

/** A text while its units are looked for. */
interface Scan<U extends NamedUnit> {
  readonly words: readonly Word[]
  readonly folded: readonly string[]
  readonly names: UnitNames<U>
  readonly mentions: Mention<U>[]
}

/** Finds every unit that a text may name, at any level; at most 64 words are read. */
export function findMentions<U extends NamedUnit>(input: string, names: UnitNames<U>): MentionedText<U> {
  const clean = cleanText(input.replace(/[\r\n\t|]+/g, ', '))
  const text = clean.includes('(') ? clean.replace(TYPE_BEHIND, '$2 $1') : clean
  const words = wordsOf(text, names)
  const folded = words.map((word) => word.folded)
  const typed = typeWords(words, folded)
  const typedBefore = new Map(typed.map((one) => [one.to, one]))
  const scan: Scan<U> = { words, folded, names, mentions: [] }
  for (let from = 0; from < words.length; from++) {
    const before = words[from]?.afterComma ? undefined : typedBefore.get(from)
    if (before && !isUnitLevel(before.level)) continue
    addNumberedWards(scan, from, before)
    addNames(scan, from, before)
  }
  const elsewhere = otherProvince(folded, words, typed, scan.mentions)
  const hamlet = hamletPhrase(folded, words, typed)
  return {
    text,
    words,
    mentions: scan.mentions,
    ...(elsewhere ? { elsewhere } : {}),
    ...(hamlet ? { hamlet } : {}),
  }
}

/** Wards by number at a word: "p4", and "phường 4", "phường tư", "phường IV". */
function addNumberedWards<U extends NamedUnit>(scan: Scan<U>, from: number, before: Typed | undefined): void {
  const { folded, names } = scan
  const joined = JOINED_WARD.exec(folded[from] as string)
  if (joined) {
    const type = { level: 'commune', type: 'phường', from, to: from }
    for (const group of names.find([syllable(joined[1] as string)]))
      addMentions(scan, from, from + 1, type, group)
  }
  if (before?.type !== 'phường') return
  const number = wardNumberAt(folded, from)
  if (!number) return
  for (const group of names.find([syllable(number.name)]))
    addMentions(scan, from, from + number.length, before, group)
}

/** Names of units that begin at a word and cross no comma. */
function addNames<U extends NamedUnit>(scan: Scan<U>, from: number, before: Typed | undefined): void {
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
    for (const group of found) addMentions(scan, from, to, fits ? before : undefined, group)
  }
}

/** Adds units of one name, a mention a level; behind a type word those of its level alone. */
function addMentions<U extends NamedUnit>(
  { folded, mentions }: Scan<U>,
  from: number,
  to: number,
  before: Typed | undefined,
  found: readonly NameMatch<U>[],
): void {
  for (const level of ['commune', 'district', 'province'] as const) {
    if (before && before.level !== level) continue
    const ofLevel = found.filter(({ unit }) => unit.level === level)
    if (ofLevel.length === 0) continue
    const sameType = before ? ofLevel.filter(({ unit }) => unit.type === before.type) : ofLevel
    const matches = sameType.length > 0 ? sameType : ofLevel
    const shortened = before !== undefined && !FULL_TYPES.has(folded.slice(before.from, before.to).join(' '))
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

function wordsOf(text: string, names: UnitNames<NamedUnit>): Word[] {
  const lower = text.toLowerCase()
  const source = lower.length === text.length ? lower : text
  const words: Word[] = []
  let last = 0
  for (const match of source.matchAll(WORD)) {
    if (words.length === MAX_WORDS) break
    const start = match.index
    const end = start + match[0].length
    const { text, folded, bare, tone } = names.syllables.of(match[0])
    words.push({ text, folded, bare, tone, start, end, afterComma: hasSeparator(source, last, start) })
    last = end
  }
  return words
}

function hasSeparator(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (text[i] === ',' || text[i] === ';') return true
  return false
}

/** Type words from left to right, the longest first, none inside another ("thị xã" holds no "xã"). */
function typeWords(words: readonly Word[], folded: readonly string[]): Typed[] {
  const found: Typed[] = []
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
  typed: readonly Typed[],
): MentionedText<NamedUnit>['hamlet'] {
  const hamlet = typed.find(({ level }) => level === 'hamlet')
  if (hamlet) return { from: hamlet.from, to: phraseEnd(hamlet, words, typed) }
  const joined = folded.findIndex((word) => JOINED_HAMLET.test(word))
  return joined < 0 ? undefined : { from: joined, to: joined + 1 }
}

function phraseEnd(phrase: Typed, words: readonly Word[], typed: readonly Typed[]): number {
  let to = Math.min(words.length, phrase.to + 1)
  while (to < words.length && to < phrase.to + 5) {
    if (words[to]?.afterComma || typed.some(({ from }) => from === to)) break
    to++
  }
  return to
}

/** A province that the data does not have, named at the end of a part or after "tỉnh" or "thành phố". */
function otherProvince(
  folded: readonly string[],
  words: readonly Word[],
  typed: readonly Typed[],
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

function isUnitLevel(level: string): level is UnitLevel {
  return level === 'commune' || level === 'district' || level === 'province'
}
