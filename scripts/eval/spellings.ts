// Other ways in which one accented text is typed or stored. Written from the definitions of the input methods and
// encodings, not from the decoders in src/text, so that either shows up the other's mistakes.

const TONES = { '\u0301': 0, '\u0300': 1, '\u0309': 2, '\u0303': 3, '\u0323': 4 } as const
const MARKS = { '\u0302': 0, '\u031b': 1, '\u0306': 2 } as const
type ToneMark = keyof typeof TONES
type LetterMark = keyof typeof MARKS

interface InputMethod {
  /** Keys for sắc, huyền, hỏi, ngã, nặng. */
  readonly tones: string
  /** What a letter becomes with circumflex, horn, breve. */
  readonly marks: readonly [
    (letter: string) => string,
    (letter: string) => string,
    (letter: string) => string,
  ]
  readonly d: string
  /** The tone is typed after its vowel, not at the end of the word. */
  readonly toneAtVowel?: boolean
}

const TELEX: InputMethod = {
  tones: 'sfrxj',
  marks: [(a) => a + a.toLowerCase(), (o) => `${o}w`, (a) => `${a}w`],
  d: 'd',
}
const VNI: InputMethod = { tones: '12345', marks: [(a) => `${a}6`, (o) => `${o}7`, (a) => `${a}8`], d: '9' }
const VIQR: InputMethod = {
  tones: "'`?~.",
  marks: [(a) => `${a}^`, (o) => `${o}+`, (a) => `${a}(`],
  d: 'd',
  toneAtVowel: true,
}

export const telex = (text: string) => keystrokes(text, TELEX)
/** Telex with the tone behind its vowel and not behind the word. */
export const telexAtVowel = (text: string) => keystrokes(text, { ...TELEX, toneAtVowel: true })
export const vni = (text: string) => keystrokes(text, VNI)
export const viqr = (text: string) => keystrokes(text, VIQR)

/** A text without marks. */
export function bare(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D')
}

/** As the Vietnamese keyboard of windows-1258 stores it: letters with their own mark, then a combining tone. */
export function windows1258(text: string): string {
  return text
    .normalize('NFD')
    .replace(/(\p{L})([\u0302\u031b\u0306]?)(\p{M}?)/gu, (_, letter, mark, tone) => {
      const [own, after] = mark === '' && tone !== '' && tone in MARKS ? [tone, ''] : [mark, tone]
      return (letter + own).normalize('NFC') + after
    })
}

/** UTF-8 read as windows-1252. */
export function mojibake(text: string): string {
  return new TextDecoder('windows-1252').decode(Buffer.from(text.normalize('NFC')))
}

/** The tone on the other vowel of oa, oe, uy: hoà for hòa and the reverse. */
export function otherTonePlacement(text: string): string {
  return text
    .normalize('NFD')
    .replace(
      /(?<!q)([ou])(?:([\u0301\u0300\u0309\u0303\u0323])([aey])|([aey])([\u0301\u0300\u0309\u0303\u0323]))(?![\p{L}\p{M}])/giu,
      (_, first, onFirst = '', after = '', second = '', onSecond = '') =>
        first + onSecond + after + second + onFirst,
    )
    .normalize('NFC')
}

function keystrokes(text: string, method: InputMethod): string {
  return text
    .normalize('NFC')
    .split(' ')
    .map((word) => typed(word, method))
    .join(' ')
}

function typed(word: string, { tones, marks, d, toneAtVowel }: InputMethod): string {
  let out = ''
  let tone = ''
  for (const char of word) {
    if (char === 'đ' || char === 'Đ') out += (char === 'đ' ? 'd' : 'D') + d
    else {
      const [letter = '', ...signs] = char.normalize('NFD')
      const mark = signs.find((sign): sign is LetterMark => sign in MARKS)
      const own = signs.find((sign): sign is ToneMark => sign in TONES)
      out += mark === undefined ? letter : marks[MARKS[mark]](letter)
      if (own !== undefined && toneAtVowel) out += tones[TONES[own]]
      else if (own !== undefined) tone = tones[TONES[own]] as string
    }
  }
  return out.replace(/[.,;]*$/, (end) => tone + end)
}
