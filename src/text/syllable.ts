/** The tones by the letter Telex gives them; '' is the level tone (ngang). */
export type Tone = '' | 'S' | 'F' | 'R' | 'X' | 'J'

/** A word in the three forms that search compares, all in lower case. */
export interface Syllable {
  /** As written, NFC. */
  readonly text: string
  /** Without any mark: "duoc" for "Đước". */
  readonly folded: string
  /** With the letters' own marks (â ă ê ô ơ ư đ) but no tone: "đươc". */
  readonly bare: string
  readonly tone: Tone
}

interface Letter {
  readonly folded: string
  readonly bare: string
  readonly tone: Tone
}

const TONES: Readonly<Record<string, Tone>> = {
  '\u0301': 'S',
  '\u0300': 'F',
  '\u0309': 'R',
  '\u0303': 'X',
  '\u0323': 'J',
}

/** The 67 marked letters of Vietnamese in lower case. */
const LETTERS: ReadonlyMap<string, Letter> = new Map(
  [...'đăâêôơư', ...[...'aăâeêioôơuưy'].flatMap((base) => Object.keys(TONES).map((tone) => base + tone))]
    .map((char) => char.normalize('NFC'))
    .map((char) => [char, analyse(char)]),
)

function letter(char: string): Letter {
  return LETTERS.get(char) ?? analyse(char)
}

function analyse(char: string): Letter {
  if (char === 'đ') return { folded: 'd', bare: 'đ', tone: '' }
  let folded = ''
  let bare = ''
  let tone: Tone = ''
  for (const part of char.normalize('NFD')) {
    const found = TONES[part]
    if (found) tone = found
    else {
      bare += part
      if (!/\p{M}/u.test(part)) folded += part
    }
  }
  return { folded, bare: bare.normalize('NFC'), tone }
}

/** Consonants and a lone final y: "mỹ", "lý"; never "uy" (Vietnamese spelling doublet i/y). */
const FINAL_Y = /^[bcdđghklmnprstvx]+y$/

/**
 * The three forms of one word in lower case and NFC (see `normalizeText`). The tone is kept apart from its
 * letter, so both placements (hoà, hòa) agree; a lone y after consonants is written i (Mỹ = Mĩ).
 */
export function syllable(text: string): Syllable {
  let folded = ''
  let bare = ''
  let tone: Tone = ''
  for (const char of text) {
    if (char <= '\u007f') {
      folded += char
      bare += char
      continue
    }
    const part = letter(char)
    folded += part.folded
    bare += part.bare
    if (part.tone) tone = part.tone
  }
  if (FINAL_Y.test(bare)) {
    folded = withFinalI(folded)
    bare = withFinalI(bare)
  }
  return { text, folded, bare, tone }
}

/** Folded letters as {@link syllable} folds them: a lone final y after consonants is i ("my" → "mi"). */
export function foldedForm(letters: string): string {
  return FINAL_Y.test(letters) ? withFinalI(letters) : letters
}

function withFinalI(text: string): string {
  return `${text.slice(0, -1)}i`
}

/** Exact key of one word: base letters, then the tone: "hoaF" for "hoà" and "hòa". */
export function syllableKey(text: string): string {
  const { bare, tone } = syllable(text)
  return bare + tone
}

/** A text without any mark, character by character (y stays y): "Đường Mỹ Hạnh" → "duong my hanh" in lower case. */
export function fold(text: string): string {
  let out = ''
  for (const char of text.toLowerCase()) out += char <= '\u007f' ? char : letter(char).folded
  return out
}

const WORDS = /[\p{L}\p{N}\p{M}]+/gu

/** The words (letters, digits) of a normalised text. */
export function words(text: string): string[] {
  return text.match(WORDS) ?? []
}

/** Exact key of a name: accents count, spacing, punctuation, tone placement and y/i do not. */
export function nameKey(normalized: string): string {
  return words(normalized).map(syllableKey).join(' ')
}

/** Key of a name without tones, the letters' own marks kept. */
export function tonelessKey(normalized: string): string {
  return words(normalized)
    .map((word) => syllable(word).bare)
    .join(' ')
}

/** Key of a name without any mark. */
export function foldedKey(normalized: string): string {
  return words(normalized)
    .map((word) => syllable(word).folded)
    .join(' ')
}
