import { isVietnameseSyllable } from './vietnamese-syllable.ts'

const ACUTE = '\u0301'
const GRAVE = '\u0300'
const HOOK = '\u0309'
const TILDE = '\u0303'
const DOT = '\u0323'
const CIRCUMFLEX = '\u0302'
const BREVE = '\u0306'
const HORN = '\u031B'

const TELEX_TONES: Readonly<Record<string, string>> = { s: ACUTE, f: GRAVE, r: HOOK, x: TILDE, j: DOT, z: '' }
const VNI_TONES: Readonly<Record<string, string>> = {
  '1': ACUTE,
  '2': GRAVE,
  '3': HOOK,
  '4': TILDE,
  '5': DOT,
}
const VNI_MARKS: Readonly<Record<string, string>> = { '6': CIRCUMFLEX, '7': HORN, '8': BREVE, '9': 'đ' }
const VIQR_TONES: Readonly<Record<string, string>> = {
  "'": ACUTE,
  '`': GRAVE,
  '?': HOOK,
  '~': TILDE,
  '.': DOT,
}
const VIQR_MARKS: Readonly<Record<string, string>> = { '^': CIRCUMFLEX, '+': HORN, '*': HORN, '(': BREVE }
/** What a mark can stand on, tried from the last letter back. */
const TAKES: Readonly<Record<string, string>> = { [CIRCUMFLEX]: 'aeo', [HORN]: 'ou', [BREVE]: 'a' }

/** Words that a lower-case word may be as raw Telex or VNI keystrokes ("dduwowngf", "giuo6c5"); none when it is neither. */
export function decodeKeystrokes(word: string): string[] {
  return decodings(word).filter(isVietnameseSyllable)
}

/**
 * What the keystrokes of a word that is still being typed may be so far ("dd", "phuwo", "caaf"): beginnings of words, which need not be
 * syllables yet. VNI is not read: digits behind begun words are numbers ("ap6").
 */
export function decodeBegunKeystrokes(word: string): string[] {
  return /\d/.test(word) ? decodeKeystrokes(word) : decodings(word)
}

function decodings(word: string): string[] {
  if (word.length < 2 || word.length > 12 || !/^[a-z][a-z0-9]*$/.test(word)) return []
  const all = /\d/.test(word) ? [decodeVni(word)] : [decodeTelex(word, HORN), decodeTelex(word, BREVE)]
  return [...new Set(all)].filter((one): one is string => one !== undefined && one !== word)
}

/** "w" marks a letter with `mark` where one takes it, else with the other: "hoawng" is "hoăng", "thuaw" is "thưa". */
function decodeTelex(word: string, mark: typeof HORN | typeof BREVE): string | undefined {
  let letters: string[] = []
  let tone: string | undefined
  for (const char of word) {
    const last = letters.at(-1)
    if (char in TELEX_TONES && tone === undefined && letters.some(isVowel)) tone = TELEX_TONES[char]
    else if (char === 'w') {
      const other = mark === HORN ? BREVE : HORN
      letters = applyMark(letters, mark) ?? applyMark(letters, other) ?? [...letters, `u${HORN}`]
    } else if (char === 'd' && letters.includes('d') && letters.indexOf('d') === 0) letters[0] = 'đ'
    else if ('aeo'.includes(char) && letters.includes(char) && last !== undefined) {
      letters[letters.lastIndexOf(char)] = char + CIRCUMFLEX
    } else letters.push(char)
  }
  return spell(letters, tone ?? '')
}

function decodeVni(word: string): string | undefined {
  return decodeMarks(word, VNI_TONES, VNI_MARKS)
}

/** Characters of the longest word that may be a syllable: "nghie^ng~" with room for a mark typed twice. */
const LONGEST_VIQR = 20
const VIQR_SIGNS = /[\^+*('`?~.]/

/** VIQR ("Be^'n Lu+'c", "dduo+`ng") in a whole text; words that do not become Vietnamese syllables are left alone. */
export function decodeViqr(text: string): string {
  if (!VIQR_SIGNS.test(text)) return text
  return text.replace(/(?<![A-Za-z])[A-Za-z]+[\^+*('`?~.][A-Za-z^+*('`?~.]*/g, (raw) => {
    const stem = raw.replace(/(?<![.?])[.?]+$/, '')
    for (const word of VIQR_SIGNS.test(stem) ? [raw, stem] : []) {
      if (word.length > LONGEST_VIQR) continue
      const decoded = decodeMarks(word.toLowerCase().replaceAll('dd', 'đ'), VIQR_TONES, VIQR_MARKS)
      if (decoded !== undefined && decoded !== word.toLowerCase() && isVietnameseSyllable(decoded))
        return decoded + raw.slice(word.length)
    }
    return raw
  })
}

function decodeMarks(
  word: string,
  tones: Readonly<Record<string, string>>,
  marks: Readonly<Record<string, string>>,
): string | undefined {
  let letters: string[] = []
  let tone = ''
  for (const char of word) {
    const mark = marks[char]
    if (tones[char] !== undefined) tone = tones[char]!
    else if (mark === 'đ') {
      if (letters[0] !== 'd') return undefined
      letters[0] = 'đ'
    } else if (mark !== undefined) {
      const marked = applyMark(letters, mark)
      if (!marked) return undefined
      letters = marked
    } else letters.push(char)
  }
  return spell(letters, tone)
}

/** Puts a mark on the last letter that takes it; a horn on "uo" goes on both, as in "ươ". */
function applyMark(letters: readonly string[], mark: string): string[] | undefined {
  for (let i = letters.length - 1; i >= 0; i--) {
    if (!TAKES[mark]?.includes(letters[i]!)) continue
    const marked = [...letters]
    marked[i] += mark
    if (mark === HORN && letters[i] === 'o' && letters[i - 1] === 'u') marked[i - 1] += mark
    return marked
  }
  return undefined
}

function isVowel(letter: string): boolean {
  return 'aeiouy'.includes(letter[0]!)
}

/** Letters with a tone on the last vowel; its exact place does not matter to keys. */
function spell(letters: readonly string[], tone: string): string | undefined {
  const at = letters.findLastIndex(isVowel)
  if (at < 0) return tone === '' ? letters.join('') : undefined
  const marked = letters.findLastIndex((letter) => isVowel(letter) && letter.length > 1)
  const bearer = marked >= 0 ? marked : at
  return letters
    .map((letter, i) => (i === bearer ? letter + tone : letter))
    .join('')
    .normalize('NFC')
}
