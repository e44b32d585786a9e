import { type Compound, compoundsAt } from '../../parsing/compound-words.ts'
import { type Token, tokenize } from '../../parsing/tokens.ts'
import { typeWordAt } from '../../parsing/type-words.ts'
import { beginsWithDigit } from '../../text/digits.ts'
import { normalizeText } from '../../text/normalize.ts'
import { type Syllable, syllable, syllableKey } from '../../text/syllable.ts'
import { MAX_WORDS } from '../words/lexicon.ts'

export type NameKind = 'street' | 'hamlet' | 'unit'

/** One way of writing a name, as the words that are indexed. */
export interface NameVariant {
  readonly words: readonly Syllable[]
  /** 1, or less for ways that are weak evidence (initials). */
  readonly quality: number
  readonly abbreviation: boolean
}

export interface CompiledName {
  /** Equal for names that are the same: accents count, "Đường", QL and quốc lộ do not. */
  readonly key: string
  readonly variants: readonly NameVariant[]
}

/** Shortest names that people call by their initials. */
const INITIALS_FROM: Readonly<Record<NameKind, number>> = { street: 3, hamlet: 4, unit: 2 }
const INITIALS_QUALITY = 0.5

/** The ways in which a name is typed: without its type word, with road codes joined, by initials. */
export function compileName(text: string, kind: NameKind): CompiledName {
  const tokens = tokenize(normalizeText(text), MAX_WORDS)
  const folded = tokens.map((token) => token.folded)
  const type = typeWordAt(folded, 0)
  const skip = type && type.to < tokens.length && stripped(kind, type.level) ? type.to : 0
  const plain = tokens.slice(skip)
  const joined = joinCompounds(tokens, folded, skip)
  const variants: NameVariant[] = []
  const compoundOnly = joined !== undefined && plain.every((token) => beginsWithDigit(token.text))
  if (!compoundOnly) variants.push({ words: plain, quality: 1, abbreviation: false })
  if (joined) {
    variants.push({ words: joined, quality: 1, abbreviation: false })
    const road = /^(ql\d+)[a-z]$/.exec(joined[0]?.folded ?? '')
    if (road && joined.length === 1)
      variants.push({ words: [syllable(road[1] as string)], quality: 0.97, abbreviation: false })
  }
  const initials = initialsOf(plain, kind)
  if (initials) variants.push({ words: [syllable(initials)], quality: INITIALS_QUALITY, abbreviation: true })
  const keyWords = joined ?? plain
  const prefix = kind === 'hamlet' && joined?.length !== 1 ? `${type?.type ?? ''}:` : ''
  return { key: prefix + keyWords.map((word) => syllableKey(word.text)).join(' '), variants }
}

function stripped(kind: NameKind, level: string): boolean {
  if (kind === 'unit') return level === 'commune' || level === 'district' || level === 'province'
  return level === kind
}

/** The words with compounds in one; undefined when there are none. */
function joinCompounds(
  tokens: readonly Token[],
  folded: readonly string[],
  skip: number,
): Syllable[] | undefined {
  const words: Syllable[] = []
  let any = false
  for (let i = 0; i < tokens.length; ) {
    const compound = longest(compoundsAt(folded, i))
    if (compound) {
      any = true
      words.push(syllable(compound.text))
      i = compound.to
    } else {
      if (i >= skip) words.push(tokens[i]!)
      i++
    }
  }
  return any ? words : undefined
}

function longest(compounds: readonly Compound[]): Compound | undefined {
  return compounds
    .filter(({ quality }) => quality === 1)
    .reduce<Compound | undefined>((best, one) => (!best || one.to > best.to ? one : best), undefined)
}

function initialsOf(words: readonly Token[], kind: NameKind): string | undefined {
  if (words.length < INITIALS_FROM[kind] || words.some(({ folded }) => /\d/.test(folded))) return undefined
  return words.map(({ folded }) => folded[0]).join('')
}
