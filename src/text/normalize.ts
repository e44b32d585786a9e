const DASHES = /[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/g
const SLASHES = /[\u2044\u2215\uFF0F\\]/g
const QUOTES = /[\u2018\u2019\u02BC\u0060\u00B4]/g
/** Controls, format characters (zero width, bidi), unpaired surrogates and private use: never part of an address. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}]+/gu
const SPACES = /[\s\u00A0\u3000]+/g

/**
 * One spelling of a text, accents kept: NFC (so also windows-1258's half-composed "ư" + U+0301), lower case,
 * full-width forms narrowed, one kind of dash, slash and quote, no control characters, single spaces.
 * Any string is accepted; the result may be empty.
 */
export function normalizeText(text: string): string {
  return cleanText(text).toLowerCase()
}

/** Text in which only spaces may have to change: ASCII and composed Vietnamese letters. */
const PLAIN = /^[\x20-\x5b\x5d-\x5f\x61-\x7eÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]*$/
const LOOSE_SPACES = /^ | {2}| $/

/** As {@link normalizeText}, with the case kept: for texts that are shown or stored. */
export function cleanText(text: string): string {
  if (PLAIN.test(text)) return LOOSE_SPACES.test(text) ? text.replace(/ {2,}/g, ' ').trim() : text
  return text
    .replace(SPACES, ' ')
    .replace(INVISIBLE, '')
    .replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(DASHES, '-')
    .replace(SLASHES, '/')
    .replace(QUOTES, "'")
    .normalize('NFC')
    .replace(/[ðÐ]/g, (eth) => (eth === 'ð' ? 'đ' : 'Đ'))
    .replace(/ {2,}/g, ' ')
    .trim()
}
