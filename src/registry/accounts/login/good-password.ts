import { Refusal } from '../../refusal.ts'
import { prepared } from './password-hashing.ts'

/** Letters of a password; NIST SP 800-63B §3.1.1.2 asks for 8 at least, 15 where nothing else guards. */
export const SHORTEST_PASSWORD = 12
export const LONGEST_PASSWORD = 256
/** Different letters at least. */
const DIFFERENT = 5
/** A shorter login stands in many words. */
const SHORTEST_LOGIN = 4
/** What is typed along a keyboard or counted up, and what everybody takes. */
const COMMON = [
  ...['01234567', '12345678', '98765432', '87654321', 'abcdefgh', 'abc123'],
  ...['qwerty', 'asdfgh', 'zxcvbn', '1q2w3e4r', 'password', 'passw0rd', 'matkhau', 'mật khẩu'],
  ...['iloveyou', 'anhyeuem', 'emyeuanh', 'vietnam', 'việt nam', 'diachiso', 'địa chỉ số', 'administrator'],
]

/**
 * Throws {@link Refusal} `weak-password` for a password that others would try: short, of few letters, or that little is left of
 * without the login and what everybody takes.
 */
export function mustBeGoodPassword(password: string, login: string): void {
  const text = prepared(password)
  const { length } = [...text]
  if (length < SHORTEST_PASSWORD || length > LONGEST_PASSWORD)
    throw weak(
      `có ${length} ký tự; cần ${SHORTEST_PASSWORD}–${LONGEST_PASSWORD}`,
      `has ${length} characters; ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} are needed`,
    )
  const different = new Set(text.toLowerCase()).size
  if (different < DIFFERENT)
    throw weak(
      `chỉ có ${different} ký tự khác nhau; cần ít nhất ${DIFFERENT}`,
      `has only ${different} different characters; at least ${DIFFERENT} are needed`,
    )
  const lower = text.toLowerCase()
  const left = without(lower, login.length < SHORTEST_LOGIN ? COMMON : [...COMMON, login.toLowerCase()])
  if (left !== lower && left.replace(/[\p{N}\p{P}\p{S}\s]/gu, '').length < SHORTEST_PASSWORD / 2)
    throw weak(
      'chỉ gồm tên đăng nhập, dãy phím hay từ mà ai cũng thử, thêm số và dấu',
      'consists of the login, rows of keys or words that everybody tries, with digits and marks',
    )
}

function without(text: string, words: readonly string[]): string {
  return words.reduce((left, word) => left.split(word).join(''), text)
}

function weak(vi: string, en: string): Refusal {
  return new Refusal('weak-password', {
    vi: `Mật khẩu ${vi}. Vài từ không liên quan nhau thì dễ nhớ và khó đoán.`,
    en: `The password ${en}. Some words that have nothing to do with each other are easy to remember and hard to guess.`,
  })
}
