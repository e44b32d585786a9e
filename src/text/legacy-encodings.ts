import { isVietnameseSyllable } from './vietnamese-syllable.ts'

/** Bytes 0x80–0x9F of windows-1252, which mojibake passes through. */
const CP1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** TCVN3 (ABC): letters in the order of their bytes. */
const TCVN3 = pairs(
  'µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô­õøö÷ùúýûüþ¡¢§£¤¥¦',
  'àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ',
)

/** VNI-Windows writes a letter and its mark as two characters. */
const VNI_MARKS: Readonly<Record<string, string>> = {
  ù: '\u0301',
  ø: '\u0300',
  û: '\u0309',
  õ: '\u0303',
  ï: '\u0323',
  â: '\u0302',
  á: '\u0302\u0301',
  à: '\u0302\u0300',
  å: '\u0302\u0309',
  ã: '\u0302\u0303',
  ä: '\u0302\u0323',
  ê: '\u0306',
  é: '\u0306\u0301',
  è: '\u0306\u0300',
  ú: '\u0306\u0309',
  ü: '\u0306\u0303',
  ë: '\u0306\u0323',
}
const VNI_LETTERS: Readonly<Record<string, string>> = {
  ñ: 'đ',
  ô: 'ơ',
  ö: 'ư',
  í: 'í',
  ì: 'ì',
  æ: 'ỉ',
  ó: 'ĩ',
  ò: 'ị',
  î: 'ỵ',
}

/**
 * Mends a text whose bytes were read in the wrong encoding: UTF-8 read as windows-1252 ("TÃ¢n An"), TCVN3 and
 * VNI-Windows fonts ("Ñöùc Hoøa"). The reading with the most Vietnamese syllables wins; a text that is good as it
 * is comes back unchanged.
 */
export function mendEncoding(text: string): string {
  if (!/[\u0080-\u00ff\u0152-\u0178\u02c6\u2013-\u2122]/.test(text)) return text
  const composed = text.normalize('NFC').toLowerCase()
  // nearly every text is good Vietnamese, so that the rest is skipped
  if (composed.match(ACCENTED_WORDS)?.every(isVietnameseSyllable)) return text
  let best = text
  let max = syllables(text)
  for (const candidate of [fromUtf8Bytes(text), fromVni(text), fromTcvn3(text)]) {
    const count = candidate === undefined ? 0 : syllables(candidate)
    if (count > max) {
      best = candidate as string
      max = count
    }
  }
  return best
}

/** Words with a letter beyond ASCII. */
const ACCENTED_WORDS = /(?<![^\s,.;/\d()-])[^\s,.;/\d()-]*[^\s\p{ASCII}][^\s,.;/\d()-]*/gu

function syllables(text: string): number {
  const all =
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/[^\s,.;/\d()-]+/gu) ?? []
  return all.filter(isVietnameseSyllable).length
}

function fromUtf8Bytes(text: string): string | undefined {
  const bytes: number[] = []
  for (const char of text) {
    const code = char.codePointAt(0) as number
    const high = CP1252.indexOf(char)
    if (high >= 0) bytes.push(0x80 + high)
    else if (code <= 0xff) bytes.push(code)
    else return undefined
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes))
  } catch {
    return undefined
  }
}

function fromTcvn3(text: string): string {
  return [...text].map((char) => TCVN3.get(char) ?? char).join('')
}

function fromVni(text: string): string {
  let out = ''
  for (const char of text) {
    const lower = char.toLowerCase()
    const mark = VNI_MARKS[lower]
    const before = out.at(-1) ?? ''
    if (mark !== undefined && /[aeouyơư]/i.test(before)) out += mark
    else if (VNI_LETTERS[lower] !== undefined)
      out += char === lower ? VNI_LETTERS[lower] : (VNI_LETTERS[lower] as string).toUpperCase()
    else out += char
  }
  return out.normalize('NFC')
}

function pairs(from: string, to: string): ReadonlyMap<string, string> {
  const letters = [...to]
  return new Map([...from].map((char, i) => [char, letters[i] as string]))
}
