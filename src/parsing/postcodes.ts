import { fold } from '../text/syllable.ts'

/** A postal code among the words of an address. */
export interface WrittenPostcode {
  readonly code: string
  /** The text without it. */
  readonly rest: string
  /** It is called a postal code, or stands where only those stand: at the end, or before the country. */
  readonly certain: boolean
}

const MARKED =
  /(?:mã (?:số )?bưu (?:chính|điện|cục)|ma (?:so )?buu (?:chinh|dien|cuc)|mbc|zip ?code|zip|post(?:al)? ?code)\s?[:.=]?\s?(\d{5,6})(?!\d)/iu
const PLAIN = /(?<![\d\p{L}/.+#=-])\d{5,6}(?![\d\p{L}/.+-])/gu
const COUNTRIES: ReadonlySet<string> = new Set(['', 'vietnam', 'vn'])
/** Words to which a number behind them belongs; without accents only those that end no name ("Thủ Thừa" is no parcel). */
const NUMBERED: ReadonlySet<string> = new Set(
  `số so sn nhà hẻm hẽm hem ngõ ngách ngach kiệt kiet đường ql tl đt dt hl đh dh lô thửa tờ to km phòng căn thoại thoai sđt sdt
  tel phone mã cccd cmnd`.split(/\s+/),
)
const MAX_LENGTH = 300

/** The postal code beside an address: five digits, or six of the lists before 2018. Undefined where there is none, or nothing else. */
export function postcodeIn(text: string): WrittenPostcode | undefined {
  if (text.length > MAX_LENGTH || !hasFiveDigits(text)) return undefined
  const marked = MARKED.exec(text)
  if (marked) return written(text, marked[1]!, marked.index, marked.index + marked[0].length, true)
  let found: RegExpMatchArray | undefined
  for (const match of text.matchAll(PLAIN)) found = match
  if (!found) return undefined
  const [code] = found
  const at = found.index!
  if (NUMBERED.has(lastWord(text.slice(0, at)))) return undefined
  const end = at + code.length
  const placed =
    COUNTRIES.has(fold(text.slice(end)).replace(/[\s,.()]/g, '')) && /\p{L}/u.test(text.slice(0, at))
  if (!placed && code.length > 5) return undefined
  return written(text, code, at, end, placed)
}

function written(
  text: string,
  code: string,
  from: number,
  to: number,
  certain: boolean,
): WrittenPostcode | undefined {
  const before = text.slice(0, from).replace(/[\s(]{1,9}$/, '')
  const after = text.slice(to).replace(/^[\s)]{1,9}/, '')
  const joined = /,$/.test(before) && /^,/.test(after) ? `${before}${after.slice(1)}` : `${before} ${after}`
  const rest = joined.trim().replace(/^,\s?/, '').replace(/,$/, '').trim()
  return /[\p{L}\p{N}]/u.test(rest) ? { code, rest, certain } : undefined
}

function lastWord(text: string): string {
  const words = text
    .normalize('NFC')
    .toLowerCase()
    .match(/\p{L}+|[,;()]/gu)
  return words?.at(-1) ?? ''
}

function hasFiveDigits(text: string): boolean {
  let run = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    run = unit >= 0x30 && unit <= 0x39 ? run + 1 : 0
    if (run === 5) return true
  }
  return false
}
